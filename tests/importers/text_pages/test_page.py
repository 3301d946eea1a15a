"""Press pages copied as text: titles, dates, furniture, and pages nobody would write."""

from datetime import date

import pytest

from app.importers.text_pages.page import PageReading
from tests.cpu_time import grows_linearly
from tests.importers.pages import MORE, PAGE, TEXT, bodies, published, read, titles


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
    sample_reading: PageReading,
) -> None:
    late = read(PAGE, received=date(2025, 11, 25))
    assert [(d.published, d.bounds, d.dates) for d in late.drafts] == [
        (d.published, d.bounds, d.dates) for d in sample_reading.drafts
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
    assert read(page).drafts == ()


def test_date_that_belongs_to_nothing_is_reported_as_unplaced() -> None:
    reading = read("18 December 2019\n\n17 December 2019")
    assert [block.text for block in reading.lost] == ["18 December 2019", "17 December 2019"]


def test_equal_titles_on_one_page_have_keys_of_their_own() -> None:
    reading = read(f"IOM Acts Now\n\nVan – {TEXT}\n\nIOM Acts Now\n\nVan – {TEXT}")
    keys = [draft.key for draft in reading.drafts]
    assert [key.occurrence_of_title for key in keys] == [0, 1]
    assert [key.occurrence_of_body for key in keys] == [0, 1]


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
    def read_all(text: str) -> None:
        assert len(read(text).blocks) > 0

    assert grows_linearly(read_all, page)
