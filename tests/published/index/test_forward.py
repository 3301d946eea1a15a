"""What each release has tells the same as the sets of what has a term, whatever happened."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlmodel import Session

from app.db.database import Database
from app.published import terms
from app.published.index.columns import labels_of
from app.published.index.forward import Forward
from app.published.index.forward_groups import GROUPS
from app.published.index.forward_terms import Numbers
from app.published.index.sets import Index
from app.published.index.term_counts import Chosen, count_terms
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from tests.published.index.random_acts import UTC_ZONE, acts, play

KINDS = tuple(kind for group in GROUPS for kind in group)
MANY = ("t:a", "t:b", "t:c", "t:d", "t:e")
releases = st.lists(st.frozensets(st.sampled_from(MANY)), max_size=30)


def sets_of(held: dict[int, frozenset[str]]) -> dict[str, BitMap]:
    """The sets of all terms, also of those that nobody has."""
    return {term: BitMap(label for label in held if term in held[label]) for term in MANY}


def intersected(sets: dict[str, BitMap], found: BitMap) -> dict[str, int]:
    return {term: found.intersection_cardinality(had) for term, had in sets.items()}


def added_up(forward: Forward, kind: str, names: Any, found: BitMap) -> dict[str, int]:
    counts = forward.count(kind, labels_of(found).astype(np.intp))
    return dict(zip(names, counts.take(forward.kinds[kind].numbers(names)).tolist(), strict=True))


def agree(index: Index, found: BitMap) -> None:
    for kind in KINDS:
        forward, sets = index.forward(kind), index.terms(kind)
        assert forward is not None
        assert added_up(forward, kind, sets, found) == intersected(sets, found), kind


@given(releases=releases, later=releases, chosen=st.sets(st.integers(0, 29)), order=st.randoms())
def test_adding_up_what_releases_have_gives_the_size_of_each_intersection(
    releases: list[frozenset[str]],
    later: list[frozenset[str]],
    chosen: set[int],
    order: Any,
) -> None:
    held = dict(enumerate(releases))
    forward = Forward.made({"t:": sets_of(held)}, len(held))
    found = BitMap(label for label in chosen if label in held)
    assert added_up(forward, "t:", MANY, found) == intersected(sets_of(held), found)
    # Some are told anew, some stand behind the others.
    for label, has in enumerate(later, start=len(held) // 2):
        held[label] = has
        forward.put(label, sorted(has))
    found = BitMap(label for label in chosen if label in held)
    assert added_up(forward, "t:", MANY, found) == intersected(sets_of(held), found)
    assert set(forward.held_by(labels_of(found).astype(np.intp))) == {
        term for label in found for term in held[label]
    }
    # Some are forgotten, the others stand in another order.
    kept = [label for label in held if label not in chosen]
    order.shuffle(kept)
    moved = np.full(len(held), -1, np.int64)
    moved[kept] = np.arange(len(kept))
    forward.reorder(moved, len(kept))
    held = {place: held[label] for place, label in enumerate(kept)}
    for each in (forward, Forward.unpack(forward.pack())):
        everyone = BitMap(held)
        assert added_up(each, "t:", MANY, everyone) == intersected(sets_of(held), everyone)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=acts,
    loose=st.sampled_from([0, 1, 1_000]),
    chosen=st.sets(st.integers(0, 12)),
    asked=st.sampled_from([(), (terms.THEME,), KINDS]),
)
def test_what_each_release_has_follows_the_log(
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
                    assert current.forward(kind)
        with Reader(session, index).steady() as current:
            agree(current, current.listed)
            agree(current, current.listed & BitMap(chosen))
        session.rollback()


def restored(session: Session, index: Snapshot) -> Index:
    with Reader(session, index).steady() as current:
        begun = Index(UTC_ZONE)
        begun._restore(current.snapshot())
    return begun


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=acts, loose=st.sampled_from([0, 1_000]))
def test_a_snapshot_tells_what_each_release_has(
    database: Database, acts: list[tuple[Any, ...]], loose: int
) -> None:
    index = Snapshot(UTC_ZONE, loose=loose)
    state: dict[int, Any] = {}
    with database.write() as session:
        for act in acts:
            play(session, state, act)
            session.flush()
            with Reader(session, index).steady() as current:
                assert current.forward(terms.WHERE)
        begun = restored(session, index)
        assert begun.listed == index.index.listed
        agree(begun, begun.listed)
        session.rollback()


def test_more_terms_and_profiles_than_a_byte_can_number() -> None:
    held = {f"o:{number}": BitMap([number]) for number in range(200)}
    forward = Forward.made({"o:": held}, 200)
    for number in range(200, 70_000):
        forward.put(number, [f"o:{number}"])
    names = [f"o:{number}" for number in range(70_000)]
    found = BitMap([0, 199, 200, 255, 256, 65_535, 65_536, 69_999])
    assert {term for term, count in added_up(forward, "o:", names, found).items() if count} == {
        f"o:{number}" for number in found
    }


def test_releases_with_the_same_terms_share_a_profile() -> None:
    forward = Forward.made({"t:": {"t:a": BitMap(range(90)), "t:b": BitMap(range(50, 100))}}, 120)
    assert forward.size == 4
    for label in range(120, 140):
        forward.put(label, ["t:a", "t:c"])
    assert (forward.size, forward.later) == (5, 1)


def test_numbers_take_the_least_room() -> None:
    found = Numbers(np.arange(200))
    assert found.all().dtype == np.uint8
    found.put(200, 70_000)
    assert found.all().tolist() == [*range(200), 70_000]


@pytest.mark.parametrize("count", [0, 1, 10, 1_000, 60_000, 100_000])
def test_the_way_of_counting_changes_no_number(count: int) -> None:
    """In a few of many releases what they have is added up, in most sets are intersected."""
    index = Index(UTC_ZONE)
    chance = np.random.default_rng(count)
    index.listed.update(range(100_000))
    index.columns.size = 100_000
    for number in range(500):
        members = chance.choice(100_000, 100_000 // (number + 2), replace=False)
        index._terms[f"w:{number}"] = BitMap(np.sort(members))
    picks: tuple[Callable[[], BitMap], ...] = (
        lambda: BitMap(range(count)),
        lambda: BitMap(np.sort(chance.choice(100_000, count, replace=False))),
    )
    for found in (pick() for pick in picks):
        counts = count_terms(index, "w:", Chosen(found)).tolist()
        assert dict(zip(index.terms("w:"), counts, strict=True)) == intersected(
            index.terms("w:"), found
        )
