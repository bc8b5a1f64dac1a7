"""The review: who may see it and write, what it asks, and what a judgement does."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from click.testing import CliRunner
from datasette_auth_passwords.utils import hash_password
from lxml import html

from headcount.cli import main
from publish.phrases import LANGUAGES, phrases
from publish.queries.review import SOURCES, Judged, queue
from publish.recent import HOLDS
from publish.reviewers import Reviewers, ReviewersError, read_reviewers
from publish.serve import datasette_on
from reconcile.features import FEATURES

if TYPE_CHECKING:
    from conftest import Demo

PASSWORD = "correct horse"
HASH = hash_password(PASSWORD, salt="0" * 32, iterations=1000)
TOKEN = "a-token-of-many-characters"
OTHER_TOKEN = "another-token-without-rights"
QUEUE = "/-/review"
LIST = "/-/review/judgements"


class Desk:
    """A server on a copy of the demo's database, and what people do there."""

    def __init__(self, path: Path) -> None:
        plugins = Reviewers({"Ada Muster": HASH}, {"Bot": TOKEN}).plugins()
        plugins["datasette-auth-tokens"]["tokens"].append(
            {"token": OTHER_TOKEN, "actor": {"id": "Guest"}}
        )
        self.path = path
        self.datasette = datasette_on(path, plugins)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        options.setdefault("headers", {}).setdefault("accept-language", "en")
        response: httpx.Response = asyncio.run(
            self.datasette.client.request(method, path, **options)
        )
        return response

    def login(self, password: str = PASSWORD, name: str = "Ada Muster") -> dict[str, str]:
        """Send the login form; return the cookies that came of it."""
        form = self.ask("GET", "/-/login")
        cookies = dict(form.cookies)
        token = html.document_fromstring(form.text).xpath("//input[@name='csrftoken']/@value")[0]
        data = {"username": name, "password": password, "csrftoken": token}
        answer = self.ask("POST", "/-/login", data=data, cookies=cookies)
        return cookies | dict(answer.cookies)

    def judged(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT who, verdict, claim, other, reason FROM judgements ORDER BY id")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()


class Ada:
    """A person with a login, who sees pages and presses their buttons."""

    def __init__(self, desk: Desk, language: str = "en") -> None:
        self.desk = desk
        self.language = language
        self.cookies = desk.login()

    def sees(self, path: str = QUEUE) -> html.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == 200
        return html.document_fromstring(answer.text)

    def get(self, path: str) -> httpx.Response:
        headers = {"accept-language": self.language}
        answer = self.desk.ask("GET", path, cookies=self.cookies, headers=headers)
        self.cookies |= dict(answer.cookies)
        return answer

    def presses(self, page: html.HtmlElement, verdict: str, **fields: str) -> httpx.Response:
        """Press the first button of that value, with the fields of its form."""
        button = page.xpath("//button[@value=$verdict]", verdict=verdict)[0]
        form = next(button.iterancestors("form"))
        data = {field.get("name"): field.get("value", "") for field in form.xpath(".//input")}
        data |= {"verdict": verdict, **fields}
        headers = {"accept-language": self.language}
        return self.desk.ask(
            "POST", form.get("action"), data=data, cookies=self.cookies, headers=headers
        )


@pytest.fixture
def desk(demo: Demo, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "copy.db"
    shutil.copy(demo.database, path)
    made = Desk(path)
    yield made
    for each in made.datasette.databases.values():
        each.close()


def pair(desk: Desk) -> tuple[str, str]:
    return desk.rows("SELECT a, b FROM relations WHERE relation = 'contradicts' ORDER BY a, b")[0]  # type: ignore[return-value]


# ---- who may -----------------------------------------------------------------------------------


STRANGERS: dict[str, dict[str, str]] = {
    "nobody": {},
    "a token without the permission": {"authorization": f"Bearer {OTHER_TOKEN}"},
    "a wrong token": {"authorization": "Bearer " + "x" * 30},
    "a forged cookie": {"cookie": 'ds_actor="eyJhIjp7ImlkIjoiQWRhIE11c3RlciJ9fQ.x"'},
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_strangers_see_and_write_nothing(desk: Desk, stranger: str) -> None:
    a, b = pair(desk)
    for path in (QUEUE, LIST, QUEUE + ".json"):
        seen = desk.ask("GET", path, headers=dict(STRANGERS[stranger]))
        assert seen.status_code == 403
        assert "blockquote" not in seen.text
        assert a not in seen.text
    data = {"verdict": "same", "claim": a, "other": b}
    for path in (QUEUE, LIST, QUEUE + ".json"):
        sent = desk.ask("POST", path, headers=dict(STRANGERS[stranger]), data=data)
        assert sent.status_code == 403
    assert desk.judged() == []


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ada Muster", "wrong"), ("Ada Muster", ""), ("Bot", TOKEN), ("Bot", ""), ("x", PASSWORD)],
)
def test_a_wrong_password_is_no_login(desk: Desk, name: str, password: str) -> None:
    cookies = desk.login(password, name)
    assert "ds_actor" not in cookies
    assert desk.ask("GET", QUEUE, cookies=cookies).status_code == 403


def test_the_password_over_http_basic_does_not_write(desk: Desk) -> None:
    """A browser that knows such a password sends it with a form of any site."""
    a, b = pair(desk)
    sent = desk.ask(
        "POST",
        QUEUE,
        data={"verdict": "same", "claim": a, "other": b},
        auth=("Ada Muster", PASSWORD),
    )
    assert sent.status_code == 403
    assert desk.judged() == []


def test_without_the_form_token_nothing_is_written(desk: Desk) -> None:
    ada = Ada(desk)
    page = ada.sees()
    for token in ("", "forged"):
        assert ada.presses(page, "skip", csrftoken=token).status_code == 403
        form = {"verdict": "same", "claim": pair(desk)[0], "other": pair(desk)[1]}
        sent = desk.ask("POST", QUEUE, data={**form, "csrftoken": token}, cookies=ada.cookies)
        assert sent.status_code == 403
    assert desk.judged() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_a_post_writes(desk: Desk, method: str) -> None:
    ada = Ada(desk)
    a, b = pair(desk)
    for path in (QUEUE, LIST):
        desk.ask(
            method,
            f"{path}?verdict=same&claim={a}&other={b}&reason=x",
            cookies=ada.cookies,
        )
        desk.ask(
            method,
            f"{path}?verdict=same&claim={a}&other={b}",
            headers={"authorization": f"Bearer {TOKEN}"},
        )
    assert desk.judged() == []


def test_by_default_nobody_may(demo: Demo) -> None:
    datasette = datasette_on(demo.database)
    for actor in (None, {"id": "root"}, {"id": "Ada Muster"}, {}):
        cookies = {"ds_actor": datasette.sign({"a": actor}, "actor")}
        answer = asyncio.run(datasette.client.get(QUEUE, cookies=cookies))
        assert answer.status_code == 403
    for each in datasette.databases.values():
        each.close()


def test_no_page_shows_a_secret(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    ada = Ada(desk)
    paths = ["/", QUEUE, LIST, "/-/login", "/-/actor.json"]
    paths += [f"/-/{name}.json" for name in ("metadata", "plugins", "settings", "databases")]
    for path in paths:
        answer = ada.get(path)
        for secret in (HASH, PASSWORD, TOKEN, OTHER_TOKEN, "pbkdf2"):
            assert secret not in answer.text, path
    printed = "".join(capfd.readouterr())
    assert not any(secret in printed for secret in (HASH, PASSWORD, TOKEN))
    assert HASH not in repr(Reviewers({"Ada": HASH}, {"Bot": TOKEN}))
    assert TOKEN not in repr(Reviewers({"Ada": HASH}, {"Bot": TOKEN}))


def test_who_may_review_is_led_there_and_nobody_else(desk: Desk) -> None:
    link = "//header//a[@href='/-/review']"
    answer = Ada(desk).get("/")
    assert html.document_fromstring(answer.text).xpath(link)
    assert "no-store" in answer.headers["cache-control"]
    stranger = desk.ask("GET", "/")
    assert not html.document_fromstring(stranger.text).xpath(link)
    assert stranger.headers["cache-control"] == HOLDS


# ---- the page ----------------------------------------------------------------------------------


def test_only_this_page_may_run_a_script_and_only_ours(desk: Desk) -> None:
    ada = Ada(desk)
    answer = ada.get(QUEUE)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("script-src 'self'")
    assert "unsafe" not in policy
    (script,) = html.document_fromstring(answer.text).xpath("//script")
    assert script.text is None
    assert script.get("src").startswith("/-/headcount/review.js?")
    served = desk.ask("GET", script.get("src"))
    assert served.status_code == 200
    assert "javascript" in served.headers["content-type"]
    assert "script-src" not in desk.ask("GET", "/").headers["content-security-policy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_shows_both_claims_and_has_a_key_for_each_answer(desk: Desk, language: str) -> None:
    ada = Ada(desk, language)
    page = ada.sees()
    seen = 0
    while page.xpath("//button[@value='skip']") and seen < 60:
        seen += 1
        claims = page.xpath("//article[@class='claim']")
        for claim in claims:
            assert claim.xpath(".//blockquote//mark")
            assert claim.xpath(".//time")
        keys = page.xpath("//button/@data-key")
        assert len(set(keys)) == len(keys) >= 3
        assert keys == [kbd.text for kbd in page.xpath("//button/kbd")]
        if page.xpath("//button[@value='same']"):
            assert len(claims) == 2
            assert page.xpath("//table[@class='evidence']/tbody/tr")
        page = ada.sees(ada.presses(page, "skip").headers["location"])
    assert seen > 10
    assert desk.judged() == []
    assert not page.xpath("//blockquote")
    assert page.xpath("//a[@href='/-/review']")  # what was skipped comes up again


def test_enter_in_the_reason_presses_nothing(desk: Desk) -> None:
    """The first button of a form is what Enter presses; none where it is disabled."""
    form = Ada(desk).sees().xpath("//form[@class='answers']")[0]
    assert form.xpath(".//button")[0].get("disabled") is not None


def test_every_doubt_feature_and_verdict_has_words() -> None:
    for language in LANGUAGES:
        words = phrases(language).ui
        for doubt in SOURCES:
            assert words[f"doubt_{doubt}"]
            assert words[f"ask_{doubt}"]
        for feature in FEATURES:
            assert words[f"feature_{feature}"]


def test_the_queue_puts_first_what_matters_most(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.path)) as connection:
        connection.row_factory = sqlite3.Row
        items = queue(connection, Judged(), 100)
    assert {"changed", "withdrawn", "disputed", "barely"} <= {item.doubt for item in items}
    weights = [item.weight for item in items]
    assert weights == sorted(weights, reverse=True)
    assert len({item.subject for item in items}) == len(items)
    disputed = [item.pages for item in items if item.doubt == "disputed"]
    assert disputed == sorted(disputed, reverse=True)


# ---- judging -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "reason", "kept"),
    [
        ("en", "", "judged different in the review"),
        ("de", "", "in der Durchsicht als verschieden beurteilt"),
        ("de", "  zwei   Boote ", "zwei Boote"),
        ("en", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_a_judgement_is_written_with_name_time_and_reason(
    desk: Desk, language: str, reason: str, kept: str
) -> None:
    ada = Ada(desk, language)
    page = ada.sees()
    while not page.xpath("//button[@value='different']"):
        page = ada.sees(ada.presses(page, "skip").headers["location"])
    form = page.xpath("//form[@class='answers']")[0]
    claim, other = (
        form.xpath(f".//input[@name='{each}']/@value")[0] for each in ("claim", "other")
    )
    before = dt.datetime.now(dt.UTC)
    answer = ada.presses(page, "different", reason=reason)
    assert answer.status_code == 303
    assert desk.judged() == [("Ada Muster", "different", claim, other, kept)]
    made = dt.datetime.fromisoformat(desk.rows("SELECT made FROM judgements")[0][0])
    assert abs(made - before) < dt.timedelta(minutes=1)
    after = ada.sees(answer.headers["location"])
    words = phrases(language)
    assert words.say("done_written") in after.text_content()
    # It left the queue at once, though nothing was reconciled yet.
    for item in desk.ask(
        "GET", QUEUE + ".json", headers={"authorization": f"Bearer {TOKEN}"}
    ).json()["items"]:
        assert {each["id"] for each in item["claims"]} != {claim, other}
    listed = ada.sees(LIST)
    assert kept in listed.text_content()
    assert not listed.xpath("//script[contains(., 'alert')]")
    result = CliRunner().invoke(main, ["reconcile", "--db", str(desk.path)])
    assert result.exit_code == 0, result.output
    figures = dict(desk.rows("SELECT claim, figure FROM figure_claims"))
    assert figures[claim] != figures[other]


def test_wrong_is_taken_back_in_the_list(desk: Desk) -> None:
    ada = Ada(desk)
    page = ada.sees()
    while not page.xpath("//button[@value='right claim']"):
        page = ada.sees(ada.presses(page, "skip").headers["location"])
    assert ada.presses(page, "wrong claim").status_code == 303
    ((_, _, claim, _, _),) = desk.judged()
    undone = ada.presses(ada.sees(LIST), "right claim")
    assert undone.headers["location"] == LIST
    assert [row[1:3] for row in desk.judged()] == [("wrong claim", claim), ("right claim", claim)]
    listed = ada.sees(LIST)
    assert "judged again later" in listed.text_content()
    assert len(listed.xpath("//ol/li//form")) == 1


def test_one_claim_of_a_pair_is_judged_wrong(desk: Desk) -> None:
    ada = Ada(desk)
    page = ada.sees()
    while not page.xpath("//div[@class='misread']"):
        page = ada.sees(ada.presses(page, "skip").headers["location"])
    second = page.xpath("//div[@class='misread']//form")[1]
    claim = second.xpath(".//input[@name='claim']/@value")[0]
    token = second.xpath(".//input[@name='csrftoken']/@value")[0]
    data = {"verdict": "wrong claim", "claim": claim, "csrftoken": token}
    assert desk.ask("POST", QUEUE, data=data, cookies=ada.cookies).status_code == 303
    assert [row[:4] for row in desk.judged()] == [("Ada Muster", "wrong claim", claim, None)]


def test_a_program_judges_with_a_token(desk: Desk) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    queue_ = desk.ask("GET", QUEUE + ".json", headers=dict(headers)).json()
    item = next(each for each in queue_["items"] if "same" in each["verdicts"])
    a, b = (each["id"] for each in item["claims"])
    data = {"verdict": "same", "claim": a, "other": b, "reason": "one report"}
    answer = desk.ask("POST", QUEUE + ".json", headers=dict(headers), data=data)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["ok"], said["written"], said["who"]) == (True, True, "Bot")
    again = desk.ask("POST", QUEUE + ".json", headers=dict(headers), data=data).json()
    assert (again["ok"], again["written"]) == (True, False)
    assert desk.judged() == [("Bot", "same", a, b, "one report")]


UNFIT = {
    "no verdict": ({"claim": "0" * 20}, "There is no such judgement."),
    "another verdict": ({"verdict": "drop", "claim": "0" * 20}, "There is no such judgement."),
    "no claim": ({"verdict": "wrong claim"}, "The judgement needs other claims"),
    "one of two": ({"verdict": "same", "claim": "A"}, "The judgement needs other claims"),
    "twice the same": ({"verdict": "same", "claim": "A", "other": "A"}, "needs other claims"),
    "two of one": ({"verdict": "wrong claim", "claim": "A", "other": "B"}, "needs other claims"),
    "not there": ({"verdict": "wrong claim", "claim": "0" * 20}, "these do not exist"),
    "no id": ({"verdict": "wrong claim", "claim": "' OR 1=1 --"}, "these do not exist"),
    "long": ({"verdict": "wrong claim", "claim": "A", "reason": "x" * 501}, "up to 500"),
    "control": ({"verdict": "wrong claim", "claim": "A", "reason": "a\u202eb"}, "up to 500"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_is_no_judgement_is_refused(desk: Desk, case: str) -> None:
    data, said = UNFIT[case]
    a, b = pair(desk)
    data = {key: {"A": a, "B": b}.get(value, value) for key, value in data.items()}
    headers = {"authorization": f"Bearer {TOKEN}"}
    for path in (QUEUE, QUEUE + ".json"):
        answer = desk.ask("POST", path, headers=dict(headers), data=data)
        assert answer.status_code == 400
        assert said in answer.text
    assert desk.judged() == []


def test_a_contradiction_is_refused_and_the_others_are_named(desk: Desk) -> None:
    a, b, c = (row[0] for row in desk.rows("SELECT id FROM claims ORDER BY id LIMIT 3"))
    headers = {"authorization": f"Bearer {TOKEN}"}
    for one, two in ((a, b), (b, c)):
        data = {"verdict": "same", "claim": one, "other": two, "reason": f"{one} is {two}"}
        assert desk.ask("POST", QUEUE + ".json", headers=dict(headers), data=data).json()["ok"]
    data = {"verdict": "different", "claim": a, "other": c}
    answer = desk.ask("POST", QUEUE, headers=dict(headers), data=data)
    assert answer.status_code == 409
    assert f"{a} is {b}" in answer.text
    assert f"{b} is {c}" in answer.text
    assert len(desk.judged()) == 2


def test_pages_cannot_write_though_the_review_did(desk: Desk) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    a, b = pair(desk)
    data = {"verdict": "different", "claim": a, "other": b}
    assert desk.ask("POST", QUEUE + ".json", headers=headers, data=data).json()["written"]

    async def write() -> None:
        await desk.datasette.get_database("headcount").execute("DELETE FROM failures")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        asyncio.run(write())


@pytest.mark.parametrize(
    "skip", ["x", "," * 500, "0" * 10, "<script>alert(1)</script>", ",".join(["0" * 10] * 3000)]
)
def test_any_list_of_skipped_ones_does(desk: Desk, skip: str) -> None:
    page = Ada(desk).sees(f"{QUEUE}?skip={skip}&done={skip[:50]}")
    assert page.xpath("//blockquote")
    assert len(page.xpath("//input[@name='skip']/@value")[0]) < 600
    assert "<script>alert" not in html.tostring(page).decode()


def test_text_of_the_web_is_shown_as_text(desk: Desk) -> None:
    text = "</textarea><script>alert(1)</script>\u202e'\"><img src=x onerror=alert(1)>"
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.execute("UPDATE claims SET quote = ?, source = ?, unit = ?", [text] * 3)
        connection.execute("UPDATE articles SET outlet = ?, title = ?", [text] * 2)
        connection.execute("UPDATE articles SET url = 'javascript:alert(1)'")
    ada = Ada(desk)
    page = ada.sees()
    ada.presses(page, page.xpath("//button[@data-key]/@value")[0], reason="<img src=x>")
    for shown in (page, ada.sees(LIST)):
        assert "onerror=alert(1)>" in shown.text_content()
        assert not shown.xpath("//img | //@onerror | //script[not(@src)]")
        assert not shown.xpath("//a[starts-with(@href, 'javascript')]")


# ---- reviewers.toml ----------------------------------------------------------------------------


def test_reviewers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "reviewers.toml"
    path.write_text(
        f"[[reviewer]]\nname = 'Ada Muster'\npassword_hash = '{HASH}'\n"
        "[[reviewer]]\nname = 'Jörg Probe'\npassword_hash = 'env:JP'\ntoken = 'env:TOKEN'\n",
        encoding="utf-8",
    )
    read = read_reviewers(path, {"JP": HASH + "\n", "TOKEN": TOKEN})
    assert read == Reviewers({"Ada Muster": HASH, "Jörg Probe": HASH}, {"Jörg Probe": TOKEN})
    assert read.names == {"Ada Muster", "Jörg Probe"}


ONE = "[[reviewer]]\nname = 'Ada'\n"
FAULTS = {
    "no TOML": ("[[", "x.toml: "),
    "empty": ("", "expected [[reviewer]] tables and nothing else"),
    "no list": ("reviewer = 1", "expected [[reviewer]] tables"),
    "no table": ("reviewer = [1]", "reviewer 1: expected a table"),
    "more": (f"{ONE}token='env:T'\n[other]", "tables and nothing else"),
    "no secret": (ONE, "reviewer 1: expected password_hash or token"),
    "no name": (f"[[reviewer]]\npassword_hash = '{HASH}'", "reviewer 1: name: expected"),
    "blank": (f"[[reviewer]]\nname = ' '\npassword_hash = '{HASH}'", "name: expected"),
    "unknown key": (f"{ONE}password = 'secret'", "reviewer 1: unknown key 'password'"),
    "a password": (f"{ONE}password_hash = 'secret'", "password_hash: expected what `datasette"),
    "a number": (f"{ONE}password_hash = 1", "password_hash: expected text"),
    "twice": (f"{ONE}token = 'env:T'\n{ONE}token = 'env:T'", "'Ada' stands above already"),
    "a token in the file": (f"{ONE}token = '{TOKEN}'", "token: expected env:"),
    "not set": (f"{ONE}password_hash = 'env:NO'", "the environment variable NO is not set"),
    "a short token": (f"{ONE}token = 'env:SHORT'", "at least 20 ASCII characters"),
    "one token for two": (
        f"{ONE}token = 'env:T'\n[[reviewer]]\nname = 'B'\ntoken = 'env:T'", "the same token",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_reviewers_are_one_line_without_secrets(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    text, expected = FAULTS[fault]
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("T", TOKEN)
    monkeypatch.setenv("SHORT", "secret")
    monkeypatch.delenv("NO", raising=False)
    with pytest.raises(ReviewersError) as raised:
        read_reviewers(path, {"T": TOKEN, "SHORT": "secret"})
    assert expected in str(raised.value)
    said = CliRunner().invoke(
        main, ["serve", "--db", str(demo.database), "--reviewers", str(path), "--port", "0"]
    )
    assert said.exit_code == 2
    assert re.fullmatch(r"Error: .+\n", said.stderr)
    for secret in ("secret", TOKEN, HASH):
        assert secret not in said.stderr


def test_a_missing_file_of_reviewers(demo: Demo, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.toml")
    said = CliRunner().invoke(main, ["serve", "--db", str(demo.database), "--reviewers", missing])
    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    assert "none.toml: No such file" in said.stderr
