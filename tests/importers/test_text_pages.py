"""Press pages copied as text: the sample page as a careful reader takes it, and others."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.importers.draft import ImportedDraft
from app.importers.text_pages import PageReading, read_page
from app.locations.gazetteer import Gazetteer

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
PAGE = (SAMPLE / "press-releases.txt").read_bytes()
RECORDS = json.loads((SAMPLE / "expected.json").read_text())["records"]
GAZETTEER = Gazetteer()
TEXT = (
    "Teams from the agency brought blankets and food to the people who wait at the crossing, and"
    " they will stay as long as needed."
)
MORE = "More than 200 families received a tent on the first day, said the coordinator of the work."


def read(page: str | bytes, **options: Any) -> PageReading:
    return read_page(
        page, **{"language": "en", "population_of": GAZETTEER.population_of, **options}
    )


def titles(reading: PageReading) -> list[str]:
    return [draft.title for draft in reading.drafts]


def bodies(reading: PageReading) -> list[list[str]]:
    return [[paragraph.text for paragraph in draft.body] for draft in reading.drafts]


def published(reading: PageReading) -> list[str | None]:
    return [draft.published.value if draft.published else None for draft in reading.drafts]


@pytest.fixture(scope="module")
def sample() -> PageReading:
    return read(PAGE)


class TestSample:
    def test_page_has_its_heading_and_eight_releases_and_nothing_is_lost(
        self, sample: PageReading
    ) -> None:
        assert (sample.heading, len(sample.drafts)) == ("Press Releases", 8)
        assert (sample.lost, sample.removed, sample.encoding) == ((), (), "utf-8")

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
    def test_release_equals_what_a_careful_reader_takes(
        self, record: dict[str, Any], sample: PageReading
    ) -> None:
        draft = sample.drafts[record["index"] - 1]
        assert draft.title == record["title"]
        assert draft.title_lines == (record["title_line"], record["title_line"])
        assert draft.category == record["category"]
        assert draft.kind == record["kind"]
        assert [paragraph.text for paragraph in draft.body] == record["body"]
        assert [paragraph.first_line for paragraph in draft.body] == record["body_lines"]
        assert [
            {"line": paragraph.first_line, "text": paragraph.text} for paragraph in draft.related
        ] == record["related_paragraphs"]
        assert draft.summary == record["summary"]
        assert draft.speaker == record["speaker"]

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
    def test_dateline_is_kept_with_its_very_characters(
        self, record: dict[str, Any], sample: PageReading
    ) -> None:
        draft = sample.drafts[record["index"] - 1]
        expected = record["dateline"]
        assert draft.dateline_raw == (expected and expected["raw"])
        assert (draft.dateline and draft.dateline.region) == (expected and expected["region_text"])

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
    def test_only_written_dates_are_dates_and_bounds_give_their_reason(
        self, record: dict[str, Any], sample: PageReading
    ) -> None:
        draft = sample.drafts[record["index"] - 1]
        given = draft.published
        assert (given and given.value) == record["published"]["value"]
        assert (given and given.precision) == record["published"]["precision"]
        assert (given and given.basis) == record["published"]["basis"]
        bounds = draft.bounds
        assert _iso(bounds and bounds.not_before) == record["published_bounds"]["not_before"]
        assert _iso(bounds and bounds.not_after) == record["published_bounds"]["not_after"]
        assert bounds is None or "«" in bounds.reason

    def test_every_line_with_text_is_reported_once(self, sample: PageReading) -> None:
        lines = PAGE.decode().split("\n")
        filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
        assert [block.first_line for block in sample.blocks] == filled
        assert {block.first_line: block.became for block in sample.blocks}[27] == "category"
        assert {block.first_line: block.draft for block in sample.blocks}[42] == 7

    def test_dates_in_the_text_are_found_with_their_role(self, sample: PageReading) -> None:
        found = [(entry.text, entry.role) for draft in sample.drafts for entry in draft.dates]
        assert found == [
            ("Since Friday 28th February", "event_start"),
            ("Wednesday 18 December 2019", "published"),
            ("this week (26-27/11)", "event"),
        ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class TestVariantsOfTheSample:
    @pytest.mark.parametrize(
        ("change", "encoding"),
        [
            (lambda page: page.replace(b"\n", b"\r\n"), "utf-8"),
            (lambda page: page.replace(b"\n", b"\r"), "utf-8"),
            (lambda page: b"\xef\xbb\xbf" + page, "utf-8-sig"),
            (lambda page: page.decode().encode("utf-16"), "utf-16"),
            (lambda page: page.replace(b" ", b"\t"), "utf-8"),
            (lambda page: page.replace(b"\n\n", b"\n \t\n"), "utf-8"),
            (lambda page: page + b"\n\n\n", "utf-8"),
            (lambda page: page.decode().encode("cp1254"), "cp1254"),
        ],
        ids=["CRLF", "CR", "BOM", "UTF-16", "tabs", "blanks in lines", "end", "windows-1254"],
    )
    def test_other_bytes_of_the_same_words_give_the_same_releases(
        self, change: Any, encoding: str, sample: PageReading
    ) -> None:
        reading = read(change(PAGE))
        assert reading.encoding == encoding
        assert [_words(draft) for draft in reading.drafts] == [
            _words(draft) for draft in sample.drafts
        ]

    def test_changed_headline_leaves_the_body_key_as_it_was(self, sample: PageReading) -> None:
        page = PAGE.replace(b"IOM Steps Up Humanitarian", b"IOM Widens Its")
        changed, before = read(page).drafts[0], sample.drafts[0]
        assert changed.key.body_key == before.key.body_key
        assert changed.key.title_key != before.key.title_key

    def test_copies_with_other_titles_are_releases_of_their_own(self) -> None:
        page = b"\n\n".join(PAGE.replace(b"IOM Steps Up", b"IOM Step %d Up" % n) for n in range(20))
        reading = read(page)
        assert len(reading.drafts) == 160
        keys = {draft.key for draft in reading.drafts}
        assert len(keys) == 160
        assert {draft.category for draft in reading.drafts} == {
            None,
            "Global Migration Film Festival",
        }

    def test_nul_bytes_and_stray_bytes_are_told(self) -> None:
        reading = read(
            PAGE.replace(b"Geneva - ", b"Geneva - \x00").replace(b"States", b"St\xe9tes")
        )
        assert [(r.name, r.count, r.first_line) for r in reading.removed] == [
            ("U+0000 control character", 1, 11)
        ]
        assert reading.notes == ("1 bytes are not UTF-8 and were read as cp1252",)
        assert reading.drafts[1].body[0].text.count("Stétes") == 1
        assert len(reading.drafts) == 8

    def test_lone_surrogates_are_taken_out_and_told(self) -> None:
        reading = read("A Title of Words\n\nVAN – Body \ud800text.")
        assert reading.removed[0].name.startswith("U+D800")
        assert bodies(reading) == [["Body text."]]


def _words(draft: ImportedDraft) -> tuple[Any, ...]:
    texts = [paragraph.text for paragraph in (*draft.body, *draft.related)]
    return (draft.title, draft.kind, draft.category, texts, draft.published, draft.bounds)


@pytest.mark.parametrize("day_line", ["18 December 2019", "Posted: 18 December 2019"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["in one block", "alone"])
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_date_line_beside_a_title_is_its_date(day_line: str, gap: str, above: bool) -> None:
    other = day_line.replace("18", "16")
    items = [
        ("IOM Opens Centre in Van", day_line, TEXT),
        ("New School Opens Its Doors", other, MORE),
    ]
    page = "Press Releases\n\n" + "\n\n".join(
        f"{day}{gap}{title}\n\n{text}" if above else f"{title}{gap}{day}\n\n{text}"
        for title, day, text in items
    )
    reading = read(page)
    assert titles(reading) == [title for title, _, _ in items]
    assert published(reading) == ["2019-12-18", "2019-12-16"]
    assert bodies(reading) == [[TEXT], [MORE]]


@pytest.mark.parametrize("above", [True, False])
def test_list_of_titles_and_dates_gives_releases_without_text(above: bool) -> None:
    rows = [("IOM Opens Centre", "18 December 2019"), ("New School Opens", "17 December 2019")]
    lines = [f"{day}\n{title}" if above else f"{title}\n{day}" for title, day in rows]
    reading = read("News\n\n" + "\n".join(lines))
    assert titles(reading) == ["IOM Opens Centre", "New School Opens"]
    assert published(reading) == ["2019-12-18", "2019-12-17"]


@pytest.mark.parametrize(
    "title",
    [
        "Who Helps the Stranded?",
        "WHERE DO THEY GO NOW?",
        "IOM opens centre in Van.",
        "Ankara – IOM Opens New Centre",
        "“We Are Still Here”: Life in the Camp",
        "Sens. Lee, Grassley Introduce Bill",
        "U.S. Aid Reaches St. Vincent",
        "Message from Director General Amy Pope - World Refugee Day",
        "Türkiye'de göçmenler için destek programı genişliyor",
        "افتتاح مركز جديد للمهاجرين في عمان",
        "Third one",
    ],
)
def test_line_above_a_dateline_is_a_title(title: str) -> None:
    reading = read(f"Press Releases\n\nIOM Acts Now\n\nVan – {TEXT}\n\n{title}\n\nAnkara – {MORE}")
    assert titles(reading) == ["IOM Acts Now", title]
    assert reading.heading == "Press Releases"
    assert bodies(reading) == [[TEXT], [MORE]]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Nobody was hurt.",
        "Nobody was hurt",
        "“We need help now,” she said.",
        "“We need help now.”",
        "- Legal advice",
        "• Medical care for all families",
        "1. First of three things",
        "The centre offers:",
        "About IOM",
        "Notes to Editors and Broadcasters",
        "Word " * 2_000 + "end.",
    ],
    ids=lambda text: text[:20],
)
def test_such_a_line_inside_a_text_is_no_title(paragraph: str) -> None:
    page = (
        f"IOM Acts Now\n\nVan – {TEXT}\n\n{paragraph}\n\n{MORE}\n\nIOM Acts Again\n\n"
        f"Ankara – {MORE}"
    )
    reading = read(page)
    assert titles(reading) == ["IOM Acts Now", "IOM Acts Again"]
    assert bodies(reading)[0] == [TEXT, paragraph.strip(), MORE]


def test_title_without_dateline_is_found_among_others() -> None:
    page = (
        f"IOM Acts Now\n\nVan – {TEXT}\n\nIOM Chief Visits Region\n\n{MORE}\n\n"
        f"IOM Ends\n\nVan – {MORE}"
    )
    assert titles(read(page)) == ["IOM Acts Now", "IOM Chief Visits Region", "IOM Ends"]


def test_page_without_any_dateline_is_parted_by_its_titles() -> None:
    page = f"News\n\nIOM Opens Centre\n\n{TEXT}\n\nNew School for Children\n\n{MORE}"
    assert titles(read(page)) == ["IOM Opens Centre", "New School for Children"]


def test_subheadings_of_a_single_release_stay_in_it() -> None:
    page = (
        f"IOM Acts\n\nVan – {TEXT}\n\nWhat the new rules mean for firms\n\n{MORE}\n\n"
        f"Contact\n\nCall."
    )
    reading = read(page)
    assert titles(reading) == ["IOM Acts"]
    assert bodies(reading) == [
        [TEXT, "What the new rules mean for firms", MORE, "Contact", "Call."]
    ]


def test_page_without_titles_makes_them_from_the_text_and_says_so() -> None:
    reading = read(f"Edirne – {TEXT}\n\n{MORE}\n\nAnkara – The forum began today. It was full.")
    assert titles(reading)[1] == "The forum began today."
    assert bodies(reading)[0] == [TEXT, MORE]
    assert "gives no title" in reading.drafts[1].notes[0]


def test_subtitle_stands_below_the_title_in_its_block() -> None:
    page = (
        f"FOR IMMEDIATE RELEASE\n18 December 2019\n\nIOM Acts Now\nA new place to go\n\n"
        f"VAN – {TEXT}"
    )
    (draft,) = read(page).drafts
    assert (draft.title, draft.subtitle) == ("IOM Acts Now", "A new place to go")


def test_word_above_the_title_in_its_block_is_a_category() -> None:
    (draft,) = read(f"STATEMENT\nIOM Calls for Calm at Border\n\nVAN – {TEXT}").drafts
    assert (draft.category, draft.title) == ("STATEMENT", "IOM Calls for Calm at Border")


def test_body_directly_below_the_title_needs_no_blank_line() -> None:
    reading = read(f"IOM Acts Now\nVan – {TEXT}\n{MORE}\nIOM Acts Again\nAnkara – {MORE}")
    assert titles(reading) == ["IOM Acts Now", "IOM Acts Again"]
    assert bodies(reading) == [[TEXT, MORE], [MORE]]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    page = (
        "IOM Opens Centre in Van\n\n"
        "Van – Teams from the agency brought blankets and food to the\n"
        "people who wait at the crossing, and they will stay as long as\n"
        "needed. More than 200 families received a tent on that day.\n\n"
        "A second paragraph."
    )
    first, second = read(page).drafts[0].body
    assert "\n" not in first.text
    assert (first.first_line, first.last_line, second.text) == (3, 5, "A second paragraph.")


def test_rules_and_navigation_are_furniture() -> None:
    page = (
        f"IOM Opens\n\n{TEXT}\n\nRead more\n\n---\n\nNew one\n\n{MORE}\n\n1 2 3 … 10\n\n"
        f"Next »\n\n###"
    )
    reading = read(page)
    assert titles(reading) == ["IOM Opens", "New one"]
    assert bodies(reading) == [[TEXT], [MORE]]
    assert sum(block.became in ("mark", "navigation") for block in reading.blocks) == 5


def test_date_range_bounds_the_release_and_dates_it_not() -> None:
    (draft,) = read(f"Regional meeting\n\nBangkok, 21-22 July 2022 -- {TEXT}").drafts
    assert draft.published is None
    assert draft.bounds is not None
    assert (draft.bounds.not_before, draft.bounds.not_after) == (
        date(2022, 7, 21),
        date(2022, 7, 22),
    )


def test_date_that_reads_two_ways_is_a_question_and_no_date() -> None:
    (draft,) = read(f"Regional meeting\n03/04/2024\n\nBANGKOK – {TEXT}").drafts
    assert draft.published is None
    assert draft.dates[0].flags == ("two readings",)
    assert draft.bounds is not None
    assert "reads two ways" in draft.bounds.reason


def test_year_comes_from_the_day_of_reading_only_when_that_is_given() -> None:
    page = f"Regional meeting\n31 Dec\n\nBANGKOK – {TEXT}"
    assert published(read(page)) == [None]
    dated = read(page, received=date(2024, 1, 2)).drafts[0].published
    assert dated is not None
    assert dated.value == "2023-12-31"
    assert "on which the page was read" in dated.basis


def test_day_of_reading_dates_nothing_where_the_page_has_a_full_date(
    sample: PageReading,
) -> None:
    late = read(PAGE, received=date(2025, 11, 25))
    assert [(d.published, d.bounds, d.dates) for d in late.drafts] == [
        (d.published, d.bounds, d.dates) for d in sample.drafts
    ]
    page = (
        f"IOM Acts Now\n18 December 2019\n\nVAN – {TEXT}\n\nIOM Acts Again\n16 December\n\n{MORE}"
    )
    second = read(page, received=date(2025, 11, 25)).drafts[1]
    assert second.published is None
    assert second.bounds is not None
    assert second.bounds.not_before == second.bounds.not_after == date(2019, 12, 16)


def test_day_of_reading_never_bounds_a_release_by_a_date_in_its_text() -> None:
    page = "IOM Acts Now\n\nVAN – Since Friday 28th February people have been on the move."
    (draft,) = read(page, received=date(2025, 11, 25)).drafts
    assert draft.bounds is None
    assert draft.dates[0].flags == ("no year",)


def test_month_and_year_lines_keep_their_precision() -> None:
    page = f"IOM Acts Now\nMarch 2024\n\nVAN – {TEXT}\n\nIOM Acts Again\n2023\n\nVAN – {TEXT}"
    found = [draft.published for draft in read(page).drafts]
    assert [(p.value, p.precision) for p in found if p] == [("2024-03", "month"), ("2023", "year")]


@pytest.mark.parametrize("page", ["", " \n\t\n", b"", "\x00"])
def test_page_without_words_gives_no_release(page: str | bytes) -> None:
    reading = read(page)
    assert [draft for draft in reading.drafts if draft.body] == []


def test_date_that_belongs_to_nothing_is_reported_as_unplaced() -> None:
    reading = read("18 December 2019\n\n17 December 2019")
    assert [block.text for block in reading.lost] == ["18 December 2019", "17 December 2019"]


def test_equal_titles_on_one_page_have_keys_of_their_own() -> None:
    reading = read(f"IOM Acts Now\n\nVan – {TEXT}\n\nIOM Acts Now\n\nVan – {TEXT}")
    keys = [draft.key for draft in reading.drafts]
    assert [key.occurrence_of_title for key in keys] == [0, 1]
    assert [key.occurrence_of_body for key in keys] == [0, 1]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "page",
    [
        "A Title Like Line Here\n" * 20_000,
        "A Title Like Line Here\n\n" * 20_000,
        "18 December 2019\n\n" * 20_000,
        "word " * 400_000,
        "a - " * 200_000,
        "“" * 200_000,
    ],
    ids=["one block", "blocks", "dates", "long line", "dashes", "quotes"],
)
def test_strange_pages_are_read_in_linear_time(page: str) -> None:
    assert len(read(page).blocks) > 0
