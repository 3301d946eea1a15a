"""What people type into a search box, as words, "exact phrases", -exclusions and prefix*. Pure.

Nothing that can be typed is an error. AND, OR and NOT are words like others; an unclosed quote
reaches to the end; signs without letters or digits count as nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from app.published.words.analysis import LONGEST_PHRASE, Token, tokens
from app.published.words.stems import LONGEST, folded, lowered

# `q` may be no longer: the parameter's `max_length`.
LONGEST_QUERY = 500
# People type fewer; what comes after is not searched for.
MOST_CLAUSES = 32
# A prefix of one letter would gather half of the vocabulary; it is taken as a word.
SHORTEST_PREFIX = 2

_SIGNS = {**{ord(sign): '"' for sign in "“”„‟«»＂「」『』"}, ord("＊"): "*"}
_TERM = re.compile(r'(?P<not>[-−]+(?=[^\s\-−]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+"?))')
_PREFIX_END = re.compile(r'\*["“”.,;:!?)\]]*$')
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʹʺʻʼʽ´`](?=\w)")


class ClauseKind(StrEnum):
    """How the words of a clause are looked for."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"


@dataclass(frozen=True, order=True)
class Clause:
    """One condition. `forms` stand next to one another in the text; a word mostly has one form.

    `words` are the same as written, in lower case, for stemmers; "" for pairs of signs. `main` is
    the form that is enough where an apostrophe parts a word from its ending (women's, İstanbul'da).
    `text` is what was typed.
    """

    kind: ClauseKind
    text: str
    forms: tuple[str, ...]
    words: tuple[str, ...]
    main: int | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # A search asks for it a dozen times.
        return hash((self.kind, self.forms, self.text))

    def __str__(self) -> str:
        if self.kind is ClauseKind.PHRASE:
            return f'"{self.text}"'
        return f"{self.text}*" if self.kind is ClauseKind.PREFIX else self.text


@dataclass(frozen=True)
class TextQuery:
    """All `words` (in the order typed) and `phrases` have to be there, none of `excluded`."""

    words: tuple[Clause, ...]
    phrases: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()

    def canonical(self) -> str:
        """Returns the query as it may be typed: the same text for equal queries."""
        wanted = (*self.words, *self.phrases)
        return " ".join([*map(str, wanted), *(f"-{clause}" for clause in self.excluded)])


@lru_cache(maxsize=256)
def parse_text(q: str) -> TextQuery | None:
    """Returns the query in `q`; None when it holds nothing to search for.

    >>> parse_text('"Aegean Sea" -Storm boat*').canonical()
    'boat* "aegean sea" -storm'
    >>> parse_text("🎉") is None
    True
    """
    words: dict[Clause, None] = {}
    phrases: set[Clause] = set()
    excluded: set[Clause] = set()
    for negative, clause in _clauses(q[:LONGEST_QUERY]):
        if negative:
            excluded.add(clause)
        elif clause.kind is ClauseKind.PHRASE:
            phrases.add(clause)
        else:
            words[clause] = None
        if len(words) + len(phrases) + len(excluded) == MOST_CLAUSES:
            break
    if not (words or phrases or excluded):
        return None
    return TextQuery(tuple(words), tuple(sorted(phrases)), tuple(sorted(excluded)))


@lru_cache(maxsize=1_024)
def clause_of_name(name: str) -> Clause | None:
    """Returns the clause for a name: its words in a row, or one word in any form."""
    return _clause(ClauseKind.PHRASE if " " in name else ClauseKind.WORD, name)


def _clauses(q: str) -> Iterator[tuple[bool, Clause]]:
    for found in _TERM.finditer(q.translate(_SIGNS)):
        negative, phrase, word = found["not"] is not None, found["phrase"], found["word"]
        if phrase is not None:
            clause = _clause(ClauseKind.PHRASE, phrase)
        else:
            clause = _clause(
                ClauseKind.PREFIX if _PREFIX_END.search(word) else ClauseKind.WORD, word
            )
        if clause is not None:
            yield negative, clause


def _clause(kind: ClauseKind, text: str) -> Clause | None:
    found = list(tokens(text))
    if found and found[-1].tail:
        # A run of signs is the pairs that it is made of: its last sign is in the last pair.
        found.pop()
    elif found and not found[-1].word and kind is not ClauseKind.PHRASE:
        # One sign alone stands first in some pair, or last in a run.
        kind = ClauseKind.PREFIX
    found = found[:LONGEST_PHRASE]
    if not found:
        return None
    if kind is ClauseKind.PREFIX and found[-1].word and len(found[-1].form) < SHORTEST_PREFIX:
        kind = ClauseKind.WORD
    forms = tuple(token.form for token in found)
    words = tuple(lowered(token.word)[:LONGEST] for token in found)
    typed = " ".join(lowered(text[found[0].start : found[-1].end]).split())
    return Clause(kind, typed, forms, words, _main(kind, text, found))


def _main(kind: ClauseKind, text: str, found: list[Token]) -> int | None:
    if kind is not ClauseKind.WORD or len(found) == 1 or not _APOSTROPHE.search(text):
        return None
    lengths = [len(folded(token.word)) for token in found]
    return lengths.index(max(lengths))
