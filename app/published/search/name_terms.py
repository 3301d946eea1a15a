"""Finds the places and themes that words of a query name, in any language: Turchia is `w:TR`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.places.gazetteer import shipped_gazetteer
from app.places.naming import place_key
from app.published.search.called_names import Called
from app.published.search.source import Source
from app.published.terms import WHERE
from app.published.words.text_query import Clause, ClauseKind

# As in "United States Virgin Islands"; longer names are found by their text alone.
MOST_WORDS = 4
# "Of" and "Or" are places too, but nobody means them.
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Named:
    """The terms that a name stands for, and all names of those places and themes, as written."""

    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


UNNAMED = Named()


@dataclass(frozen=True)
class Group:
    """Words that may be one name: what they name `together`, and what `each` names alone."""

    clauses: tuple[Clause, ...]
    together: Named
    each: tuple[Named, ...]


def group(source: Source, clauses: Sequence[Clause]) -> list[Group]:
    """Return the words of a query in order, those that together are one name in one group.

    Only places and themes of listed releases count. Usually runs no statement.
    """
    if not clauses:
        return []
    keys = {run: _keys(run) for run in _runs(clauses)}
    known = _known(source, {key for some in keys.values() for key in some})
    if not known:
        return [Group((clause,), UNNAMED, (UNNAMED,)) for clause in clauses]
    named = {run: _first(known, some) for run, some in keys.items()}
    groups = []
    at = 0
    while at < len(clauses):
        sizes = range(min(MOST_WORDS, len(clauses) - at), 1, -1)
        size = next((size for size in sizes if _at(named, clauses, at, size) != UNNAMED), 1)
        run = tuple(clauses[at : at + size])
        each = tuple(named.get((clause,), UNNAMED) for clause in run)
        groups.append(Group(run, named.get(run, UNNAMED) if size > 1 else UNNAMED, each))
        at += size
    return groups


def _runs(clauses: Sequence[Clause]) -> Iterator[tuple[Clause, ...]]:
    for start in range(len(clauses)):
        for end in range(start + 1, min(start + MOST_WORDS, len(clauses)) + 1):
            if clauses[end - 1].kind is ClauseKind.PHRASE:
                break
            yield tuple(clauses[start:end])


def _at(
    named: Mapping[tuple[Clause, ...], Named], clauses: Sequence[Clause], at: int, size: int
) -> Named:
    return named.get(tuple(clauses[at : at + size]), UNNAMED)


def _keys(run: tuple[Clause, ...]) -> tuple[str, ...]:
    """Return the look-up forms of a name: as typed, and without what an apostrophe cuts off."""
    forms = [" ".join(clause.text for clause in run)]
    last = run[-1]
    if last.main is not None:
        forms.append(" ".join([*(clause.text for clause in run[:-1]), last.words[last.main]]))
    keys = dict.fromkeys(place_key(form) for form in forms)
    return tuple(key for key in keys if len(key) >= (SHORTEST_NAME if key.isascii() else 2))


def _first(known: Mapping[str, Named], keys: Iterable[str]) -> Named:
    return next((known[key] for key in keys if key in known), UNNAMED)


def _known(source: Source, keys: set[str]) -> dict[str, Named]:
    if not keys:
        return {}
    terms: defaultdict[str, list[str]] = defaultdict(list)
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    index = source.index
    edited = source.called.called(source.connect, index.mark.vocabulary, keys)
    for key, (term, called) in chain(_shipped(keys), edited):
        if index.having(term):
            terms[key].append(term)
            names[key].update(dict.fromkeys(called))
    return {key: Named(tuple(dict.fromkeys(terms[key])), tuple(names[key])) for key in terms}


def _shipped(keys: set[str]) -> Iterator[tuple[str, Called]]:
    gazetteer = shipped_gazetteer()
    # Most words name nothing: one statement finds that out for all of them.
    marks = ",".join("?" * len(keys))
    rows = gazetteer.rows(f"SELECT DISTINCT key FROM name WHERE key IN ({marks})", keys)
    for key in sorted(key for (key,) in rows):
        for found in gazetteer.matches_key(key):
            place = found.place
            names = (place.name, *gazetteer.names(place.id).values())
            yield key, Called(f"{WHERE}{place.id}", names)
