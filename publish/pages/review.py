"""Review: what is doubtful, one thing at a time, and what was judged so far.

Judgements are written through a connection of their own that is closed at once: what pages read
stays read-only. Only who has the permission sees or writes anything here.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

from datasette.utils.asgi import Response
from sqlite_utils import Database

from publish import queries
from publish.page import Page
from publish.phrases import phrases
from publish.queries import ClaimRow, review
from publish.queries.review import Item, Judged
from reconcile.features import NEVER, Evidence, match
from reconcile.judging import ConflictError, Noted, OneClaimError, note
from reconcile.loading import Loaded
from reconcile.rulings import NONE
from store.database import StoreError, open_database
from store.judgements import CLAIMS
from store.model import Judgement, Ruling

NEXT = 8
"""So many of those that come next are named."""

SKIPPED = 50
"""So many that were skipped are kept in mind; then they come up again."""

JUDGEMENTS = 200
LONGEST_REASON = 500

_VERDICTS: dict[str, Ruling] = {verdict: verdict for verdict in get_args(Ruling)}
_KEY = re.compile(r"[0-9a-f]{10}")
_CLAIM = re.compile(r"[0-9a-f]{20}")
_OPPOSITE: dict[Ruling, Ruling] = {
    "same": "different",
    "different": "same",
    "wrong claim": "right claim",
    "right claim": "wrong claim",
}


class _UnfitError(ValueError):
    """What was sent is no judgement; the text is a key of ``ui``."""


async def show(page: Page) -> Response:
    """Show what to judge next; a POST writes a judgement and leads to the next."""
    if not await page.may_review():
        return await _forbidden(page)
    return await (_judge(page) if page.request.method == "POST" else _next(page))


async def judgements(page: Page) -> Response:
    """Show what was judged, the last first, each with the way to judge it anew."""
    if not await page.may_review():
        return await _forbidden(page)

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        judged = Judged.read(connection)
        shown = judged.made[::-1][:JUDGEMENTS]
        ids = {claim for each in shown for claim in each.claims}
        return {
            "judged": shown,
            "last": judged.last,
            "total": len(judged.made),
            "claims": queries.claims(connection, sorted(ids)),
        }

    return await page.render(
        "judgements", opposite=_OPPOSITE, **_common(page), **await page.read(look)
    )


async def _forbidden(page: Page) -> Response:
    """Say that a login is needed, or that this one may not review; nothing of the queue."""
    if page.wants_json:
        return _json({"ok": False, "error": "this needs the permission to review"}, 403)
    return await page.render("review_login", status=403)


async def _next(page: Page) -> Response:
    skipped = _skipped(page.argument("skip") or "")

    def look(connection: sqlite3.Connection) -> dict[str, Any]:
        items = review.queue(connection, Judged.read(connection), SKIPPED + NEXT + 1)
        waiting = [item for item in items if item.key not in skipped][: NEXT + 1]
        ids = {claim for item in waiting for claim in (item.claim, item.other) if claim}
        claims = queries.claims(connection, sorted(ids))
        item = waiting[0] if waiting else None
        return {
            "item": item,
            "coming": waiting[1:],
            "claims": claims,
            "evidence": _evidence(connection, item),
            "slips": review.slips(connection, ids),
            "effect": _effect(item, claims) if item is not None else None,
        }

    read = await page.read(look)
    if page.wants_json:
        return _json({"ok": True, "items": _records(read)})
    return await page.render(
        "review",
        skip=",".join(skipped),
        done=page.argument("done") if page.argument("done") in _DONE else None,
        never=NEVER,
        **_common(page),
        **read,
    )


_DONE = ("written", "repeated", "skipped")


def _common(page: Page) -> dict[str, Any]:
    return {
        "script": page.static("review.js"),
        "csrftoken": page.request.scope["csrftoken"](),
        "who": page.actor_name,
    }


def _skipped(text: str) -> list[str]:
    return [key for key in text.split(",") if _KEY.fullmatch(key)][-SKIPPED:]


def _evidence(connection: sqlite3.Connection, item: Item | None) -> tuple[Evidence, ...]:
    """Return what speaks for the two claims being of the same quantity, and what against."""
    if item is None or item.other is None or item.judged_alone:
        return ()
    try:
        a, b = Loaded(Database(connection), NONE).of_claims([item.claim, item.other]).values()
    except KeyError:  # not stated since the last comparison
        return ()
    return match(a, b).evidence


def _effect(item: Item, claims: dict[str, ClaimRow]) -> str:
    """Return which phrase tells what the judgements would change."""
    if item.doubt == "withdrawn":
        return "effect_withdrawn"
    if item.judged_alone:
        return "effect_claim"
    figures = {claims[claim].figure for claim in (item.claim, item.other) if claim in claims}
    return "effect_together" if len(figures) == 1 else "effect_apart"


def _records(read: dict[str, Any]) -> list[dict[str, Any]]:
    items = [read["item"], *read["coming"]] if read["item"] is not None else []
    return [
        {
            "doubt": item.doubt,
            "verdicts": _verdicts(item),
            "figure": item.figure,
            "pages": item.pages,
            "score": item.score,
            "claims": [
                {
                    "id": claim.id,
                    "quote": claim.quote,
                    "low": claim.low,
                    "high": claim.high,
                    "bound": claim.bound,
                    "source": claim.source,
                    "outlet": claim.outlet,
                    "published": claim.published,
                    "url": claim.url,
                }
                for claim in (read["claims"].get(id) for id in (item.claim, item.other))
                if claim is not None
            ],
        }
        for item in items
    ]


def _verdicts(item: Item) -> list[Ruling]:
    return ["right claim", "wrong claim"] if item.judged_alone else ["same", "different"]


# ---- writing -----------------------------------------------------------------------------------


async def _judge(page: Page) -> Response:
    if not _meant(page):
        return await _refused(page, "refused_origin", 403)
    form = await page.request.post_vars()
    if form.get("verdict") == "skip":
        keys = [*_skipped(form.get("skip", "")), *_skipped(form.get("key", ""))][-SKIPPED:]
        return _back(page, form, "skipped", keys)
    try:
        given = _judgement(page, form)
        noted = await asyncio.to_thread(_write, page.path, given)
    except _UnfitError as error:
        return await _refused(page, str(error), 400)
    except OneClaimError:
        return await _refused(page, "refused_one", 400)
    except ConflictError as error:
        return await _refused(page, "refused_conflict", 409, error.others)
    except (sqlite3.OperationalError, StoreError):
        # Another process writes for long (a rebuild), or the file cannot be written.
        return await _refused(page, "refused_busy", 503)
    if page.wants_json:
        return _json({"ok": True, "written": noted.written, **_record(noted.judgement)})
    done = "written" if noted.written else "repeated"
    return _back(page, form, done, _skipped(form.get("skip", "")))


def _meant(page: Page) -> bool:
    """Tell whether another site cannot have made the browser send this.

    Datasette asks those for a token that come with a cookie; a browser adds no bearer token by
    itself, but it does a password of HTTP's own (Basic).
    """
    headers = page.request.headers
    return "cookie" in headers or headers.get("authorization", "").startswith("Bearer ")


def _judgement(page: Page, form: dict[str, str]) -> Judgement:
    verdict = _VERDICTS.get(form.get("verdict", ""))
    claim, other = form.get("claim", ""), form.get("other") or None
    if verdict is None:
        raise _UnfitError("refused_verdict")
    ids = [claim] if other is None else [claim, other]
    if len(set(ids)) != CLAIMS[verdict] or not all(_CLAIM.fullmatch(each) for each in ids):
        raise _UnfitError("refused_claims")
    reason = " ".join(form.get("reason", "").split())
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise _UnfitError("refused_reason")
    word = phrases(page.language).say("because_" + verdict.replace(" ", "_"))
    now = dt.datetime.now(dt.UTC)
    return Judgement(now, page.actor_name, verdict, claim, other, reason or word)


def _write(path: Path, given: Judgement) -> Noted:
    with closing(open_database(path)) as db:
        if not review.known(db, given.claims).issuperset(given.claims):
            raise _UnfitError("refused_claims")
        return note(db, given)


def _back(page: Page, form: dict[str, str], done: str, skipped: list[str]) -> Response:
    if form.get("back") == "judgements":
        return Response.redirect(page.link("/-/review/judgements"), status=303)
    where = page.link("/-/review", done=done, skip=",".join(skipped) or None)
    return Response.redirect(where, status=303)


async def _refused(
    page: Page, why: str, status: int, others: tuple[Judgement, ...] = ()
) -> Response:
    if page.wants_json:
        return _json({"ok": False, "error": phrases("en").say(why)}, status)
    return await page.render("review_refused", status=status, why=why, others=others)


def _record(judgement: Judgement) -> dict[str, Any]:
    return {
        "made": judgement.made.isoformat(timespec="seconds"),
        "who": judgement.who,
        "verdict": judgement.verdict,
        "claims": list(judgement.claims),
        "reason": judgement.reason,
    }


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response.json(content, status=status, headers={"cache-control": "no-store"})
