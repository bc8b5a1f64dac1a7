"""A wall is told from an article, and what a body is from its bytes."""

import pytest

from crawler.media_types import media_type_of
from crawler.walls import CONSENT_WALL, LOGIN_WALL, Wall, wall_of

BANNER = {
    "de": "<div><p>Wir verwenden Cookies und personenbezogene Daten für Werbung. Sie können Ihre "
    "Einwilligung jederzeit widerrufen.</p><button>Alle akzeptieren</button></div>",
    "en": "<div><p>We and our partners use cookies to store personal data for advertising. You "
    "may withdraw your consent at any time.</p><button>Accept all</button></div>",
}
FORM = "<form><input name=user><input type=password name=word><button>Login</button></form>"
TEXT = {
    "de": "<h1>Hochwasser in Albanien</h1><p>Bei Überschwemmungen im Norden Albaniens sind am "
    "Sonntag mindestens 23 Menschen ums Leben gekommen. Neun weitere werden noch vermisst.</p>"
    "<p>Mehr als 4.000 Menschen mussten ihre Häuser verlassen, teilte die Polizei mit.</p>",
    "en": "<h1>Floods in Albania</h1><p>At least 23 people died on Sunday in floods in the north "
    "of Albania, and nine more are still missing, officials said in the evening.</p>"
    "<p>More than 4,000 people had to leave their homes, according to the police.</p>",
}
ABOUT = {
    "de": "<h1>Streit über Cookies</h1><p>Das Gericht hat über Cookies auf Nachrichtenseiten "
    "entschieden, wie am Dienstag mitgeteilt wurde.</p><p>Geklagt hatten 300 Leser aus zwei "
    "Ländern, die sich vor vier Jahren zusammengetan hatten. Der Verlag kündigte an, das Urteil "
    "zu prüfen, und will sich bis zum Ende des Monats äußern. Ein Sprecher sagte mehr nicht.</p>",
    "en": "<h1>Court rules on cookies</h1><p>A court has ruled on cookies of news sites, it was "
    "announced on Tuesday.</p><p>The case was brought by 300 readers of two countries who joined "
    "forces four years ago. The publisher said that it would study the judgment, and comment on "
    "it by the end of the month. A spokesman said nothing more at that time.</p>",
}


def page(*parts: str) -> bytes:
    links = "<nav><a href=/>Start</a><a href=/imprint>Impressum</a></nav>"
    return f"<html><head><title>t</title></head><body>{links}{''.join(parts)}</body>".encode()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("parts", "wall"),
    [
        ((BANNER,), CONSENT_WALL),
        ((BANNER, {"de": "<h2>Willkommen</h2>", "en": "<h2>Welcome</h2>"}), CONSENT_WALL),
        ((FORM,), LOGIN_WALL),
        ((FORM, BANNER), LOGIN_WALL),
        ((BANNER, FORM, TEXT), None),
        ((TEXT, BANNER), None),
        ((TEXT, FORM), None),
        ((ABOUT,), None),
        ((ABOUT, BANNER), None),
        (({"de": "<p>Cookies</p>", "en": "<p>Cookies</p>"},), None),
        ((), None),
    ],
)
def test_a_wall_is_told_from_an_article(
    parts: tuple[str | dict[str, str], ...], wall: Wall | None, language: str
) -> None:
    made = page(*(part if isinstance(part, str) else part[language] for part in parts))
    assert wall_of(made) == wall


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 999, b"cookie", b"<" * 9999, b"<p>" * 9999 + b"password", b"\xff\xfecookie"],
)
def test_what_is_no_page_is_no_wall(body: bytes) -> None:
    assert wall_of(body) is None


@pytest.mark.parametrize(
    ("stated", "body", "kind"),
    [
        ("text/html; charset=utf-8", b"<p>", "text/html"),
        ("TEXT/HTML", b"", "text/html"),
        ("text/html", b"%PDF-1.7", "application/pdf"),
        ("text/plain", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("application/pdf", b"<!DOCTYPE html>", "application/pdf"),
        ("", b"\xef\xbb\xbf \n<!DOCTYPE HTML>", "text/html"),
        ("application/octet-stream", b"<!-- x --><html>", "text/html"),
        ("application/octet-stream", b"PK\x03\x04", "application/zip"),
        ("", b"some text", ""),
        ("text/plain", b"<html>", "text/plain"),
        ("text/html", b"GIF is what this article is about", "text/html"),
    ],
)
def test_what_a_body_is(stated: str, body: bytes, kind: str) -> None:
    assert media_type_of(stated, body) == kind
