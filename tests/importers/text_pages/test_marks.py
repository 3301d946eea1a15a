"""The mark of a page tells its titles from the lines of its texts; what is unsure is reported."""

from collections.abc import Callable

import pytest

from app.importers.loading.run import import_page_bytes
from app.importers.loading.writing import PageSource
from tests.importers.pages import MORE, TEXT, bodies, read, titles
from tests.newsroom import Newsroom

LINES = [
    "A New Approach to Housing in the Region",
    "What the new rules mean for families",
    "The Honorable Jane Doe",
    "Received: $8,000,000",
    "Click here for the text of the letter",
    "Will that help anybody?",
]
TITLES = [
    "Housing Plan Agreed",
    "IOM Opens Centre in Van",
    "School doors open again in May",
    "Third",
]
MONTHS = ["March", "April", "May", "June"]


def _text(number: int, line: str, *, dateline: bool = False) -> list[str]:
    head = f"{('Ankara', 'Van', 'Geneva', 'Rome')[number]} – " if dateline else ""
    return [head + TEXT, line, MORE]


def _rules(number: int, title: str, line: str) -> str:
    rule = "----------\n\n" if number else ""
    return rule + "\n\n".join([title, *_text(number, line)]) + "\n\n"


def _words(number: int, title: str, line: str) -> str:
    text = "\n\n".join(_text(number, line))
    return f"FOR IMMEDIATE RELEASE\n\n{title}\n\n{text}\n\n###\n\n"


def _gap(number: int, title: str, line: str) -> str:
    return "\n\n".join([title, *_text(number, line)]) + "\n\n\n\n"


def _block(number: int, title: str, line: str) -> str:
    return "\n".join([title, *_text(number, line)]) + "\n\n"


def _date_above(number: int, title: str, line: str) -> str:
    day = f"{number + 1} {MONTHS[number]} 2020"
    return "\n\n".join([day, title, *_text(number, line)]) + "\n\n"


def _date_below(number: int, title: str, line: str) -> str:
    day = f"{number + 1} {MONTHS[number]} 2020"
    return "\n\n".join([f"{title}\n{day}", *_text(number, line)]) + "\n\n"


def _dateline(number: int, title: str, line: str) -> str:
    return "\n\n".join([title, *_text(number, line, dateline=True)]) + "\n\n"


def _tight(number: int, title: str, line: str) -> str:
    return "\n".join([title, *_text(number, line, dateline=True)]) + "\n"


STYLES = [_rules, _words, _gap, _block, _date_above, _date_below, _dateline, _tight]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_a_line_of_a_text_without_the_mark_of_the_page_is_no_title(
    style: Callable[[int, str, str], str], line: str
) -> None:
    parts = [
        style(number, title, line if number != 1 else MORE) for number, title in enumerate(TITLES)
    ]
    assert titles(read("".join(parts))) == TITLES
    assert titles(read("Press Releases\n\n" + "".join(parts))) == TITLES


def test_a_line_with_the_look_of_a_title_is_text_where_titles_stand_under_rules() -> None:
    page = (
        f"Housing Plan Agreed\n\nAnkara – {TEXT}\n\n{LINES[0]}\n\n{MORE}\n\n----------\n\n"
        f"Second\n\n{TEXT}\n\n----------\n\nThird One\n\n{MORE}"
    )
    reading = read(page)
    assert titles(reading) == ["Housing Plan Agreed", "Second", "Third One"]
    assert bodies(reading)[0] == [TEXT, LINES[0], MORE]


@pytest.mark.parametrize(
    "title",
    [
        "Agency on Border: Inexcusable. Someone Ought to Answer.",
        "CITY HONOURS DR. DOE, JR.",
        "Agency: ‘It’s Time We Act on the Border”",
        "Agency Says: Enough.",
        "More help is on its way to the border.",
        "FOSTERING FUTURE",
        "Who Pays? The Agency Asks. Nobody Answers.",
    ],
)
@pytest.mark.parametrize("above", [MORE, "http://agency.example/letter.pdf", "Signed in May 2023"])
def test_a_line_between_a_text_and_a_dateline_is_a_title(title: str, above: str) -> None:
    page = (
        f"IOM Acts Now\n\nVan – {TEXT}\n\n{above}\n\n{title}\n\nGeneva – More people came.\n\n"
        f"IOM Acts Again\n\nAnkara – {MORE}"
    )
    assert titles(read(page)) == ["IOM Acts Now", title, "IOM Acts Again"]


def test_a_title_stands_below_an_address_or_a_number() -> None:
    title = "Agency Calls for Calm at the Border of Europe"
    for above in ("http://agency.example/letter.pdf", f"{MORE} See agency.example/2023"):
        page = (
            f"IOM Acts Now\n\nVan – {TEXT}\n\n{above}\n\n{title}\n\n{MORE}\n\nIOM Acts Again\n\n"
            f"Ankara – {MORE}"
        )
        assert titles(read(page)) == ["IOM Acts Now", title, "IOM Acts Again"]


def test_wider_gaps_part_releases_and_make_no_related_texts() -> None:
    words = ["IOM Acts Now", "FOSTERING FUTURE", "“Enough,” say ministers", "Nobody pays. Nobody!"]
    for above in ("", "Press Releases\n\n"):
        reading = read(above + "\n\n\n\n".join(f"{title}\n\n{TEXT}\n\n{MORE}" for title in words))
        assert titles(reading) == words
        assert bodies(reading) == [[TEXT, MORE]] * 4
        assert not any(draft.related for draft in reading.drafts)


def test_a_first_title_with_a_line_below_it_is_no_introduction() -> None:
    page = (
        "Press Releases\n\nAgency Speaks Up\n\n“We said so,” said the agency\n\n\n\n"
        f"Second Thing Happens Today\n\n{TEXT}"
    )
    reading = read(page)
    assert titles(reading) == ["Agency Speaks Up", "Second Thing Happens Today"]
    assert not any(block.became == "page introduction" for block in reading.blocks)


def test_a_line_above_a_rule_belongs_to_the_text_above() -> None:
    first = f"One More Step\n\n{TEXT}\n\nJane Doe"
    page = f"{first}\n\n---\n\nTwo Steps\n\n{MORE}\n\n---\n\nThree\n\n{TEXT}"
    reading = read(page)
    assert bodies(reading)[0] == [TEXT, "Jane Doe"]
    assert [draft.category for draft in reading.drafts] == [None, None, None]


def test_a_category_under_the_mark_is_one() -> None:
    page = "\n\n---\n\n".join(f"STATEMENT\n\n{title}\n\n{TEXT}" for title in TITLES)
    reading = read(page)
    assert titles(reading) == TITLES
    assert {draft.category for draft in reading.drafts} == {"STATEMENT"}


def test_a_subtitle_in_a_block_of_its_own_stands_below_its_title() -> None:
    for separator in ("\n\n", "\n\n---\n\n"):
        page = separator.join(
            f"{title} for All Who Wait\n\nA new place to go to\n\n{city} – {TEXT}"
            for title, city in zip(TITLES, ("Ankara", "Van", "Geneva", "Rome"), strict=True)
        )
        reading = read(page)
        assert titles(reading) == [f"{title} for All Who Wait" for title in TITLES]
        assert {draft.subtitle for draft in reading.drafts} == {"A new place to go to"}
        assert all(draft.dateline for draft in reading.drafts)


def test_a_title_without_the_mark_of_the_page_is_reported_as_doubtful(newsroom: Newsroom) -> None:
    lost = "Agency Calls for Calm at the Border"
    parts = [_dateline(number, title, MORE) for number, title in enumerate(TITLES)]
    parts.insert(2, f"{lost}\n\n{TEXT}\n\n")
    page = "".join(["Latest From the Harbour Office\n\n\n", *parts])
    reading = read(page)
    assert [block.text for block in reading.blocks if block.doubtful] == [lost]
    report = import_page_bytes(newsroom.settings, page.encode(), PageSource(), dry_run=True)
    assert report.incomplete
    assert f"(may be a title)  {lost}" in report.as_text()


def test_releases_without_a_dateline_count_where_many_have_none() -> None:
    page = "".join(
        f"Agency Calls for Calm, Part {number}\n\n{'Ankara – ' if number % 2 else ''}{TEXT}\n\n"
        for number in range(12)
    )
    assert len(read(page).drafts) == 12


def test_the_report_numbers_releases_as_its_summary_does(newsroom: Newsroom) -> None:
    page = f"IOM Acts Now\n\nVan – {TEXT}\n\nIOM Acts Again\n\nAnkara – {MORE}".encode()
    report = import_page_bytes(newsroom.settings, page, PageSource(), dry_run=True).as_text()
    assert "title of release 1  IOM Acts Now" in report
    assert "created      1  IOM Acts Now" in report
