"""Wall-clock times and the instants they name."""

from datetime import UTC, datetime

import pytest

from app.base.problems import Invalid
from app.releases.wall_clock import instant_of


def test_a_local_time_names_the_instant_of_its_zone() -> None:
    instant = instant_of("2026-12-18T09:00", "Europe/Istanbul")
    assert instant == datetime(2026, 12, 18, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local_time", "word", "candidates"),
    [
        ("2026-03-29T02:30", "skip", ("2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00")),
        (
            "2026-10-25T02:30",
            "show twice",
            ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+02:00"),
        ),
    ],
)
def test_a_time_that_is_skipped_or_shown_twice_is_refused_with_both_candidates(
    local_time: str, word: str, candidates: tuple[str, str]
) -> None:
    with pytest.raises(Invalid, match=word) as refusal:
        instant_of(local_time, "Europe/Paris")
    for candidate in candidates:
        assert candidate in refusal.value.detail


def test_an_unknown_zone_is_refused_with_the_nearest() -> None:
    with pytest.raises(Invalid) as refusal:
        instant_of("2026-12-18T09:00", "Europe/Istambul")
    assert refusal.value.faults[0].suggestion == "Europe/Istanbul"


@pytest.mark.parametrize("text", ["2026-12-18", "2026-12-18T09:00Z", "noon", "2026-13-18T09:00"])
def test_what_is_no_wall_clock_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        instant_of(text, "Europe/Paris")
