"""Makes contacts of what editors sent: reads telephone numbers, puts days in order."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from app.base.problems import Fault, excerpt
from app.contacts.contact import Contact, Day, PressContact
from app.contacts.phones import country_of, read_phone
from app.contacts.schemas import ContactInput

_DAYS = tuple(Day)
_Country = Callable[[], str | None]


def contacts_from(
    given: Sequence[ContactInput],
    faults: list[Fault],
    *,
    country: _Country,
    kept: Iterable[Contact] = (),
    pointer: str = "/contacts",
) -> tuple[PressContact, ...]:
    """The contacts that `given` describes; a number that cannot be read is added to `faults`.

    `country` gives the country (ISO 3166-1) of numbers in national form; it is called once, if at
    all. A number of a contact in `kept` is not read again: what was saved can be saved again.
    """
    country = cache(country)
    known = {one.phone: one for one in kept if one.phone is not None}
    contacts = []
    for position, one in enumerate(given):
        before = known.get(one.phone) if one.phone is not None else None
        if before is not None and before.phone_uri is not None:
            read = {
                "phone_uri": before.phone_uri,
                "phone_international": before.phone_international,
            }
        else:
            read = _read(one, country)
            if one.phone is not None and read["phone_uri"] is None and before is None:
                faults.append(_unread(one.phone, f"{pointer}/{position}/phone", country))
        contacts.append(_contact(one, read))
    return tuple(contacts)


def _read(given: ContactInput, country: _Country) -> dict[str, str | None]:
    found = None
    if given.phone is not None:
        told = country_of(given.phone_uri) if given.phone_uri else None
        # Most numbers name their country, so that nobody has to look for one.
        found = read_phone(given.phone, told) or read_phone(given.phone, country())
    return {
        "phone_uri": found.uri if found else None,
        "phone_international": found.international if found else None,
    }


def _contact(given: ContactInput, read: dict[str, str | None]) -> PressContact:
    members = given.model_dump() | read
    if given.hours is not None:
        members["hours"]["days"] = sorted(set(given.hours.days), key=_DAYS.index)
    members["languages"] = list(dict.fromkeys(given.languages))
    return PressContact.model_validate(members)


def _unread(phone: str, pointer: str, country: _Country) -> Fault:
    said = f"{excerpt(phone)!r} is no telephone number"
    if phone.lstrip("(").startswith(("+", "00")):
        return Fault(f"{said}: digits are missing, or there are too many.", pointer)
    place = f" of {country()}" if country() else ", or its country is not known"
    return Fault(f"{said}{place}; write it with its country, as +44 20 7946 0018.", pointer)
