"""A receiver may ask for a pause, within bounds."""

from datetime import UTC, datetime

import pytest

from app.outbound.retry_after import LONGEST_PAUSE, retry_after

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


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
    asked = retry_after({"retry-after": value}, NOW)
    assert asked is not None
    assert asked.total_seconds() == seconds


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "２"])
def test_what_cannot_be_read_asks_for_nothing(value: str) -> None:
    assert retry_after({"retry-after": value}, NOW) is None
