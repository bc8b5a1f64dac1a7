"""What pages of links, pages of reports, folders and buckets list."""

import datetime as dt

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler import folders, links
from crawler.entrances import read_entrance
from crawler.folders import read_folder
from crawler.links import read_front_page, read_report_page
from crawler.listings import Entry, Listing, ListingError
from crawler.sources import Source
from crawler.urls import same_site

HERE = "https://www.a.example/politik/"
S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
DAY = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


def html(body: str, url: str = HERE) -> HtmlResponse:
    return HtmlResponse(url, body=body.encode(), encoding="utf-8")


def bucket(body: str, url: str) -> XmlResponse:
    text = f'<?xml version="1.0"?><ListBucketResult {S3}>{body}</ListBucketResult>'
    return XmlResponse(url, body=text.encode(), encoding="utf-8")


def source(include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> Source:
    return Source("a", "https://www.a.example/", include=include, exclude=exclude)


def urls(listing: Listing) -> list[str]:
    assert listing.left_out is None
    return [entry.url for entry in listing.pages]


@pytest.mark.parametrize(
    ("page", "include", "exclude", "found"),
    [
        ('<a href="/2024/1">x</a>', "/2024/", (), ["https://www.a.example/2024/1"]),
        ('<a href="2024/1#top">x</a>', "/2024/", (), [HERE + "2024/1"]),
        (
            '<base href="/en/"><a href="2024/1">x</a>',
            "/2024/",
            (),
            ["https://www.a.example/en/2024/1"],
        ),
        ('<map><area href="/2024/1"></map>', "/2024/", (), ["https://www.a.example/2024/1"]),
        ("<A HREF=' /2024/1\n'>x", "/2024/", (), ["https://www.a.example/2024/1"]),
        (
            '<a href="/2024/1">x</a><a href="/2024/1?utm_source=front">y</a>',
            "/2024/",
            (),
            ["https://www.a.example/2024/1"],
        ),
        (
            '<a href="https://news.a.example/2024/1">x</a>',
            "/2024/",
            (),
            ["https://news.a.example/2024/1"],
        ),
        ('<a href="https://b.example/2024/1">x</a>', "/2024/", (), []),
        (
            '<a href="https://b.example/2024/1">x</a>',
            r"^https://b\.example/",
            (),
            ["https://b.example/2024/1"],
        ),
        ('<a href="/2024/1">x</a><a href="/2024/video/1">y</a>', "/2024/", ("/video/",), None),
        ('<a href="/sport/1">x</a><a name="2024">y</a><a href="">z</a>', "/2024/", (), []),
        ('<a href="mailto:2024@a.example">x</a><a href="javascript:2024">y</a>', "2024", (), []),
        ('<a href="http://[2024">x</a>', "2024", (), []),
        ('\x00<a href="/2024/\x001">x</a>', "/2024/", (), ["https://www.a.example/2024/1"]),
        ('<script>"<a href=/2024/9>"</script><!-- <a href=/2024/8> -->', "/2024/", (), []),
        (
            "<div>" * 20_000 + '<a href="/2024/1">x</a>',
            "/2024/",
            (),
            ["https://www.a.example/2024/1"],
        ),
    ],
)
def test_links_of_a_front_page(
    page: str, include: str, exclude: tuple[str, ...], found: list[str] | None
) -> None:
    expected = ["https://www.a.example/2024/1"] if found is None else found
    assert urls(read_front_page(html(page), source((include,), exclude))) == expected


@pytest.mark.parametrize(
    ("link", "include", "found"),
    [
        ('<a href="/r/1.pdf">x</a>', (), "https://www.a.example/r/1.pdf"),
        ('<a href="/r/1.PDF">x</a>', (), "https://www.a.example/r/1.PDF"),
        ('<a href="/get?file=1.pdf">x</a>', (), "https://www.a.example/get?file=1.pdf"),
        ('<a type="Application/PDF" href="/r/1">x</a>', (), "https://www.a.example/r/1"),
        ('<a href="/r/1.pdf">x</a>', ("/r/",), "https://www.a.example/r/1.pdf"),
        ('<a href="/r/1.pdf">x</a>', ("/q/",), None),
        ('<a href="/r/1.html">x</a>', (), None),
        ('<a href="/pdf/1">x</a>', (), None),
        ('<a href="https://b.example/1.pdf">x</a>', (), None),
        ('<a href="https://b.example/1.pdf">x</a>', (r"\.pdf$",), None),
        ('<a href="https://b.example/1.pdf">x</a>', ("b.example/",), "https://b.example/1.pdf"),
    ],
)
def test_links_to_reports(link: str, include: tuple[str, ...], found: str | None) -> None:
    expected = [] if found is None else [found]
    assert urls(read_report_page(html(link), source(include))) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.derstandard.at/", "https://apps.derstandard.at/x", True),
        ("https://a.example/", "http://www.a.example:8080/x", True),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", True),
        ("https://www.bbc.co.uk/", "https://www.gov.co.uk/", False),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("https://a.example/", "https://b.example/", False),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_links_beyond_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINKS", 2)
    page = html("".join(f'<a href="/2024/{number}">x</a>' for number in range(3)))
    listing = read_front_page(page, source(("/2024/",)))
    assert [entry.url[-1] for entry in listing.pages] == ["0", "1"]
    assert listing.left_out == "lists more than 2 wanted links; the rest was left out"


INDEX = """<title>Index of /r/</title><a href="?C=N;O=D">Name</a><a href="/">Parent</a>
<a href="../">Parent</a><a href="./">here</a><a href="1.pdf">1</a><a href="b%20c.HTML">b</a>
<a href="photo.jpg">p</a><a href="2024/">2024/</a><a href="/elsewhere/2.pdf">2</a>
<a href="https://b.example/r/3.pdf">3</a>"""


def test_an_index_of_a_directory() -> None:
    listing = read_folder(html(INDEX, "https://a.example/r/"))
    assert listing == Listing(
        pages=(
            Entry("https://a.example/r/1.pdf", None),
            Entry("https://a.example/r/b%20c.HTML", None),
        ),
        listings=(Entry("https://a.example/r/2024/", None),),
    )


def contents(*keys: str) -> str:
    return "".join(
        f"<Contents><Key>{key}</Key><LastModified>2024-05-06T07:08:09.000Z</LastModified>"
        "<Owner><ID>1</ID></Owner></Contents>"
        for key in keys
    )


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (
            "https://r.s3.example/",
            contents("2024/a b&amp;c.pdf", "2024/logo.png", "2024/")
            + "<IsTruncated>false</IsTruncated>",
            Listing(pages=(Entry("https://r.s3.example/2024/a%20b%26c.pdf", DAY),)),
        ),
        (
            "https://s3.example/r/?prefix=x",
            contents("../x/1.pdf") + "<CommonPrefixes><Prefix>x/y z/</Prefix></CommonPrefixes>",
            Listing(
                pages=(Entry("https://s3.example/r/../x/1.pdf", DAY),),
                listings=(Entry("https://s3.example/r/?delimiter=%2F&prefix=x%2Fy+z%2F", None),),
            ),
        ),
        (
            "https://r.s3.example/?prefix=x",
            "<IsTruncated>true</IsTruncated><NextContinuationToken>1+/=&amp;</NextContinuationToken>",
            Listing(
                following="https://r.s3.example/?prefix=x&list-type=2"
                "&continuation-token=1%2B%2F%3D%26"
            ),
        ),
        (
            "https://r.s3.example/?marker=a",
            contents("b/1.txt") + "<IsTruncated>true</IsTruncated>",
            Listing(
                pages=(Entry("https://r.s3.example/b/1.txt", DAY),),
                following="https://r.s3.example/?marker=b%2F1.txt",
            ),
        ),
    ],
)
def test_a_bucket(url: str, body: str, expected: Listing) -> None:
    assert read_folder(bucket(body, url)) == expected


def test_entities_of_a_bucket_are_not_expanded() -> None:
    body = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
        f"<ListBucketResult {S3}>{contents('x&a;&e;.pdf')}</ListBucketResult>"
    )
    page = XmlResponse("https://r.s3.example/", body=body.encode())
    assert "aaaa" not in str(read_folder(page))


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (html(INDEX, "https://a.example/r"), "is no folder"),
        (TextResponse("https://a.example/r/", body=b"{}"), "is no HTML page"),
        (Response("https://a.example/r/", body=b"\x00"), "is no HTML page"),
        (bucket("<IsTruncated>true</IsTruncated>", "https://r.s3.example/"), "has more files"),
    ],
)
def test_what_is_no_folder_says_so(answer: Response, cause: str) -> None:
    with pytest.raises(ListingError, match=cause):
        read_folder(answer)


def test_limits_of_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    page = html(INDEX, "https://a.example/r/")
    deep = read_entrance("folder", page, source(), depth=5)
    assert deep.listings == ()
    assert deep.left_out == "lists what lies more than 5 levels deep; that was left out"
    monkeypatch.setattr(folders, "MOST_FILES", 1)
    assert len(read_folder(page).pages) == 1
    assert read_folder(page).left_out == "lists more than 1 files; the rest was left out"
    monkeypatch.setattr(links, "MOST_BYTES", 10)
    with pytest.raises(ListingError, match="is larger than 10 bytes"):
        read_folder(page)
