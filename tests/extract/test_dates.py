"""Time expressions in German and English, resolved to days."""

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import edtf
from extract.calendar_words import CLASSES, OTHER, lexicon
from extract.dates import time_expressions
from extract.events import events
from extract.pipeline import annotate
from extract.spans import Context, TimeExpression

WEDNESDAY = dt.date(2015, 10, 21)


def read(text: str, language: str, published: dt.date | None = WEDNESDAY) -> list[TimeExpression]:
    return list(annotate(text, Context(language, published))._.dates)


def dated(text: str, language: str, published: dt.date | None = WEDNESDAY) -> list[tuple[str, str]]:
    """Return text and period of each expression that is a date."""
    return [(t.text, t.period) for t in read(text, language, published) if t.kind == "calendar"]


GERMAN = [
    ("Am 28. Juni 2014 starben drei.", "28. Juni 2014", "2014-06-28"),
    ("Am 28.06.2014 starben drei.", "28.06.2014", "2014-06-28"),
    ("Stand 2014-06-28: drei Tote.", "2014-06-28", "2014-06-28"),
    ("Am 3.11. starben drei.", "3.11.", "2014-11-03"),
    ("Am 6. August starben drei.", "6. August", "2015-08-06"),
    ("Am 13. starben drei.", "13.", "2015-10-13"),
    ("Am 1. Jänner starben drei.", "1. Jänner", "2015-01-01"),
    ("Im Feber kamen drei.", "Feber", "2015-02"),
    ("Im Juni 2013 kamen drei.", "Juni 2013", "2013-06"),
    ("Im Dezember kamen drei.", "Dezember", "2014-12"),
    ("Sie sollen im Dezember getötet worden sein.", "Dezember", "2014-12"),
    ("Die Wahl findet im Dezember statt.", "Dezember", "2015-12"),
    ("Die Sitzung wird am 3. Februar stattfinden.", "3. Februar", "2016-02-03"),
    ("Er soll am 3. Februar sein Amt antreten.", "3. Februar", "2016-02-03"),
    ("Im Sommer 2013 kamen drei.", "Sommer 2013", "2013-06/2013-08"),
    ("Im Winter 2014/15 kamen drei.", "Winter 2014/15", "2014-12/2015-02"),
    ("In den 1990er Jahren kamen drei.", "1990er Jahren", "1990/1999"),
    ("Anfang des Jahres kamen drei.", "Anfang des Jahres", "2015-01"),
    ("Im ersten Quartal kamen drei.", "ersten Quartal", "2015-01/2015-03"),
    ("Im ersten Halbjahr 2014 kamen drei.", "ersten Halbjahr 2014", "2014-01/2014-06"),
    ("Gestern starben drei.", "Gestern", "2015-10-20"),
    ("Vorgestern starben drei.", "Vorgestern", "2015-10-19"),
    ("In der gestrigen Nacht starben drei.", "gestrigen Nacht", "2015-10-20"),
    ("Morgen wird gewählt.", "Morgen", "2015-10-22"),
    ("Letzte Woche kamen drei.", "Letzte Woche", "2015-10-12/2015-10-18"),
    ("Nächste Woche kommen drei.", "Nächste Woche", "2015-10-26/2015-11-01"),
    ("Im vergangenen Jahr kamen drei.", "vergangenen Jahr", "2014"),
    ("Im Vorjahr kamen drei.", "Vorjahr", "2014"),
    ("Heuer kamen drei.", "Heuer", "2015"),
    ("Im vorigen Jänner kamen drei.", "vorigen Jänner", "2015-01"),
    ("Im November vergangenen Jahres kamen drei.", "November vergangenen Jahres", "2014-11"),
    ("Vor zwei Wochen starben drei.", "Vor zwei Wochen", "2015-10-07"),
    ("Vor einem Monat starben drei.", "Vor einem Monat", "2015-09"),
    ("Am Montag starben drei.", "Montag", "2015-10-19"),
    ("Am Mittwoch starben drei.", "Mittwoch", "2015-10-21"),
    ("Am Sonntagabend starben drei.", "Sonntagabend", "2015-10-18"),
    ("Am kommenden Montag wird gewählt.", "kommenden Montag", "2015-10-26"),
    ("Am Freitag wird gewählt.", "Freitag", "2015-10-23"),
    ("Seit vergangenen Freitag starben drei.", "vergangenen Freitag", "2015-10-16/2015-10-21"),
    ("Am Mittwoch, 25. Februar, kamen drei.", "Mittwoch, 25. Februar", "2015-02-25"),
    ("Am Samstag, dem 3. Oktober, kamen drei.", "Samstag, dem 3. Oktober", "2015-10-03"),
    ("Zu Ostern kamen drei.", "Ostern", "2015-04-05"),
    ("Nach Pfingsten 2014 kamen drei.", "Pfingsten 2014", "2014-06-08"),
    ("Seit Jänner kamen drei.", "Jänner", "2015-01/2015-10-21"),
    ("Seit Jahresbeginn kamen drei.", "Jahresbeginn", "2015-01/2015-10-21"),
    ("Seit Wochenbeginn kamen drei.", "Wochenbeginn", "2015-10-19/2015-10-21"),
    ("Bis Ende Mai kamen drei.", "Ende Mai", "../2015-05-31"),
    ("Ab Juli 2016 gilt das.", "Juli 2016", "2016-07/.."),
    ("2015 kamen bisher drei.", "2015", "2015-01-01/2015-10-21"),
    ("In diesem Jahr starben schon drei.", "diesem Jahr", "2015-01-01/2015-10-21"),
    (
        "In den ersten 20 Tagen dieses Jahres kamen drei.",
        "ersten 20 Tagen dieses Jahres",
        "2015-01-01/2015-01-20",
    ),
    ("Binnen eines Monats starben drei.", "Binnen eines Monats", "2015-09-21/2015-10-21"),
    (
        "In den vergangenen zwei Jahren kamen drei.",
        "vergangenen zwei Jahren",
        "2013-10-21/2015-10-21",
    ),
    ("Derzeit sind es drei.", "Derzeit", "2015-10-21"),
    ("Seit Kriegsbeginn flohen drei aus Syrien.", "Kriegsbeginn", "2011-03-15/2015-10-21"),
]

ENGLISH = [
    ("On June 28, 2014, three died.", "June 28, 2014", "2014-06-28"),
    ("On 28 June 2014 three died.", "28 June 2014", "2014-06-28"),
    ("On the 28th of June three died.", "28th of June", "2015-06-28"),
    ("On Feb. 3 three died.", "Feb. 3", "2015-02-03"),
    ("On 6/28/14 three died.", "6/28/14", "2014-06-28"),
    ("Sunday, October 18, 2015: three died.", "Sunday, October 18, 2015", "2015-10-18"),
    ("On the 3rd, three died.", "3rd", "2015-10-03"),
    ("In May 20 people died.", "May", "2015-05"),
    ("In December three died.", "December", "2014-12"),
    ("They will vote in December.", "December", "2015-12"),
    ("Last November three died.", "Last November", "2014-11"),
    ("In March last year three died.", "March last year", "2014-03"),
    ("Early 2014 saw three deaths.", "Early 2014", "2014-01"),
    ("In the winter of 2014/15 three died.", "winter of 2014/15", "2014-12/2015-02"),
    ("In the 1990s three died.", "1990s", "1990/1999"),
    ("In Q1 2014 three came.", "Q1 2014", "2014-01/2014-03"),
    ("In the first half of 2015 three came.", "first half of 2015", "2015-01/2015-06"),
    (
        "In the first six months of 2015 three came.",
        "first six months of 2015",
        "2015-01-01/2015-06-30",
    ),
    ("Three died yesterday.", "yesterday", "2015-10-20"),
    ("Three died last night.", "last night", "2015-10-20"),
    ("Three died this morning.", "this morning", "2015-10-21"),
    ("Three died the day before yesterday.", "day before yesterday", "2015-10-19"),
    ("Three died last week.", "last week", "2015-10-12/2015-10-18"),
    ("Three died last month.", "last month", "2015-09"),
    ("Next year three will come.", "Next year", "2016"),
    ("Two days ago three died.", "Two days ago", "2015-10-19"),
    ("A month ago three died.", "A month ago", "2015-09"),
    ("Three were killed on Friday.", "Friday", "2015-10-16"),
    ("Three will be tried on Friday.", "Friday", "2015-10-23"),
    ("Three died on Thanksgiving 2014.", "Thanksgiving 2014", "2014-11-27"),
    ("Three have come since July.", "July", "2015-07/2015-10-21"),
    ("Three have come since 2013.", "2013", "2013/2015-10-21"),
    (
        "Three have come since the start of the year.",
        "start of the year",
        "2015-01/2015-10-21",
    ),
    ("By 21 May three had come.", "21 May", "../2015-05-21"),
    ("Three have come so far this year.", "this year", "2015-01-01/2015-10-21"),
    ("Three died in the last 24 hours.", "last 24 hours", "2015-10-20/2015-10-21"),
    ("Three died over the past decade.", "past decade", "2005-10-21/2015-10-21"),
    ("There are currently three.", "currently", "2015-10-21"),
    ("Three fled Syria since the start of the war.", "start of the war", "2011-03-15/2015-10-21"),
]


@pytest.mark.parametrize(("text", "words", "period"), GERMAN)
def test_german(text: str, words: str, period: str) -> None:
    assert dated(text, "de") == [(words, period)]


@pytest.mark.parametrize(("text", "words", "period"), ENGLISH)
def test_english(text: str, words: str, period: str) -> None:
    assert dated(text, "en") == [(words, period)]


@pytest.mark.parametrize(
    ("language", "text", "ends", "period"),
    [
        (
            "de",
            "Zwischen 1. Jänner und dem 30. März 2014 kamen drei.",
            ["2014-01-01", "2014-03-30"],
            "2014-01-01/2014-03-30",
        ),
        ("de", "Vom 3. bis 5. Mai kamen drei.", ["2015-05-03", "2015-05-05"], None),
        ("de", "3.-5. Mai 2014: drei Tote.", ["2014-05-03", "2014-05-05"], None),
        ("de", "Von Montag bis Mittwoch kamen drei.", ["2015-10-19", "2015-10-21"], None),
        ("de", "Der Krieg 1943-1945 tötete drei.", ["1943", "1945"], "1943/1945"),
        ("en", "Three died between 2011 and 2013.", ["2011", "2013"], "2011/2013"),
        ("en", "From 3 to 5 May three came.", ["2015-05-03", "2015-05-05"], None),
        (
            "en",
            "Between December 30 and January 2, 2015, three died.",
            ["2014-12-30", "2015-01-02"],
            "2014-12-30/2015-01-02",
        ),
    ],
)
def test_both_ends_of_an_interval_have_its_period(
    language: str, text: str, ends: list[str], period: str | None
) -> None:
    found = read(text, language)
    assert [t.date for t in found] == ends
    assert {t.period for t in found} == {period or "/".join(ends)}


def test_days_of_a_list_are_dates_of_their_own() -> None:
    found = read("Sitzungen waren am 11., 18. und 25. März 2014.", "de")
    assert [t.period for t in found] == ["2014-03-11", "2014-03-18", "2014-03-25"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Es kamen 1999 Menschen und rund 2000 Soldaten."),
        ("de", "Bis zu 2000 Menschen kamen um 20.30 Uhr."),
        ("de", "Das Brot kostet 3.11 Euro, das Spiel endete 3:1."),
        ("de", "So war es: Sie trafen Di Caprio."),
        ("de", "Der Strom erhitzt auf 2000 bis 3000 Grad."),
        ("de", "Resolution 1973 war ein 3. Platz."),
        ("de", "Sie wurden 3. in Wien."),
        ("de", "Jan Müller und Mai Thi kamen."),
        ("en", "They may march. He sat in the sun. The marks were set, so they wed."),
        ("en", "About 2015 soldiers and 1900 people came."),
        ("en", "May said that April Jones and June Carter came second."),
        ("en", "Boeing 1973 of the 3rd floor cost $2015."),
    ],
)
def test_no_date(language: str, text: str) -> None:
    assert dated(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("de", "Jährlich kommen drei, pro Monat einer, jeden Tag keiner.", ["rate"] * 3),
        ("de", "Es dauerte drei Wochen.", ["duration"]),
        ("de", "Kürzlich und damals kamen drei.", ["vague", "vague"]),
        ("de", "Vor wenigen Tagen kamen drei.", ["vague"]),
        ("de", "In den vergangenen Jahren kamen drei.", ["vague"]),
        ("en", "Monthly 30 came, 200 people a day and 500 per year.", ["rate"] * 3),
        ("en", "He got three years in prison.", ["duration"]),
        ("en", "Recently three came.", ["vague"]),
        ("en", "A few days ago three came.", ["vague"]),
    ],
)
def test_what_is_no_point_in_the_calendar(language: str, text: str, kinds: list[str]) -> None:
    found = read(text, language)
    assert [t.kind for t in found] == kinds
    assert {(t.date, t.period, t.first, t.last) for t in found} == {("", "", None, None)}


def test_without_a_published_day_only_what_is_absolute_has_a_date() -> None:
    text = "Am 3. Mai 2014 und gestern, am Montag und im März kamen drei."
    assert [t.date for t in read(text, "de", None)] == ["2014-05-03", "", "", ""]


@pytest.mark.parametrize(
    ("language", "text", "dates"),
    [
        ("de", "Im Mai 1992 kamen drei. Im Juli kamen vier.", ["1992-05", "1992-07"]),
        ("de", "Am 3. Mai 2014 kamen drei, am Tag darauf vier.", ["2014-05-03", "2014-05-04"]),
        ("en", "On May 3, 2014, three came. The next day four came.", ["2014-05-03", "2014-05-04"]),
    ],
)
def test_what_was_named_before_is_the_anchor(language: str, text: str, dates: list[str]) -> None:
    assert [t.date for t in read(text, language)] == dates


def test_a_war_is_told_by_the_countries_of_the_text() -> None:
    text = "Since the war began, three have fled {}."
    published = dt.date(2024, 1, 5)
    places = {"Ukraine": "2022-02-24", "Gaza": "2023-10-07", "Sudan": "2023-04-15"}
    for place, date in places.items():
        assert read(text.format(place), "en", published)[0].date == date


def test_no_event_of_the_future_dates_a_text() -> None:
    assert [t.date for t in read("Seit dem Mauerfall kamen drei.", "de", dt.date(1985, 1, 1))] == [
        ""
    ]


def test_the_events_are_dated_and_named_in_both_languages() -> None:
    for event in events().values():
        assert edtf.day_span(event.date)[0] is not None
        assert set(event.phrases) == {"de", "en"}


def test_every_class_has_a_letter_of_its_own() -> None:
    assert len(set(CLASSES.values()) | {OTHER}) == len(CLASSES) + 1
    assert lexicon("de").single.keys() != lexicon("en").single.keys()


WORDS = {
    "de": "am seit bis vor nach 3. 13. 31. Mai Februar 29. 2015 1999 20 zwei letzten nächste Woche"
    " Jahr Monat Tagen ersten Ende Anfang Montag gestern und - . , / ( Ostern Jahresbeginn in den"
    " zwischen 90er Winter Quartal 30.02.2015 99.99. dieses Vortag später 9999 binnen",
    "en": "on since until by the 3rd 31 May February 29 2015 1999 20 two last next week year days"
    " months first end early Monday yesterday and - . , / ( Easter in between 90s winter quarter"
    " 2/30/15 99/99/99 2015-02-30 this later ago 9999 within past century few Q4 half of",
}
WORD_LISTS = st.sampled_from(sorted(WORDS)).flatmap(
    lambda code: st.tuples(
        st.just(code), st.lists(st.sampled_from(WORDS[code].split()), max_size=14).map(" ".join)
    )
)
DAYS = st.one_of(
    st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)),
    st.sampled_from([dt.date(2016, 2, 29), dt.date(2015, 12, 31), dt.date(2016, 1, 1)]),
)


@settings(max_examples=400)
@given(WORD_LISTS, DAYS)
def test_laws(language_and_text: tuple[str, str], published: dt.date) -> None:
    language, text = language_and_text
    found = time_expressions(text, language, published, [0])
    position = 0
    for t in found:
        assert position <= t.start < t.end <= len(text)
        assert text[t.start : t.end] == t.text
        position = t.end
        assert (t.kind == "calendar") or not t.date
        assert bool(t.date) == bool(t.period)
        if t.period:
            assert (t.first, t.last) == edtf.day_span(t.period, published)
            edtf.day_span(t.date)
            assert t.first is None or t.last is None or t.first <= t.last


@settings(max_examples=100)
@given(DAYS)
def test_any_published_day_has_a_yesterday_and_a_last_month(published: dt.date) -> None:
    text = "Gestern, letzte Woche, im vergangenen Monat und im Vorjahr starben drei."
    spans = [(t.first, t.last) for t in read(text, "de", published)]
    assert spans[0] == (published - dt.timedelta(1),) * 2
    assert all(last is not None and last < published for _, last in spans)


@settings(max_examples=100)
@given(DAYS, st.sampled_from(["Montag", "Freitag", "Sonntag", "März", "Dezember"]))
def test_the_past_is_never_in_the_future_nor_the_other_way_round(
    published: dt.date, word: str
) -> None:
    preposition = "Im" if word in ("März", "Dezember") else "Am"
    [past] = read(f"{preposition} {word} starben drei.", "de", published)
    [future] = read(f"{preposition} {word} wird gewählt.", "de", published)
    assert past.first is not None and past.first <= published
    assert future.last is not None and future.last >= published


@pytest.mark.parametrize(
    "piece", ["am 3. ", "2015-", "first half of the ", "last night ", "since the war began "]
)
def test_cost_grows_with_the_length_and_no_faster(piece: str) -> None:
    def cost(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(3):
            begin = time.process_time()
            time_expressions(text, "de" if "3" in piece else "en", WEDNESDAY, [0])
            best = min(best, time.process_time() - begin)
        return best

    cost(100)
    assert cost(20_000) < 40 * cost(2_000)
