"""Pages in the order by change, of many releases, equal those of all of them put in order."""

import random
from collections.abc import Iterable, Iterator
from uuid import UUID

import numpy as np
import pytest
from pyroaring import BitMap

from app.db.database import from_microseconds, to_microseconds
from app.published.date_order import DATED_FROM
from app.published.index.columns import Columns
from app.published.index.ordering import Order, Position
from app.published.index_row import NO_INSTANT, IndexRow
from app.published.selection.parameters import Sort

MANY = 6_000
PAGE = 50
# Places before this one are those of undated releases.
UNDATED = to_microseconds(DATED_FROM)
Keys = dict[int, tuple[int, int]]


def a_row(number: int, sort_at: int, modified_at: int) -> IndexRow:
    return IndexRow(number, 0, number, 0, sort_at, modified_at, NO_INSTANT, 0, 0, "")


def made(chance: random.Random) -> tuple[Columns, Keys]:
    """Releases by ordinal: when each changed, many at the same instant, and its id."""
    columns, keys = Columns(), {}
    for number in range(MANY):
        keys[number] = (chance.randrange(MANY // 4), number)
        columns.append(a_row(number, number, keys[number][0]))
    return columns, keys


def change_some(columns: Columns, keys: Keys, chance: random.Random, count: int) -> None:
    for _ in range(count):
        number = chance.randrange(MANY)
        keys[number] = (chance.randrange(MANY), number)
        columns.put(number, a_row(number, number, keys[number][0]))


def pages(order: Order, matched: BitMap, limit: int) -> Iterator[tuple[int, ...]]:
    cut = order.cut(matched, limit, None)
    assert cut.prev is None
    yield cut.ordinals
    while cut.next is not None:
        before, cut = cut, order.cut(matched, limit, cut.next)
        assert cut.prev is not None
        assert order.cut(matched, limit, cut.prev).ordinals == before.ordinals
        yield cut.ordinals


@pytest.mark.parametrize("sort", [Sort.LAST_CHANGED, Sort.FIRST_CHANGED])
@pytest.mark.parametrize("changes", [0, 300, 1_500])
@pytest.mark.parametrize("share", [1.0, 0.75])
def test_pages_by_change_follow_each_other_both_ways(
    sort: Sort, changes: int, share: float
) -> None:
    chance = random.Random(changes)
    columns, keys = made(chance)
    order = Order(columns, sort)
    matched = BitMap(chance.sample(range(MANY), int(MANY * share)))
    order.cut(matched, 1, None)
    change_some(columns, keys, chance, changes)
    expected = sorted(matched, key=lambda ordinal: keys[ordinal], reverse=sort is Sort.LAST_CHANGED)
    found = [ordinal for page in pages(order, matched, PAGE) for ordinal in page]
    assert found == expected


def test_releases_that_came_after_the_order_was_made_are_in_it() -> None:
    columns, _ = made(random.Random(1))
    order = Order(columns, Sort.LAST_CHANGED)
    order.cut(BitMap(range(MANY)), 1, None)
    ordinal = columns.append(a_row(MANY, 5, 10 * MANY))
    assert order.cut(BitMap(range(MANY + 1)), 1, None).ordinals == (ordinal,)


def test_a_position_of_a_release_that_changed_since_is_where_it_stood() -> None:
    columns, keys = made(random.Random(2))
    order, matched = Order(columns, Sort.FIRST_CHANGED), BitMap(range(MANY))
    cut = order.cut(matched, PAGE, None)
    last = cut.ordinals[-1]
    at, number = keys[last]
    columns.put(last, a_row(last, last, 10 * MANY))
    position = Position(from_microseconds(at), UUID(int=number))
    expected = sorted(set(range(MANY)) - set(cut.ordinals), key=lambda ordinal: keys[ordinal])
    assert list(order.cut(matched, PAGE, position).ordinals) == expected[:PAGE]


def test_a_label_is_found_among_many_of_the_same_instant() -> None:
    columns = Columns()
    for number in range(3_000):
        columns.append(a_row(number, number // 1_000, 0))
    for number in (0, 999, 1_000, 2_999):
        assert columns.bisect(columns.key(number)) == number
        assert columns.bisect(columns.key(number), after=True) == number + 1
    assert np.array_equal(columns.by_change()[0], np.arange(3_000))


def dated(columns: Columns, sort_at: Iterable[int]) -> dict[int, tuple[bool, int, int]]:
    """What releases at these places are ordered by with the oldest first, by ordinal."""
    return {
        columns.append(a_row(number, at, 0)): (at < UNDATED, at, number)
        for number, at in enumerate(sort_at)
    }


@pytest.mark.parametrize("limit", [1, 7, 40])
@pytest.mark.parametrize("loose", [0, 25])
@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_undated_releases_come_last_in_both_orders_by_date(
    sort: Sort, loose: int, limit: int
) -> None:
    chance = random.Random(loose)
    places = [chance.randrange(UNDATED - 20, UNDATED + 30) for _ in range(60)]
    columns = Columns()
    keys = dated(columns, [*sorted(places[loose:]), *places[:loose]])
    order, matched = Order(columns, sort), BitMap(chance.sample(range(60), 45))
    found = [ordinal for page in pages(order, matched, limit) for ordinal in page]
    expected = sorted(matched, key=lambda ordinal: keys[ordinal][sort is Sort.NEWEST :])
    assert found == (expected[::-1] if sort is Sort.NEWEST else expected)
    assert 0 < sum(keys[ordinal][0] for ordinal in matched) < len(matched)
    assert list(order.all(matched)) == found


def test_nothing_dated_follows_an_undated_release_of_another_selection() -> None:
    columns = Columns()
    dated(columns, [UNDATED - 1, UNDATED, UNDATED + 1])
    position = Position(from_microseconds(UNDATED - 1), UUID(int=0))
    assert Order(columns, Sort.OLDEST).cut(BitMap([1, 2]), 2, position).ordinals == ()
