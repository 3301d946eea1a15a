"""A cursor is taken only where it was made, and only whole."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.pagination import Position, decode, encode
from app.base.problems import Invalid

KEY = b"k" * 32
POSITION: Position = (1583020800000000, "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11", None, -3, "ş")
GOOD = encode("releases", "location=TR&sort=-published_at", POSITION, KEY)


def refused(cursor: str, kind: str = "releases", selection: str = "location=TR&sort=-published_at",
            key: bytes = KEY) -> str:  # fmt: skip
    with pytest.raises(Invalid) as raised:
        decode(cursor, kind, selection, key)
    (fault,) = raised.value.faults
    assert fault.parameter == "cursor"
    return fault.detail


def test_good_cursor_gives_its_position_back() -> None:
    assert decode(GOOD, "releases", "location=TR&sort=-published_at", KEY) == POSITION


@given(st.lists(st.integers() | st.none() | st.text(st.characters(exclude_categories=["Cs"]))))
def test_every_position_survives_and_is_safe_in_an_address(values: list[int | str | None]) -> None:
    position = tuple(values)
    cursor = encode("k", "s", position, KEY)
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    if len(cursor) <= 1000:
        assert decode(cursor, "k", "s", KEY) == position


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "123",
        "\x00",
        "aW52YWxpZA==",
        "eyJvIjoiMSJ9",
        "eyJvIjotMX0=",
        "eyJvIjoxZTQwMH0=",
        GOOD + "!",
        GOOD + "A",
        GOOD + "=",
        GOOD[:-1],
        GOOD[1:],
        GOOD.swapcase(),
        " " + GOOD,
        GOOD * 50,
        "é" * 40,
    ],
)
def test_what_was_not_made_here_is_refused(cursor: str) -> None:
    assert "Start again without it" in refused(cursor)


def test_every_changed_letter_is_noticed() -> None:
    for at, letter in enumerate(GOOD):
        changed = GOOD[:at] + ("A" if letter != "A" else "B") + GOOD[at + 1 :]
        assert "Start again without it" in refused(changed)


def test_spare_bits_of_the_last_letter_are_noticed() -> None:
    raw = base64.urlsafe_b64decode(GOOD + "=" * (-len(GOOD) % 4))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twins = [GOOD[:-1] + letter for letter in letters if letter != GOOD[-1]]
    same = [t for t in twins if base64.urlsafe_b64decode(t + "=" * (-len(t) % 4)) == raw]
    assert same
    for twin in same:
        assert "Start again without it" in refused(twin)


def test_other_list_selection_or_key_is_refused_with_the_reason() -> None:
    assert "another list" in refused(GOOD, kind="changes")
    assert "another filter or sort" in refused(GOOD, selection="location=CH&sort=-published_at")
    assert "not made here" in refused(GOOD, key=b"other")
