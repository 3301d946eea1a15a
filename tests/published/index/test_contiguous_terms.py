"""Terms of dates are counted at their ends as their sets are counted."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from app.changes.log import Mark
from app.published.index.contiguous_terms import Stretches, StretchesOfKinds
from app.published.index.term_counts import Chosen

LABELS = st.sets(st.integers(0, 40), max_size=30)


@given(LABELS, st.lists(LABELS, min_size=1, max_size=6), LABELS)
def test_what_is_counted_at_the_ends_is_what_sets_have_in_common(
    listed: set[int], terms: list[set[int]], chosen: set[int]
) -> None:
    # Some stand next to one another, others have strangers in between.
    drawn = [listed & some for some in (*terms, set(range(8, 20)), set(range(35, 41)))]
    sets = {f"m:{place}": BitMap(some) for place, some in enumerate(drawn) if some}
    found = BitMap(listed & chosen)
    if not sets:
        return
    made = Stretches.of(sets, BitMap(listed))
    assert made.count(found, Chosen(found).labels).tolist() == [
        len(found & had) for had in sets.values()
    ]


def test_stretches_are_those_of_the_state_that_is_asked_for() -> None:
    kept = StretchesOfKinds()
    sets = {"m:2024-01": BitMap([0, 1]), "m:2024-02": BitMap([2])}
    first = kept.of("m:", Mark(1, 1), sets, BitMap([0, 1, 2]))
    assert kept.of("m:", Mark(1, 1), sets, BitMap([0, 1, 2])) is first
    sets["m:2024-02"].add(3)
    later = kept.of("m:", Mark(1, 2), sets, BitMap([0, 1, 2, 3]))
    found = BitMap([1, 3])
    assert later.count(found, Chosen(found).labels).tolist() == [1, 1]
    # A database that went back to an earlier state has sets of its own.
    others = {"m:2024-03": BitMap([0])}
    assert kept.of("m:", Mark(1, 2), others, BitMap([0])) is not later
