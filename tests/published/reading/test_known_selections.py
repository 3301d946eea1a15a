"""Selections are kept for the parameters that they were read of, as long as their names stand."""

from zoneinfo import ZoneInfo

from app.published.reading.known_selections import MOST_SELECTIONS, Known, KnownSelections
from app.published.selection.grammar import Selection, Terms
from app.published.selection.parameters import SelectionParameters

UTC, ISTANBUL = ZoneInfo("UTC"), ZoneInfo("Europe/Istanbul")
SELECTION = Selection(kind=Terms(any=("event",)))


def test_a_selection_with_names_is_good_for_their_vocabulary_alone() -> None:
    selections, given = KnownSelections(), SelectionParameters(location=["TR"])
    selections.keep(Known(given, UTC, SELECTION, 7))
    known = selections.find(given, UTC, 7)
    assert known is not None
    assert known.selection is SELECTION
    assert selections.find(given, UTC, 8) is None


def test_a_selection_without_names_is_good_for_any_vocabulary() -> None:
    selections, given = KnownSelections(), SelectionParameters(kind=["event"])
    selections.keep(Known(given, UTC, SELECTION, None))
    assert selections.find(given, UTC, 8) is not None


def test_days_of_another_zone_are_another_selection() -> None:
    selections, given = KnownSelections(), SelectionParameters(date=["2020"])
    selections.keep(Known(given, UTC, SELECTION, None))
    assert selections.find(given, ISTANBUL, 1) is None


def test_no_more_are_kept_than_may_be() -> None:
    selections = KnownSelections()
    every = [SelectionParameters() for _ in range(MOST_SELECTIONS + 1)]
    for given in every:
        selections.keep(Known(given, UTC, SELECTION, None))
    assert selections.find(every[0], UTC, 1) is None
    assert selections.find(every[-1], UTC, 1) is not None


def test_nothing_is_known_after_it_was_forgotten() -> None:
    selections, given = KnownSelections(), SelectionParameters()
    selections.keep(Known(given, UTC, SELECTION, None))
    selections.forget()
    assert selections.find(given, UTC, 1) is None
