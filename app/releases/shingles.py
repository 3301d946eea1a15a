"""How alike two texts are: runs of five words, and a sketch of them that a database can look up.

The sketch is the bottom-k MinHash of Broder (1997): the smallest of the hashes of all runs. Where
half of the runs of two texts are the same, so is about half of their sketches. Pure; the same text
has the same sketch in every process, for sketches are stored.
"""

import re
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from heapq import nsmallest

from app.base.text import fold

WORDS = 5
SKETCH = 16
# Fewer runs are too few to say anything: a title, a line.
FEWEST = 10
# Scripts without spaces between words are taken letter by letter.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
# 63 bits: a positive BIGINT.
_BYTES = 8
_MASK = (1 << 63) - 1


def shingles(text: str) -> frozenset[str]:
    """All runs of five words; empty for a text that is too short to compare."""
    words = _WORD.findall(fold(text))
    found = frozenset(map(" ".join, zip(*(words[at:] for at in range(WORDS)), strict=False)))
    return found if len(found) >= FEWEST else frozenset()


def sketch(found: AbstractSet[str]) -> frozenset[int]:
    """The smallest `SKETCH` hashes of runs."""
    return frozenset(nsmallest(SKETCH, set(map(_hash, found))))


def likeness(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """The share of runs that both have among all runs that either has (Jaccard): 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=_BYTES).digest()) & _MASK
