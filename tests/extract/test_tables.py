"""Tables in texts: each number that counts people is a claim with its labels, and nothing else."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import read_html
from extract.pipeline import annotate
from extract.read import claims_of
from extract.spans import Context
from extract.tables import number_in, tables_in

PUBLISHED = dt.date(2024, 6, 12)


def readings(language: str, text: str, home: str | None = None) -> list[Any]:
    title = text.partition("\n\n")[0]
    title_end = len(title) if "\n\n" in text else 0
    doc = annotate(text, Context(language, PUBLISHED, "Amt", home, title_end))
    for reading in doc._.claims:
        quantity = reading.quantity
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.text in text[reading.quote_start : reading.quote_end]
    return list(doc._.claims)


def told(language: str, text: str, home: str | None = None) -> list[tuple[Any, ...]]:
    return [
        (
            reading.quantity.low,
            reading.kind,
            " ".join(reading.where.country),
            " ".join(reading.where.origin),
            reading.when.date,
            reading.source,
        )
        for reading in readings(language, text, home)
    ]


# (language, text, claims): value, kind, countries, origins, period, source
TABLES = [
    pytest.param(
        "en",
        "Table 1: Asylum applications\n| Country | 2022 | 2023 |\n|---|---|---|\n"
        "| Italy | 84,290 | 135,820 |\n| Malta | 1,320 | n/a |\nSource: UNHCR, Trends 2023",
        [
            (84290, "asylum_applications", "ITA", "", "2022", "UNHCR"),
            (135820, "asylum_applications", "ITA", "", "2023", "UNHCR"),
            (1320, "asylum_applications", "MLT", "", "2022", "UNHCR"),
        ],
        id="years as columns, a source",
    ),
    pytest.param(
        "de",
        "Tabelle 1: Asylanträge\n| Land | 2022 | 2023 |\n"
        "| Italien | 84.290 | 135.820 |\n| Malta | 1.320 | k. A. |\nQuelle: UNHCR",
        [
            (84290, "asylum_applications", "ITA", "", "2022", "UNHCR"),
            (135820, "asylum_applications", "ITA", "", "2023", "UNHCR"),
            (1320, "asylum_applications", "MLT", "", "2022", "UNHCR"),
        ],
        id="Jahre als Spalten, eine Quelle",
    ),
    pytest.param(
        "en",
        "Asylum applications in Germany by nationality, 2023\n| Country | Applications | Share |\n"
        "| Syria | 102,930 | 31.3% |\n| Türkiye* | 61,181¹ | 18.6% |\n| Other | 9,000 | 3% |",
        [
            (102930, "asylum_applications", "DEU", "SYR", "2023", "@outlet"),
            (61181, "asylum_applications", "DEU", "TUR", "2023", "@outlet"),
        ],
        id="rows are origins, notes, a share, a row of others",
    ),
    pytest.param(
        "de",
        "Herkunft\n| Rang | Herkunftsland | Erstanträge 2023 | Veränderung |\n"
        "| 1 | Syrien | 102.930 | 5 |\n| 2 | Afghanistan | 51.275 | 41 |\n| 3 | Andere | 900 | 1 |",
        [
            (102930, "asylum_applications", "AUT", "SYR", "2023", "@outlet"),
            (51275, "asylum_applications", "AUT", "AFG", "2023", "@outlet"),
        ],
        id="Herkunft im Kopf, Rang, Veränderung; das Land des Mediums",
    ),
    pytest.param(
        "en",
        "Refugees by host country (in thousands), end of 2023\n| Country | Refugees |\n"
        "| Lebanon | 784.8 |\n| Jordan | 710.6 |\n| Total | 1,495.4 |",
        [
            (784800, "refugees", "LBN", "", "2023-12", "@outlet"),
            (710600, "refugees", "JOR", "", "2023-12", "@outlet"),
            (1495400, "refugees", "LBN JOR", "", "2023-12", "@outlet"),
        ],
        id="thousands, a total of the rows",
    ),
    pytest.param(
        "de",
        "Ankünfte von Flüchtlingen in Europa 2024\n| Land | Januar | Februar |\n"
        "| Griechenland | 3.402 | 2.910 |\n| Zypern | – | 512 |\n| Insgesamt | 3.402 | 3.422 |",
        [
            (3402, "arrivals", "GRC", "", "2024-01", "@outlet"),
            (2910, "arrivals", "GRC", "", "2024-02", "@outlet"),
            (512, "arrivals", "CYP", "", "2024-02", "@outlet"),
            (3402, "arrivals", "EUROPE", "", "2024-01", "@outlet"),
            (3422, "arrivals", "EUROPE", "", "2024-02", "@outlet"),
        ],
        id="Monate als Spalten, die Überschrift nennt Jahr und Gegend",
    ),
    pytest.param(
        "en",
        "Flood in Kenya, April 2024\n| | Killed | Injured | Houses |\n| Ward 4 | 12 | 30 | 4 |",
        [],
        id="a row of neither place nor period",
    ),
    pytest.param(
        "en",
        "Flood in Kenya\n| Year | Killed | Houses destroyed | Missing |\n"
        "| 2022 | 12 | 340 | 4 |\n| 2023 | 2012 | 340 | 7 |",
        [
            (12, "killed", "KEN", "", "2022", "@outlet"),
            (4, "missing", "KEN", "", "2022", "@outlet"),
            (2012, "killed", "KEN", "", "2023", "@outlet"),
            (7, "missing", "KEN", "", "2023", "@outlet"),
        ],
        id="years as rows, a column of things",
    ),
    pytest.param(
        "de",
        "Hochwasser\n| | Tote | Verletzte |\n| Österreich | 5 | 40 |\n| Tschechien | 3 | ... |",
        [
            (5, "killed", "AUT", "", "2024-06-12", "@outlet"),
            (40, "injured", "AUT", "", "2024-06-12", "@outlet"),
            (3, "killed", "CZE", "", "2024-06-12", "@outlet"),
        ],
        id="ohne Zeitraum gilt der Tag der Veröffentlichung",
    ),
    pytest.param(
        "en",
        "Table 3: Refugees by country of origin and asylum, 2023\n"
        "| Country of asylum | Syria | Iraq |\n| Jordan | 649,000 | 60,000 |",
        [
            (649000, "refugees", "JOR", "SYR", "2023", "@outlet"),
            (60000, "refugees", "JOR", "IRQ", "2023", "@outlet"),
        ],
        id="origins across, places down",
    ),
    pytest.param(
        "de",
        "Flüchtlinge 2023\n| Aufnahmeland | Herkunftsland | Personen |\n"
        "| Jordanien | Syrien | 649.000 |\n| | Irak | 60.000 |\n| Libanon | Syrien | 784.000 |",
        [
            (649000, "refugees", "JOR", "SYR", "2023", "@outlet"),
            (60000, "refugees", "JOR", "IRQ", "2023", "@outlet"),
            (784000, "refugees", "LBN", "SYR", "2023", "@outlet"),
        ],
        id="zwei Spalten mit Namen, die obere gilt weiter",
    ),
    pytest.param(
        "en",
        "Refugee arrivals by sea:\n- Italy: 6,310\n- Spain: 4,021\nMore follows.",
        [
            (6310, "arrivals", "ITA", "", "2024-06-12", "@outlet"),
            (4021, "arrivals", "ESP", "", "2024-06-12", "@outlet"),
        ],
        id="a list",
    ),
    pytest.param(
        "de",
        "Im Mai 2024 wurden Asylanträge gestellt:\nDeutschland – 18.000\nFrankreich – 12.500",
        [
            (18000, "asylum_applications", "DEU", "", "2024-05", "@outlet"),
            (12500, "asylum_applications", "FRA", "", "2024-05", "@outlet"),
        ],
        id="eine Liste mit Strichen",
    ),
    pytest.param(
        "en",
        "Arrivals\n| | Refugees | |\n| Country | 2022 | 2023 |\n| Italy | 5 | 6 |\n"
        "| Country | 2022 | 2023 |\n| Malta | 7 | 8 |",
        [
            (5, "refugees", "ITA", "", "2022", "@outlet"),
            (6, "refugees", "ITA", "", "2023", "@outlet"),
            (7, "refugees", "MLT", "", "2022", "@outlet"),
            (8, "refugees", "MLT", "", "2023", "@outlet"),
        ],
        id="two rows of heads, one that spans; the head again",
    ),
    pytest.param(
        "en",
        "Displacement\n| Country | Persons displaced |\n| 2022 | |\n| Sudan | 3,000 |\n| 2023 | |\n"
        "| Sudan | 9,000 |",
        [
            (3000, "displaced", "SDN", "", "2022", "@outlet"),
            (9000, "displaced", "SDN", "", "2023", "@outlet"),
        ],
        id="sections by year",
    ),
    pytest.param(
        "en",
        "Asylum applications\n| Country | January to May | |\n| | 2023 | 2024 |\n| Italy | 1 | 2 |",
        [
            (1, "asylum_applications", "ITA", "", "2023-01/2023-05", "@outlet"),
            (2, "asylum_applications", "ITA", "", "2024-01/2024-05", "@outlet"),
        ],
        id="a part of each year",
    ),
    pytest.param(
        "en",
        "Spending on refugees\n\nTable 1: Spending in million euros\n| Country | 2022 | 2023 |\n"
        "| Italy | 84 | 135 |",
        [],
        id="money",
    ),
    pytest.param(
        "de",
        "Flüchtlinge hier\n\nTabelle 2: Medaillen\n| Land | Gold | Silber |\n| Italien | 8 | 13 |",
        [],
        id="eine Überschrift ohne Menschen",
    ),
    pytest.param(
        "de",
        "Flüchtlinge je 1.000 Einwohner\n| Land | 2023 |\n| Italien | 8 |\n| Malta | 13 |",
        [],
        id="je Einwohner",
    ),
    pytest.param(
        "en",
        "Refugees\n| Country | Number 2023 | per 1,000 |\n| Italy | 8.5 | 2 |\n| Peru | 1.2 | 3 |",
        [],
        id="people have no fractions",
    ),
]


@pytest.mark.parametrize(("language", "text", "claims"), TABLES)
def test_tables(language: str, text: str, claims: list[tuple[Any, ...]]) -> None:
    assert told(language, text, "AUT" if language == "de" else None) == claims


def test_a_total_holds_its_rows_and_names_who_is_missing() -> None:
    text = (
        "Refugees 2023\n| Country | Refugees |\n| Chad | 300 |\n| Mali | n/a |\n| Niger | 200 |\n"
        "| Total | 500 |"
    )
    found = readings("en", text)
    assert [reading.part_of for reading in found] == [2, 2, None]
    assert found[2].where.country == ("TCD", "NER")
    assert found[2].excluded == ("MLI",)


def test_parts_do_not_exceed_their_total() -> None:
    text = "Refugees 2023\n| Country | Refugees |\n| Chad | 300 |\n| Niger | 200 |\n| Total | 400 |"
    assert [reading.part_of for reading in readings("en", text)] == [None, None, None]


def test_a_claim_names_its_cell_and_quotes_its_row() -> None:
    text = "Refugees\n| Country | End of 2022 | End of 2023 |\n| Chad | 300 | 1.100 |"
    found = readings("en", text)
    assert found[1].cell == "R2C3: Chad | End of 2023"
    assert text[found[1].quote_start : found[1].quote_end] == "Chad | 300 | 1.100"
    assert found[1].quantity.low == 1100


def test_prose_around_a_table_is_read_as_ever() -> None:
    text = (
        "In Peru 40 people were killed on Monday.\n| Country | Refugees |\n| Chad | 300 |\n"
        "| Niger | 200 |\nAnother 12 people were injured in Lima."
    )
    assert [(r.quantity.low, r.where.country) for r in readings("en", text)] == [
        (40, ("PER",)),
        (300, ("TCD",)),
        (200, ("NER",)),
        (12, ("PER",)),
    ]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1,234", "1,234"),
        ("1.234*", "1.234"),
        ("1,234¹", "1,234"),
        ("1 234 (a)", "1 234"),
        ("1,234 [2]", "1,234"),
        ("~ 50", "50"),
        (">1,000", "1,000"),
        ("12 %", None),
        ("12 Tote", None),
        ("n/a", None),
        ("–", None),
        (".", None),
        ("", None),
        ("12-14", None),
        ("+12", None),
    ],
)
def test_a_cell_is_a_number_or_not(text: str, digits: str | None) -> None:
    assert number_in(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        "| one | line |",
        "| Am Montag starben 12 Menschen. |\n| Am Dienstag niemand. |",
        "| Land | Text |\n| Kenia | 12 Tote, 3 Verletzte |",
        "Platz: viele\nPlatz: keine",
        "",
    ],
)
def test_what_is_no_table_is_prose(text: str) -> None:
    assert tables_in(text) == []


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="|\n\r"), max_size=8), min_size=2, max_size=4
        ),
        min_size=2,
        max_size=6,
    )
)
def test_cells_stand_where_they_say(rows: list[list[str]]) -> None:
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    for table in tables_in(text):
        assert all(text[cell.start : cell.end] == cell.text for row in table.rows for cell in row)
        assert len({len(row) for row in table.rows}) == 1


PAGE = """<html lang="en"><body><article><h1>Refugees in the Sahel</h1>
<p>The registry counts the people in the camps once a month. Its teams visit every camp and every
village around the lake, and they ask the elders about those who came or left.</p>
<table><caption>Registered refugees by month, 2024</caption>
<tr><th rowspan="2">Country</th><th colspan="2">Refugees</th></tr><tr><th>May</th><th>June</th></tr>
<tr><th>Chad</th><td>1,310</td><td>2,000<sup>1</sup></td></tr>
<tr><th>Niger</th><td>n/a</td><td>310</td></tr></table>
<p>More will follow in the bulletin of the coming month, which names every camp by itself.</p>
<p>New arrivals of refugees in May 2024:</p>
<ul><li>Mali: 120</li><li>Cameroon: 1,250</li></ul>
<p>The bulletin appears at the end of each month and can be ordered free of charge.</p>
</article></body></html>"""


def test_tables_and_lists_of_a_page() -> None:
    article = read_html(PAGE.encode(), url="https://news.example/a", snapshot="s")
    found = [(c.low, c.kind, c.country, c.date, c.number) for c in claims_of(article)]
    assert found == [
        (1310, "refugees", ("TCD",), "2024-05", "1,310"),
        (2000, "refugees", ("TCD",), "2024-06", "2,000"),
        (310, "refugees", ("NER",), "2024-06", "310"),
        (120, "arrivals", ("MLI",), "2024-05", "120"),
        (1250, "arrivals", ("CMR",), "2024-05", "1,250"),
    ]
