"""The choice of one release for each story, compared with a plain loop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from app.published.index.stories import StoryNumbers

MANY = 24
ordinals = st.sets(st.integers(0, MANY - 1)).map(BitMap)


@given(
    keys=st.lists(st.integers(0, 8), min_size=MANY, max_size=MANY),
    numbers=st.permutations(range(MANY)),
    known=st.integers(0, MANY),
    found=ordinals,
    spoken=st.lists(ordinals, max_size=3),
)
def test_each_story_is_told_once_in_the_first_language_that_it_has(
    keys: list[int], numbers: list[int], known: int, found: BitMap, spoken: list[BitMap]
) -> None:
    stories = StoryNumbers(np.array(keys[:known], np.uint64))
    for ordinal in range(known, MANY):
        stories.put(ordinal, keys[ordinal])
    expected = set()
    for key in {keys[ordinal] for ordinal in found}:
        of_story = [ordinal for ordinal in found if keys[ordinal] == key]
        best = min(
            of_story,
            key=lambda ordinal: (
                next((at for at, had in enumerate(spoken) if ordinal in had), len(spoken)),
                numbers[ordinal],
            ),
        )
        expected.add(best)
    assert set(stories.choose(found, spoken, np.array(numbers))) == expected
    assert stories.count(found) == len(expected)


def test_a_release_that_moves_is_counted_in_its_new_story() -> None:
    stories = StoryNumbers(np.array([7, 7, 9], np.uint64))
    assert stories.count(BitMap([0, 1, 2])) == 2
    stories.put(1, 5)
    assert stories.count(BitMap([0, 1, 2])) == 3
    stories.put(3, 5)
    assert stories.count(BitMap([1, 3])) == 1
