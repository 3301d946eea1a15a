"""Hours of contacts in words of a language."""

import pytest

from app.contacts.contact import Day, Hours
from app.published.labels.contact_text import hours_text


@pytest.mark.parametrize(
    ("days", "language", "written"),
    [
        ("monday tuesday wednesday thursday friday", "en", "Mon–Fri"),
        ("monday tuesday", "en", "Mon, Tue"),
        ("monday wednesday friday saturday sunday", "fr", "lun., mer., ven.–dim."),
        ("sunday", "tr", "Paz"),
        ("sunday", "tlh", "Sun"),
    ],
)
def test_days_in_a_row_are_named_by_their_ends(days: str, language: str, written: str) -> None:
    hours = Hours(days=tuple(map(Day, days.split())), opens="09:00", closes="17:30", zone="UTC")
    assert hours_text(hours, language) == f"{written} 09:00–17:30 (UTC)"
