"""What people type into a search box, as words, "exact phrases", -exclusions and prefix*. Pure.

Nothing that can be typed is an error. AND, OR and NOT are words like others; an unclosed quote
reaches to the end; signs without letters or digits count as nothing. While somebody still types,
the last word is only begun: it finds what it finds as a whole word, and words that begin so.
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
# A prefix of one letter would gather half of the vocabulary; it is taken as a word. A word of which
# one letter was typed says nothing yet, and is left out.
SHORTEST_PREFIX = 2

_SIGNS = {**{ord(sign): '"' for sign in "“”„‟«»＂「」『』"}, ord("＊"): "*"}
_TERM = re.compile(r'(?P<not>[-−]+(?=[^\s\-−]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+"?))')
_PREFIX_END = re.compile(r'\*["“”.,;:!?)\]]*$')
# The last word is typed to its end: a blank or a stop follows, or a quote that ends a phrase.
_FINISHED = re.compile(r"[\s.,;:!?)\]…。、،؟]\Z")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʹʺʻʼʽ´`](?=\w)")


class ClauseKind(StrEnum):
    """How the words of a clause are looked for."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    BEGUN = "begun"

    @property
    def is_open(self) -> bool:
        """Return whether other words begin with this one."""
        return self in (ClauseKind.PREFIX, ClauseKind.BEGUN)


# A begun word is typed without its sign, which keeps it apart from the whole word.
_ENDS = {ClauseKind.PREFIX: "*", ClauseKind.BEGUN: "…"}


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
        return f"{self.text}{_ENDS.get(self.kind, '')}"

    def typed(self) -> str:
        """Return the clause as it is typed."""
        return self.text if self.kind is ClauseKind.BEGUN else str(self)


@dataclass(frozen=True)
class TextQuery:
    """All `words` (in the order typed) and `phrases` have to be there, none of `excluded`."""

    words: tuple[Clause, ...]
    phrases: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Return whether the last word is only begun."""
        return bool(self.words) and self.words[-1].kind is ClauseKind.BEGUN

    def canonical(self) -> str:
        """Returns the query as it may be typed, but for a begun word: the same for equal ones."""
        wanted = (*self.words, *self.phrases)
        return " ".join([*map(str, wanted), *(f"-{clause}" for clause in self.excluded)])

    def typed(self) -> str:
        """Returns the query as it may be typed; a begun word comes last."""
        if not self.is_begun:
            return self.canonical()
        others = (*map(str, self.phrases), *(f"-{clause}" for clause in self.excluded))
        return " ".join([*others, *(clause.typed() for clause in self.words)])


@lru_cache(maxsize=256)
def parse_text(q: str, *, begun: bool = False) -> TextQuery | None:
    """Returns the query in `q`; None when it holds nothing to search for.

    With `begun` the last word is one that is still being typed, unless something ends it.

    >>> parse_text('"Aegean Sea" -Storm boat*').canonical()
    'boat* "aegean sea" -storm'
    >>> parse_text("winter sup", begun=True).canonical()
    'winter sup…'
    >>> parse_text("🎉") is None
    True
    """
    words: dict[Clause, None] = {}
    phrases: set[Clause] = set()
    excluded: set[Clause] = set()
    for negative, clause in _clauses(q[:LONGEST_QUERY], begun=begun):
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


def _clauses(q: str, *, begun: bool) -> Iterator[tuple[bool, Clause]]:
    typed = q.translate(_SIGNS)
    is_open = begun and not _FINISHED.search(typed)
    for found in _TERM.finditer(typed):
        negative, phrase, word = found["not"] is not None, found["phrase"], found["word"]
        # What is excluded is excluded once it is typed: a beginning would take away too much.
        is_begun = is_open and found.end() == len(typed) and not negative and typed[-1] != '"'
        if phrase is not None and is_begun:
            phrase, _, word = phrase.rpartition(" ")
        if phrase is not None and (clause := _clause(ClauseKind.PHRASE, phrase)):
            yield negative, clause
        if word is None:
            continue
        kind = ClauseKind.BEGUN if is_begun else ClauseKind.WORD
        clause = _clause(ClauseKind.PREFIX if _PREFIX_END.search(word) else kind, word)
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
    if kind is ClauseKind.BEGUN and found and not found[-1].word:
        # A run of signs has no end: what follows one that is typed makes no other word of it.
        kind = ClauseKind.WORD
    if kind is ClauseKind.BEGUN and all(token.form.isdecimal() for token in found):
        # Figures are whole as they stand: 5 is not the beginning of 500.
        kind = ClauseKind.WORD
    while kind is ClauseKind.BEGUN and found and len(found[-1].form) < SHORTEST_PREFIX:
        found.pop()
    if not found:
        return None
    if kind is ClauseKind.PREFIX and found[-1].word and len(found[-1].form) < SHORTEST_PREFIX:
        kind = ClauseKind.WORD
    forms = tuple(token.form for token in found)
    words = tuple(lowered(token.word)[:LONGEST] for token in found)
    typed = " ".join(lowered(text[found[0].start : found[-1].end]).split())
    return Clause(kind, typed, forms, words, _main(kind, text, found))


def _main(kind: ClauseKind, text: str, found: list[Token]) -> int | None:
    is_word = kind in (ClauseKind.WORD, ClauseKind.BEGUN)
    if not is_word or len(found) == 1 or not _APOSTROPHE.search(text):
        return None
    lengths = [len(folded(token.word)) for token in found]
    return lengths.index(max(lengths))
