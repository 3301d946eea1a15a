"""What becomes of contacts that an editor sends."""

from collections.abc import Iterable
from typing import Any

import pytest
from pydantic import ValidationError

from app.base.problems import Fault
from app.contacts.contact import Contact, ContactAudience, PressContact, public_contacts
from app.contacts.intake import contacts_from
from app.contacts.schemas import ContactInput


def _taken(
    given: list[dict[str, Any]], country: str | None = None, kept: Iterable[Contact] = ()
) -> tuple[tuple[PressContact, ...], list[Fault]]:
    faults: list[Fault] = []
    inputs = [ContactInput.model_validate(one) for one in given]
    return contacts_from(inputs, faults, country=lambda: country, kept=kept), faults


def test_a_number_in_national_form_is_of_the_country_that_is_known() -> None:
    given = [{"name": "Desk", "phone": "0312 454 11 00"}]
    (contact,), faults = _taken(given, "TR")
    assert contact.phone == "0312 454 11 00"
    assert contact.phone_uri == "tel:+903124541100"
    assert faults == []


def test_a_number_without_a_country_is_a_fault_that_says_how_to_write_it() -> None:
    given = [{"name": "Desk"}, {"name": "Desk", "phone": "0312 454 11 00"}]
    _, faults = _taken(given)
    assert [fault.pointer for fault in faults] == ["/contacts/1/phone"]
    assert "+44 20 7946 0018" in faults[0].detail


def test_the_country_is_asked_for_once_and_only_for_numbers_without_one() -> None:
    asked: list[str] = []

    def country() -> str:
        asked.append("once")
        return "TR"

    international = [ContactInput(name="Desk", phone="+41 22 717 91 11")]
    contacts_from(international, [], country=country)
    assert asked == []
    national = [ContactInput(name="Desk", phone="0312 454 11 00")] * 3
    contacts_from(national, [], country=country)
    assert asked == ["once"]


def test_the_link_that_readers_got_tells_the_country() -> None:
    given = [{"name": "D", "phone": "022 717 91 12", "phone_uri": "tel:+41227179111"}]
    (contact,), faults = _taken(given)
    assert contact.phone_uri == "tel:+41227179112"
    assert faults == []


def test_a_number_that_was_saved_unread_is_saved_again() -> None:
    saved = PressContact(name="Desk", role=None, email=None, phone="112 (internal)")
    (contact,), faults = _taken([{"name": "Press desk", "phone": "112 (internal)"}], None, [saved])
    assert (contact.name, contact.phone, contact.phone_uri) == ("Press desk", saved.phone, None)
    assert faults == []


def test_a_number_that_was_read_stays_as_it_was_read() -> None:
    given = [{"name": "Desk", "phone": "0312 454 11 00"}]
    saved, _ = _taken(given, "TR")
    again, faults = _taken(given, "DE", saved)
    assert again == saved
    assert faults == []


def test_days_stand_in_their_order_and_once() -> None:
    hours = {
        "days": ["friday", "monday", "friday"],
        "opens": "09:00",
        "closes": "17:30",
        "zone": "Europe/Istanbul",
    }
    (contact,), _ = _taken([{"name": "D", "hours": hours, "languages": ["en-gb", "tr", "en-GB"]}])
    assert contact.hours is not None
    assert contact.hours.days == ("monday", "friday")
    assert contact.languages == ("en-GB", "tr")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"zone": "Europe/Istambul"}, ("hours", "zone")),
        ({"opens": "9:00"}, ("hours", "opens")),
        ({"closes": "24:00"}, ("hours", "closes")),
        ({"closes": "09:00"}, ("hours",)),
        ({"days": []}, ("hours", "days")),
        ({"days": ["Mon"]}, ("hours", "days", 0)),
    ],
)
def test_hours_that_name_no_time_are_refused(
    changed: dict[str, Any], place: tuple[str | int, ...]
) -> None:
    hours = {"days": ["monday"], "opens": "09:00", "closes": "17:00", "zone": "Europe/Istanbul"}
    with pytest.raises(ValidationError) as refused:
        ContactInput.model_validate({"name": "D", "hours": hours | changed})
    assert [fault["loc"] for fault in refused.value.errors()] == [place]


def test_what_everybody_sees_of_contacts_leaves_partners_out() -> None:
    contacts, _ = _taken([{"name": "Desk"}, {"name": "Hotline", "audience": "partners"}])
    assert [one.audience for one in contacts] == [ContactAudience.PUBLIC, ContactAudience.PARTNERS]
    (shown,) = public_contacts(contacts)
    assert type(shown) is Contact
    assert "audience" not in shown.model_dump()
    assert shown.name == "Desk"


def test_a_contact_that_was_saved_before_has_no_more_than_it_had() -> None:
    saved = PressContact.model_validate_json(
        '{"name": "Desk", "role": null, "email": null, "phone": "+90 1"}'
    )
    assert (saved.phone_uri, saved.languages, saved.hours) == (None, (), None)
    assert saved.audience is ContactAudience.PUBLIC
