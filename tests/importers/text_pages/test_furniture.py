"""Addresses, by-lines and headings of pages: beside a release, never its title."""

import pytest

from tests.importers.pages import MORE, TEXT, bodies, published, read, titles

CONTACTS = """Media contacts:
Jane Doe
Telephone: +880 1 234 5678
Email: media@agency.example"""


def test_the_contacts_that_end_a_release_are_its_contacts() -> None:
    page = f"""News

Clinic opens

GENEVA – {TEXT}

{CONTACTS}

Bridge closes

ROME – {TEXT}
"""
    reading = read(page)
    assert titles(reading) == ["Clinic opens", "Bridge closes"]
    assert [draft.category for draft in reading.drafts] == [None, None]
    assert bodies(reading)[0] == [TEXT]
    (contact,) = reading.drafts[0].contacts
    assert (contact.name, contact.email) == ("Jane Doe", "media@agency.example")


def test_contacts_above_a_title_are_none() -> None:
    page = f"""FOR IMMEDIATE RELEASE
March 12, 2024

Contact: John Smith, 202-555-0100, press@agency.example

Agency Announces Money for Rural Broadband

By Maria Lopez

LINCOLN, Neb., March 12, 2024 -- {TEXT}

{MORE}
"""
    reading = read(page)
    assert titles(reading) == ["Agency Announces Money for Rural Broadband"]
    assert bodies(reading) == [[TEXT, MORE]]
    assert published(reading) == ["2024-03-12"]
    assert [text.text for text in reading.drafts[0].related] == ["By Maria Lopez"]


def test_an_address_between_title_and_text_is_a_contact() -> None:
    page = f"Clinic opens\n\nContact: press@agency.example\n\nGENEVA – {TEXT}\n"
    reading = read(page)
    assert titles(reading) == ["Clinic opens"]
    assert bodies(reading) == [[TEXT]]
    assert [one.email for one in reading.drafts[0].contacts] == ["press@agency.example"]


def test_the_line_between_heading_and_text_is_a_title_without_any_dateline() -> None:
    for heading in ("Press Releases", "Media releases", "Communiqués de presse", "Basın Odası"):
        reading = read(f"{heading}\n\nMinisters agree plan\n\n{TEXT}\n\nTalks\n\nROME – {MORE}\n")
        assert reading.heading == heading
        assert titles(reading) == ["Ministers agree plan", "Talks"]
        assert bodies(reading) == [[TEXT], [MORE]]


@pytest.mark.parametrize("title", ["By Land and Sea", "WHO: cases rise", "Contact tracing helps"])
def test_a_title_may_begin_like_a_line_beside_it(title: str) -> None:
    assert titles(read(f"{title}\n\nROME – {TEXT}\n")) == [title]


def test_what_is_cut_out_of_a_sentence_is_no_title() -> None:
    first, last = "The first of five words", "The second of five words"
    for above, line, below in (
        ("The bill was introduced with", "The Naval Readiness Act of Today", MORE),
        ("They said:", "The cost of food has to fall", MORE),
        (MORE, ", who has studied many such cases", MORE),
        (MORE, "“The children do not know this", MORE),
        (MORE, "The Naval Readiness Act of Today", "which " + MORE),
    ):
        page = f"{first}\n\n{TEXT}\n\n{above}\n\n{line}\n\n{below}\n\n{last}\n\n{TEXT}\n"
        assert first in titles(read(page))
        assert line not in titles(read(page))


def test_an_invitation_is_a_release_with_its_lines_as_text() -> None:
    lines = [
        "What: Briefing on the harvest",
        "When: Tuesday, 9 April 2024",
        "Where: Town hall, Geneva",
    ]
    page = f"""Press releases

Ministers agree plan

ROME – {TEXT}

Media advisory: Briefing on Yemen

{lines[0]}
{lines[1]}
{lines[2]}

Bridge closes

ROME – {MORE}
"""
    reading = read(page)
    assert titles(reading) == [
        "Ministers agree plan",
        "Media advisory: Briefing on Yemen",
        "Bridge closes",
    ]
    assert bodies(reading) == [[TEXT], lines, [MORE]]
    assert published(reading)[1] is None
