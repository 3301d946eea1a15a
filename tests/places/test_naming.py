"""One key for all spellings of a place name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.text import slugify
from app.places.naming import place_key, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iğdır", "IGDIR"),
        ("İstanbul", "ıstanbul"),
        ("Çeşme", "cesme"),
        ("Lee's Summit", "Lee’s Summit"),
        ("Cox's Bazar", "Cox’s Bazar"),
        ("Sana'a", "Sanaa"),
        ("Port-au-Prince", "Port au Prince"),
        ("WASHINGTON,", "Washington"),
    ],
)
def test_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize("name", ["São Tomé", "O’Fallon", "N'Djamena", "Iğdır", "St. Louis"])
def test_a_slug_has_the_key_of_its_name(name: str) -> None:
    assert place_key(slugify(name)) == place_key(name)


@given(st.text(max_size=30))
def test_split_and_joined_accents_have_one_key(name: str) -> None:
    forms = {place_key(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert len(forms) == 1


@pytest.mark.parametrize(
    ("printed", "known"),
    [
        ("Ft. Leonard Wood", "Fort Leonard Wood"),
        ("ST. JOSEPH", "Saint Joseph"),
        ("Saint Louis", "St. Louis"),
        ("The Bronx", "Bronx"),
        ("City of Albany", "Albany"),
    ],
)
def test_a_short_form_is_tried_in_full_and_the_other_way_round(printed: str, known: str) -> None:
    assert place_key(known) in spellings(printed)
