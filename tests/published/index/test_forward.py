"""The forward index tells the same as the sets of terms, whatever happened in between."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from app.db.database import Database
from app.published.index import facets
from app.published.index.calendar import MONTH, YEAR
from app.published.index.facets import count_terms
from app.published.index.forward import ForwardIndex
from app.published.index.sets import Index
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.terms import KIND, LANGUAGE, ORGANISATION, THEME, WHERE
from tests.published.index.random_acts import UTC_ZONE, acts, play

KINDS = (WHERE, THEME, KIND, LANGUAGE, ORGANISATION, YEAR, MONTH)
MANY = ("t:a", "t:b", "t:c", "t:d", "t:e")
releases = st.lists(st.frozensets(st.sampled_from(MANY)), max_size=40)


def sets_of(held: dict[int, frozenset[str]]) -> dict[str, BitMap]:
    """The sets of all terms that some release has."""
    sets = {term: BitMap(ordinal for ordinal in held if term in held[ordinal]) for term in MANY}
    return {term: had for term, had in sets.items() if had}


def intersected(sets: dict[str, BitMap], found: BitMap) -> list[int]:
    return [found.intersection_cardinality(had) for had in sets.values()]


@given(
    releases=releases,
    later=releases,
    chosen=st.sets(st.integers(0, 59)),
    listed=st.sampled_from([1, 20, 10_000]),
)
def test_rows_of_releases_give_the_size_of_each_intersection(
    releases: list[frozenset[str]], later: list[frozenset[str]], chosen: set[int], listed: int
) -> None:
    """In an archive of `listed` releases, in which all of the terms are wide, some, or none."""
    held = dict(enumerate(releases))
    forward = ForwardIndex(sets_of(held), len(held), listed)

    def agree() -> None:
        sets, found = sets_of(held), BitMap(held) & BitMap(chosen)
        assert forward.count(sets, found).tolist() == intersected(sets, found)

    agree()
    # Some get other terms, others stand behind those that were there.
    for ordinal, has in enumerate(later, start=len(held) // 2):
        held[ordinal] = has
        forward.put(ordinal, sorted(has))
        agree()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=acts,
    loose=st.sampled_from([0, 1, 1_000]),
    chosen=st.sets(st.integers(0, 12)),
    asked=st.sampled_from([(), (THEME,), KINDS]),
)
def test_a_forward_index_follows_the_log(
    database: Database,
    acts: list[tuple[Any, ...]],
    loose: int,
    chosen: set[int],
    asked: tuple[str, ...],
) -> None:
    index = Snapshot(UTC_ZONE, loose=loose)
    state: dict[int, Any] = {}
    with database.write() as session:
        for act in acts:
            play(session, state, act)
            session.flush()
            with Reader(session, index).steady() as current:
                for kind in asked:
                    current.forward(kind)
        with Reader(session, index).steady() as current:
            for found in (current.listed, current.listed & BitMap(chosen)):
                for kind in KINDS:
                    sets = current.terms(kind)
                    counts = current.forward(kind).count(sets, found)
                    assert counts.tolist() == intersected(sets, found), kind
        session.rollback()


def test_rows_that_grow_again_and_again_are_made_anew() -> None:
    index = Index(UTC_ZONE)
    index.listed.update(range(1_000))
    index.columns.size = 1_000
    index._terms["w:0"] = BitMap([0])
    first = index.forward("w:")
    for _ in range(50_000):
        first.put(0, [])
        first.put(0, ["w:0", "w:1"])
    assert index.forward("w:") is not first
    assert index.forward("w:") is index.forward("w:")


@pytest.mark.parametrize("count", [0, 1, 10, 1_000, 60_000, 100_000])
def test_the_way_of_counting_changes_no_number(count: int) -> None:
    """In a few of many releases their terms are looked up, in most sets are intersected."""
    index = Index(UTC_ZONE)
    chance = np.random.default_rng(count)
    index.listed.update(range(100_000))
    index.columns.size = 100_000
    for number in range(500):
        members = chance.choice(100_000, 100_000 // (number + 2), replace=False)
        index._terms[f"w:{number}"] = BitMap(np.sort(members))
    assert len(index.terms("w:")) > facets._MANY
    picks: tuple[Callable[[], BitMap], ...] = (
        lambda: BitMap(range(count)),
        lambda: BitMap(np.sort(chance.choice(100_000, count, replace=False))),
    )
    for found in (pick() for pick in picks):
        counts = count_terms(index, "w:", found).tolist()
        assert counts == intersected(index.terms("w:"), found)
