"""Finds known names in running text, with the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.places.gazetteer import Gazetteer
from app.places.naming import place_key
from app.places.place import NameMatch
from app.places.reading.context_words import PARTICLES

LONGEST_NAME = 5
SHORTEST_WORD = 2
# A dot after a longer word ends a sentence: «in Geneva. Turkey», but «St. Louis».
LONGEST_ABBREVIATION = 4
# A line is a title if more than this share of its longer words have a capital.
TITLE_SHARE = 0.6

_WORD = re.compile(r"[^\W\d_]+(?:[.'’‘ʼ]+[^\W\d_]+)*\.?")
_GAP = re.compile(r"[ \u00a0\u202f]+|[-‐‑]")
_BESIDE = re.compile(r"[ \u00a0\u202f/‐‑-]+")
# «Côte d’Ivoire» ends in a word that begins small.
_ELIDED = re.compile(r"[dl]['’‘ʼ][^\W\d_a-z]")
_POSSESSIVE = re.compile(r"['’‘ʼ][^\W\d_]{1,5}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, with its possible places and the adjoining words («» if none).

    `in_title` says that most words of its line have a capital.
    """

    matches: tuple[NameMatch, ...]
    start: int
    end: int
    before: str
    after: str
    in_title: bool


def mentions(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yields capitalised or caseless names from left to right, the longest at each place."""
    words = list(_WORD.finditer(text))
    titles = _title_lines(text)
    at = 0
    while at < len(words):
        found = _longest(text, words, at, gazetteer)
        if found is None:
            at += 1
            continue
        matches, size, end = found
        before = words[at - 1] if at else None
        after = words[at + size] if at + size < len(words) else None
        start = words[at].start()
        yield Mention(
            matches,
            start,
            end,
            before.group() if before and _BESIDE.fullmatch(text[before.end() : start]) else "",
            after.group() if after and _BESIDE.fullmatch(text[end : after.start()]) else "",
            any(first <= start <= last for first, last in titles),
        )
        at += size


def _longest(
    text: str, words: Sequence[re.Match[str]], at: int, gazetteer: Gazetteer
) -> tuple[tuple[NameMatch, ...], int, int] | None:
    first = words[at].group()
    if first[0].islower() or len(first) < SHORTEST_WORD:
        return None
    for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
        part = words[at : at + size]
        last = part[-1].group()
        if (not last[0].islower() or _ELIDED.match(last)) and _joined(text, part):
            matches, end = _known(text, part[0].start(), part[-1].end(), gazetteer)
            if matches:
                return matches, size, end
    return None


def _known(
    text: str, start: int, end: int, gazetteer: Gazetteer
) -> tuple[tuple[NameMatch, ...], int]:
    """Returns the places of the words between two points, without a possessive ending."""
    matches = gazetteer.matches_key(place_key(text[start:end]))
    possessive = None if matches else _POSSESSIVE.search(text[start:end])
    if possessive:
        end = start + possessive.start()
        matches = gazetteer.matches_key(place_key(text[start:end]))
    return matches, end


def _joined(text: str, words: Sequence[re.Match[str]]) -> bool:
    for left, right in pairwise(words):
        if not _GAP.fullmatch(text[left.end() : right.start()]):
            return False
        if left.group().endswith(".") and len(left.group()) > LONGEST_ABBREVIATION:
            return False
    inner = (word.group() for word in words[1:-1])
    return all(not word[0].islower() or word in PARTICLES for word in inner)


def _title_lines(text: str) -> list[tuple[int, int]]:
    """Returns start and end of the lines that are titles."""
    found, start = [], 0
    for line in text.split("\n"):
        long = [word for word in _WORD.findall(line) if len(word) > LONGEST_ABBREVIATION - 1]
        capitals = sum(not word[0].islower() for word in long)
        if long and capitals > TITLE_SHARE * len(long):
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found
