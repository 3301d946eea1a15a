"""Pauses between tries grow from seconds to hours, or are what a receiver asks for."""

from datetime import UTC, datetime, timedelta

import pytest

from app.outbound.backoff import GIVE_UP, LONGEST_PAUSE, asked_pause, pause_after

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def test_pauses_grow_from_five_seconds_to_twelve_hours() -> None:
    for _ in range(50):
        assert timedelta(seconds=4) <= pause_after(1) <= timedelta(seconds=6)
        assert timedelta(hours=6) <= pause_after(12) <= LONGEST_PAUSE
        assert pause_after(10_000) <= LONGEST_PAUSE


def test_no_two_receivers_wait_alike() -> None:
    assert len({pause_after(5) for _ in range(20)}) == 20


def test_three_days_are_a_bounded_number_of_tries() -> None:
    waited, tries = timedelta(), 0
    while waited < GIVE_UP:
        tries += 1
        waited += pause_after(tries)
    assert 10 <= tries <= 20


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2),
        ("0", 0),
        ("Tue, 03 Nov 2026 09:31:00 GMT", 60),
        ("Tue, 03 Nov 2026 09:00:00 GMT", 0),
        ("999999999999", LONGEST_PAUSE.total_seconds()),
        ("Fri, 01 Jan 2038 00:00:00 GMT", LONGEST_PAUSE.total_seconds()),
    ],
)
def test_what_a_receiver_asks_for_is_kept_within_bounds(value: str, seconds: float) -> None:
    asked = asked_pause({"retry-after": value}, NOW)
    assert asked is not None
    assert asked.total_seconds() == seconds


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "２"])
def test_what_cannot_be_read_asks_for_nothing(value: str) -> None:
    assert asked_pause({"retry-after": value}, NOW) is None
