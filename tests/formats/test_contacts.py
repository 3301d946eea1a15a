"""Contacts in the forms that have a place for them."""

import json
from csv import DictReader
from io import StringIO
from typing import Any

from lxml import etree

from app.contacts.contact import Contact, Day, Hours
from app.formats import csv, html, jsonld, newsml, ninjs, text
from app.formats.item import Item
from app.published.document import Organisation
from tests.factories import a_document
from tests.formats import schema_org, schemas
from tests.formats.hostile import BASE, feed_of

CONTACT = Contact(
    name="Press <desk>",
    role="Spokesperson",
    email="desk@press.example",
    phone="022 717 91 11 x22",
    phone_uri="tel:+41227179111;ext=22",
    phone_international="+41 22 717 91 11 ext. 22",
    languages=("en", "tr"),
    hours=Hours(
        days=(Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.SATURDAY),
        opens="09:00",
        closes="17:30",
        zone="Europe/Zurich",
    ),
)
HOURS = "Mon–Wed, Sat 09:00–17:30 (Europe/Zurich)"


def _item(contact: Contact, **changes: Any) -> Item:
    members = {"organisation": Organisation(id="iom", name="IOM"), "contacts": (contact,)}
    return Item(a_document(**members | changes), BASE)


def _page(contact: Contact) -> etree._Element:
    page = html.write_one(_item(contact))
    return etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))


def _ninjs(contact: Contact) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(ninjs.write_one(_item(contact)))
    assert [error.message for error in schemas.ninjs().iter_errors(document)] == []
    return document


def _newsml(contact: Contact) -> etree._Element:
    document = etree.fromstring(newsml.write_one(_item(contact)))
    assert schemas.newsml().validate(document), schemas.newsml().error_log
    return document


def test_a_page_calls_and_writes_to_a_contact() -> None:
    footer = _page(CONTACT).find(".//footer/p")
    assert footer is not None
    links = {link.get("href"): "".join(link.itertext()) for link in footer.findall("a")}
    assert links == {
        "mailto:desk@press.example": "desk@press.example",
        "tel:+41227179111;ext=22": "+41 22 717 91 11 ext. 22",
    }
    assert "".join(footer.itertext()).endswith(f", (en, tr), {HOURS}")


def test_a_number_that_could_not_be_read_is_printed_and_not_called() -> None:
    contact = Contact(name="Desk", role=None, email=None, phone="112 (internal)")
    footer = _page(contact).find(".//footer/p")
    assert footer is not None
    assert "".join(footer.itertext()) == "Desk, 112 (internal)"
    assert footer.findall("a") == []


def test_plain_text_and_tables_have_a_contact_in_one_line() -> None:
    line = (
        "Press <desk>, Spokesperson, desk@press.example, +41 22 717 91 11 ext. 22, (en, tr),"
        f" {HOURS}"
    )
    assert f"\n\n{line}\n\n" in text.write_one(_item(CONTACT)).decode()
    table = DictReader(
        StringIO(csv.write(feed_of(a_document(contacts=(CONTACT, CONTACT)))).decode())
    )
    assert [row["contacts"] for row in table] == [f"{line}; {line}"]


def test_schema_org_has_contacts_at_the_organisation() -> None:
    document = json.loads(jsonld.write_one(_item(CONTACT)))
    assert schema_org.faults(document) == []
    assert document["publisher"]["name"] == "IOM"
    (point,) = document["publisher"]["contactPoint"]
    assert point["telephone"] == "+41 22 717 91 11 ext. 22"
    assert point["hoursAvailable"]["dayOfWeek"][-1] == "https://schema.org/Saturday"
    alone = json.loads(jsonld.write_one(_item(CONTACT, organisation=None)))
    assert schema_org.faults(alone) == []
    assert alone["publisher"]["contactPoint"] == [point]


def test_ninjs_and_newsml_reach_a_contact() -> None:
    (person,) = _ninjs(CONTACT)["people"]
    assert [way["value"] for way in person["contactInfo"]] == [
        "desk@press.example", "+41 22 717 91 11 ext. 22",
    ]  # fmt: skip
    info = _newsml(CONTACT).find(".//{*}contactInfo")
    assert info is not None
    assert [each.text for each in info] == [
        "desk@press.example", "+41 22 717 91 11 ext. 22", "(en, tr)", HOURS,
    ]  # fmt: skip
