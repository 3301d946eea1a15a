"""Contacts in words: the number that everybody can dial, hours with the names of their days."""

from itertools import groupby

from babel.dates import get_day_names

from app.contacts.contact import Contact, Day, Hours
from app.published.language_names import locale_of

_DAYS = tuple(Day)
# From so many days in a row on, the first and the last are named.
_RUN = 3


def phone_of(contact: Contact) -> str | None:
    """Returns the number in international form (E.123) where it could be read, else as printed."""
    return contact.phone_international or contact.phone


def line_of(contact: Contact, language: str) -> str:
    """Returns all that is known of a contact in one line."""
    return ", ".join((*filter(None, _ways(contact)), *when(contact, language)))


def _ways(contact: Contact) -> tuple[str | None, ...]:
    return contact.name, contact.role, contact.email, phone_of(contact)


def when(contact: Contact, language: str) -> list[str]:
    """Returns in which languages and at what hours somebody answers, as far as it is known."""
    spoken = ", ".join(contact.languages)
    hours = hours_text(contact.hours, language) if contact.hours else ""
    return [part for part in (spoken and f"({spoken})", hours) if part]


def hours_text(hours: Hours, language: str) -> str:
    """Return hours with the days in words of `language`, or in English.

    >>> weekdays = tuple(Day)[:5]
    >>> hours_text(Hours(days=weekdays, opens="09:00", closes="17:30", zone="UTC"), "fr")
    'lun.–ven. 09:00–17:30 (UTC)'
    """
    names = get_day_names("abbreviated", locale=locale_of(language))
    positions = [_DAYS.index(day) for day in hours.days]
    # Days in a row have one distance from their positions in the list.
    groups = groupby(enumerate(positions), lambda pair: pair[1] - pair[0])
    runs = [[names[day] for _, day in run] for _, run in groups]
    days = ", ".join(f"{run[0]}–{run[-1]}" if len(run) >= _RUN else ", ".join(run) for run in runs)
    return f"{days} {hours.opens}–{hours.closes} ({hours.zone})"
