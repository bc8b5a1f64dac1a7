"""PDF reports: paragraphs, tables, metadata, and files that hold no text."""

import datetime as dt
import sys

import pytest

from extract.article import Unreadable
from extract.page_reading import pages_of
from extract.pdf import read_pdf


def pdf(content: str, info: str = "") -> bytes:
    """Return a PDF of one page that shows ``content``, operators of a content stream."""
    stream = content.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("cp1252"),
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    return body + b"startxref\n%d\n%%%%EOF\n" % start


def at(y: int, text: str, size: int = 11) -> str:
    return f"BT /F {size} Tf 72 {y} Td ({text}) Tj ET"


REPORT = "\n".join(
    [
        at(760, "Lage im Mai", 20),
        at(700, "Im Mai kamen 1.200 Menschen in Italien und in Spa-"),
        at(686, "nien an. Das sind weniger als im April."),
        at(640, "Die Zahlen sind vorl\xe4ufig."),
    ]
)


def test_lines_become_paragraphs_and_hyphens_go() -> None:
    info = "/Title (Lage im Mai) /Author (Amt) /CreationDate (D:20240611093000+02'00')"
    article = read_pdf(pdf(REPORT, info), url="https://example.org/a.pdf", snapshot="s")
    assert article.text == (
        "Lage im Mai\n\nIm Mai kamen 1.200 Menschen in Italien und in Spanien an. "
        "Das sind weniger als im April.\nDie Zahlen sind vorläufig."
    )
    assert (article.title, article.authors) == ("Lage im Mai", ("Amt",))
    assert (article.published, article.outlet) == (dt.date(2024, 6, 11), "example.org")


def test_without_metadata_the_largest_type_is_the_title() -> None:
    article = read_pdf(pdf(REPORT), url="https://example.org/a.pdf", snapshot="s", outlet="Amt")
    assert (article.title, article.outlet, article.published) == ("Lage im Mai", "Amt", None)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (pdf("0 0 595 842 re f"), "holds no text"),
        (b"%PDF-1.7 and nothing else", "is no PDF"),
        (b"<html>no</html>", "is no PDF"),
        (b"", "is no PDF"),
        (pdf(REPORT)[:300], "is no PDF"),
        (
            pdf(REPORT).replace(
                b"trailer <<",
                b"trailer << /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
                + b"00" * 32
                + b"> /U <"
                + b"00" * 32
                + b"> >>",
            ),
            "is encrypted",
        ),
        (b"%PDF-1.7\n" + b"[" * 100_000, "is no PDF"),
    ],
)
def test_files_that_cannot_be_read_are_named(body: bytes, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause):
        read_pdf(body, url="https://example.org/a.pdf", snapshot="s")


@pytest.mark.parametrize(
    ("limit", "cause"), [("MAX_PAGES", "has 1 pages, more than 0"), ("MAX_WORDS", "page 1 holds")]
)
def test_pages_and_words_are_bounded(
    limit: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"extract.page_reading.{limit}", 0)
    assert cause in list(pages_of(pdf(REPORT)))[-1]["error"]


def test_reading_ends_where_it_takes_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = [sys.executable, "-c", "import sys, time; sys.stdin.read(); time.sleep(60)"]
    monkeypatch.setattr("extract.pdf.COMMAND", slow)
    monkeypatch.setattr("extract.pdf.SECONDS", 0.2)
    with pytest.raises(Unreadable, match="takes more than"):
        read_pdf(pdf(REPORT), url="https://example.org/a.pdf", snapshot="s")


def test_a_process_that_dies_is_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.pdf.COMMAND", [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(Unreadable, match="too much memory"):
        read_pdf(pdf(REPORT), url="https://example.org/a.pdf", snapshot="s")


COLUMNS = "\n".join(
    [
        at(760, "Two columns", 20),
        *(at(700 - 14 * row, f"left line {row} of the text") for row in range(6)),
        *(
            at(693 - 14 * row, f"right line {row} of the text").replace("72 ", "320 ", 1)
            for row in range(6)
        ),
    ]
)


def test_columns_are_read_one_after_the_other() -> None:
    text = read_pdf(pdf(COLUMNS), url="https://example.org/a.pdf", snapshot="s").text
    lines = [text.index(f"{side} line {row}") for side in ("left", "right") for row in range(6)]
    assert lines == sorted(lines)
