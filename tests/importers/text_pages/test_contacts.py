"""Whom to ask, taken out of the text: from real lines, in nine languages, and what is left."""

import json
from pathlib import Path

import pytest

from app.importers.draft import ImportedContact, Paragraph
from app.importers.text_pages.contacts import MOST_CONTACTS, take_contacts
from tests.importers.pages import MORE, TEXT, bodies, read

LINES = json.loads(
    (Path(__file__).parents[2] / "data" / "contacts" / "lines.json").read_text(encoding="utf-8")
)
Found = list[tuple[str, str | None, str | None, str | None]]


def _taken(*lines: str) -> tuple[list[str], Found]:
    paragraphs = [Paragraph(text, number, number) for number, text in enumerate(lines, start=1)]
    left, contacts = take_contacts(paragraphs)
    found = [(one.name, one.role, one.email, one.phone) for one in contacts]
    return [paragraph.text for paragraph in left], found


def test_the_real_lines_hold_contacts_and_others() -> None:
    assert sum(bool(line["contacts"]) for line in LINES) > 30
    assert sum(not line["contacts"] for line in LINES) > 10


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['id']} {line['text'][:30]}")
def test_a_real_line_is_taken_whole_or_left_whole(line: dict[str, object]) -> None:
    text = str(line["text"])
    left, found = _taken("First.", text, "Last.")
    assert [list(contact) for contact in found] == line["contacts"]
    assert left == (["First.", "Last."] if found else ["First.", text, "Last."])


JANE = ("Jane Doe", None, "jane@agency.example", "+41 22 555 01 00")


@pytest.mark.parametrize(
    "line",
    [
        "For more information, please contact: Jane Doe, Tel: +41 22 555 01 00, Email:"
        " jane@agency.example",
        "Media contact: Jane Doe, +41 22 555 01 00 / jane@agency.example",
        "Pour plus d’informations, veuillez contacter Jane Doe, tél. : +41 22 555 01 00, courriel :"
        " jane@agency.example",
        "Contact presse : Jane Doe – +41 22 555 01 00 – jane@agency.example",
        "Para más información, por favor contacte con Jane Doe, teléfono: +41 22 555 01 00, correo"
        " electrónico: jane@agency.example.",
        "Daha fazla bilgi için: Jane Doe, Tel: +41 22 555 01 00, E-posta: jane@agency.example",
        "Daha fazla bilgi için lütfen Jane Doe, +41 22 555 01 00, jane@agency.example ile iletişime"
        " geçiniz.",
        "Für weitere Informationen wenden Sie sich bitte an Jane Doe, Telefon +41 22 555 01 00 oder"
        " jane@agency.example.",
        "Pressekontakt: Jane Doe, Tel. +41 22 555 01 00, jane@agency.example",
        "Per maggiori informazioni contattare Jane Doe, +41 22 555 01 00, jane@agency.example",
        "Para mais informações, entre em contato com Jane Doe, +41 22 555 01 00,"
        " jane@agency.example",
        "Контакты для прессы: Jane Doe, тел. +41 22 555 01 00, эл. почта jane@agency.example",
        "لمزيد من المعلومات يرجى الاتصال: Jane Doe، هاتف: +41 22 555 01 00، البريد الإلكتروني:"
        " jane@agency.example",
    ],
)
def test_the_words_that_lead_to_a_contact_are_known_in_nine_languages(line: str) -> None:
    assert _taken(TEXT, line) == ([TEXT], [JANE])


def test_names_are_known_in_other_scripts() -> None:
    arabic = "للتواصل الإعلامي: ليلى حسن، المتحدثة الرسمية، هاتف: +20 2 5550 0100"
    assert _taken(arabic)[1] == [("ليلى حسن", "المتحدثة الرسمية", None, "+20 2 5550 0100")]
    russian = "Контактное лицо: Анна Иванова, пресс-секретарь, тел.: +7 495 555-01-00"
    assert _taken(russian)[1] == [("Анна Иванова", "пресс-секретарь", None, "+7 495 555-01-00")]


def test_a_block_of_lines_is_one_contact_for_each_name() -> None:
    left, found = _taken(
        TEXT,
        "Media contacts:",
        "Jane Doe",
        "Head of Media and Communications",
        "Telephone: +41 22 555 01 00 ext. 12",
        "Email: jane@agency.example",
        "Leila Hassan, Spokesperson, +41 22 555 01 01",
        "About the agency",
        MORE,
    )
    assert left == [TEXT, "About the agency", MORE]
    assert found == [
        (
            "Jane Doe",
            "Head of Media and Communications",
            "jane@agency.example",
            "+41 22 555 01 00 ext. 12",
        ),
        ("Leila Hassan", "Spokesperson", None, "+41 22 555 01 01"),
    ]


def test_a_desk_without_a_name_is_called_by_the_words_before_it() -> None:
    assert _taken("Press inquiries: press@agency.example")[1] == [
        ("Press inquiries", None, "press@agency.example", None)
    ]
    assert _taken("For more information, please contact us at press@agency.example.")[1] == [
        ("For more information, please contact", None, "press@agency.example", None)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Contact: Jane Doe",
        "Contact tracing helps: 12 555 0100 tests were made, he said.",
        "Media contact: Jane Doe, +41 22 555 01 00, who is on leave until Monday",
        "For more information, contact Jane Doe on Monday from nine at +41 22 555 01 00.",
        "For more information on the fair, contact Jane Doe, +41 22 555 01 00.",
        "Contact: Jane Doe, +41 22 555 01 00, fax +41 22 555 01 01",
        "Contact: Jane Doe, +41 22 555 01 00, https://agency.example",
        "Contact: +41 22",
        "Contact: jane@",
        f"Contact: {'Jane Doe ' * 50}, +41 22 555 01 00",
        f"Contact: Jane Doe, {'a' * 260}@agency.example",
    ],
)
def test_what_is_not_understood_to_its_end_stays_in_the_text(line: str) -> None:
    assert _taken(TEXT, line, MORE) == ([TEXT, line, MORE], [])


def test_a_line_that_a_contact_has_no_place_for_ends_the_block() -> None:
    lines = ["Contact:", "Jane Doe", "Tel: +41 22 555 01 00", "Fax: +41 22 555 01 01"]
    left, found = _taken(*lines)
    assert left == ["Fax: +41 22 555 01 01"]
    assert found == [("Jane Doe", None, None, "+41 22 555 01 00")]


def test_more_contacts_than_a_release_can_have_stay_in_the_text() -> None:
    lines = [f"Contact: Jane Doe, +41 22 555 {number:04}" for number in range(MOST_CONTACTS + 2)]
    left, found = _taken(*lines)
    assert left == lines[MOST_CONTACTS:]
    assert len(found) == MOST_CONTACTS


def test_a_page_reports_the_lines_that_became_contacts() -> None:
    page = f"""News

Clinic opens

GENEVA – {TEXT}

Contact: Jane Doe, Press Officer, +41 22 555 01 00

Bridge closes

ROME – {MORE}
"""
    reading = read(page)
    assert bodies(reading) == [[TEXT], [MORE]]
    assert reading.drafts[0].contacts == (
        ImportedContact("Jane Doe", "Press Officer", None, "+41 22 555 01 00"),
    )
    (line,) = [block for block in reading.blocks if block.became == "contact"]
    assert (line.first_line, line.draft) == (7, 1)
    assert reading.drafts[1].contacts == ()


def test_whom_to_ask_above_the_only_title_is_of_that_release() -> None:
    reading = read(f"Contact: Jane Doe, +41 22 555 01 00\n\nClinic opens\n\nGENEVA – {TEXT}\n")
    assert [one.name for one in reading.drafts[0].contacts] == ["Jane Doe"]
    assert [block.became for block in reading.blocks] == ["contact", "title", "body"]


def test_a_release_is_the_same_as_before_whoever_its_contact_is() -> None:
    """The key of an import that took no contacts out must find it again."""
    page = "Clinic opens\n\nGENEVA – {}\n\n{}\n"
    with_contact = read(page.format(TEXT, "Contact: Jane Doe, +41 22 555 01 00"))
    assert with_contact.drafts[0].key.body_key != read(page.format(TEXT, "")).drafts[0].key.body_key


def test_a_text_of_contacts_alone_stays_a_text() -> None:
    line = "For more information, please contact Jane Doe, +41 22 555 01 00."
    reading = read(f"Clinic opens\n12 May 2024\n\n{line}\n")
    assert bodies(reading) == [[line]]
    assert reading.drafts[0].contacts == ()
