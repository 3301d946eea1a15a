"""Finds what words of a query name: places and themes in any language, and their names in texts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from app.places.gazetteer import shipped_gazetteer
from app.places.naming import place_key
from app.places.place import NameMatch
from app.published.search.called_names import Called
from app.published.search.postings import Word
from app.published.search.source import Source
from app.published.terms import LANGUAGE, WHERE
from app.published.words.stems import stemmed_as
from app.published.words.text_query import Clause, ClauseKind, clause_of_name

# As in "United States Virgin Islands"; longer names are found by their text alone.
MOST_WORDS = 4
# "Of" and "Or" are places too, but nobody means them.
SHORTEST_NAME = 3
# Texts are searched for other names of places that many speak of: by what a word may mean beside
# (Bank, May), a village would bring in what nobody asked for.
GREAT_CITY = 100_000
# A place is left out if so many times more people live in another of that name.
LESS_PROBABLE = 10
# Each other name costs as much as one more word.
MOST_NAMES = 8
_FIGURE = re.compile(r"[1-9]\d{0,2}( \d{3})+", re.ASCII)


@dataclass(frozen=True)
class Named:
    """The terms that a name stands for, and all names of those places and themes, as written.

    A text that has one of `words` has the name: Kuba is written Cuba in English.
    """

    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()


UNNAMED = Named()


@dataclass(frozen=True)
class Group:
    """Words that may be one name: what they name `together`, and what `each` names alone."""

    clauses: tuple[Clause, ...]
    together: Named
    each: tuple[Named, ...]

    @property
    def named(self) -> tuple[Named, ...]:
        """Return all that the words name."""
        return (self.together, *self.each)


def group(source: Source, clauses: Sequence[Clause]) -> list[Group]:
    """Return the words of a query in order, those that together are one name in one group.

    Only places and themes of listed releases count. Usually runs no statement.
    """
    if not clauses:
        return []
    keys = {run: _keys(run) for run in _runs(clauses)}
    known = _known(source, {key for some in keys.values() for key in some})
    named = {run: _first(known, some) for run, some in keys.items()} if known else {}
    named |= {run: figure for run in keys if (figure := _figure(run))}
    if not named:
        return [Group((clause,), UNNAMED, (UNNAMED,)) for clause in clauses]
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


def _figure(run: Sequence[Clause]) -> Named | None:
    """Return the figure whose groups of three digits are typed with spaces."""
    typed = " ".join(clause.text for clause in run)
    figure = typed.replace(" ", "")
    clause = clause_of_name(figure) if _FIGURE.fullmatch(typed) else None
    return Named(names=(figure,), words=(Word(clause),)) if clause else None


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
    words: dict[str, tuple[Word, ...]] = {}
    index = source.index
    edited = source.called.called(source.connect, index.mark.vocabulary, keys)
    languages = frozenset(term.removeprefix(LANGUAGE) for term in index.terms(LANGUAGE))
    for key in _shipped_keys(keys):
        words[key] = _other_names(key, languages)
    for key, (term, called) in chain(_shipped(words), edited):
        if index.having(term):
            terms[key].append(term)
            names[key].update(dict.fromkeys(called))
    for key, some in words.items():
        names[key].update(dict.fromkeys(str(word.clause) for word in some))
    return {
        key: Named(tuple(dict.fromkeys(terms[key])), tuple(names[key]), words.get(key, ()))
        for key in {*terms, *words}
        if terms.get(key) or words[key]
    }


def _shipped_keys(keys: set[str]) -> list[str]:
    # Most words name nothing: one statement finds that out for all of them.
    marks = ",".join("?" * len(keys))
    rows = shipped_gazetteer().rows(f"SELECT DISTINCT key FROM name WHERE key IN ({marks})", keys)
    return sorted(key for (key,) in rows)


def _shipped(keys: Iterable[str]) -> Iterator[tuple[str, Called]]:
    gazetteer = shipped_gazetteer()
    for key in keys:
        for found in gazetteer.matches_key(key):
            place = found.place
            names = (place.name, *gazetteer.names(place.id).values())
            yield key, Called(f"{WHERE}{place.id}", names)


@lru_cache(maxsize=1_024)
def _other_names(key: str, languages: frozenset[str]) -> tuple[Word, ...]:
    """Return the names in `languages` of what is most probably meant by a name, each in any form
    that its own language gives it.
    """
    gazetteer = shipped_gazetteer()
    found = [match for match in gazetteer.matches_key(key) if _is_great(match)]
    names: defaultdict[str, list[str]] = defaultdict(list)
    for match in found:
        if match.weight * LESS_PROBABLE > found[0].weight:
            names[match.place.name] += ()
            for language, name in gazetteer.names(match.place.id).items():
                if language.lower() in languages and (stemmed := stemmed_as(language)):
                    names[name].append(stemmed)
    words = (
        Word(clause, tuple(sorted(set(stemmed))))
        for name, stemmed in names.items()
        if place_key(name) != key and (clause := clause_of_name(name))
    )
    return tuple(words)[:MOST_NAMES]


def _is_great(match: NameMatch) -> bool:
    return match.is_known or match.place.kind != "city" or match.place.population >= GREAT_CITY
