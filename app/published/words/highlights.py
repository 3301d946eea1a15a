"""The words that a search found, marked as they are written: HTML that is safe to show. Pure."""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from app.published.document import PublicRelease
from app.published.words.analysis import Token, compounds, tokens
from app.published.words.lexeme_query import plan_clause, stemmed_words
from app.published.words.stems import UNSTEMMED, stemmed_as, stems
from app.published.words.text_query import Clause, TextQuery

FRAGMENT = 200
MOST_FRAGMENTS = 3
_BEFORE = 60
# How far an end of a fragment moves so as not to part a word.
_WORD = 24
_CUT = "…"


class Span(NamedTuple):
    """A place in a text, and what was found there."""

    start: int
    end: int
    what: str


class Highlighter:
    """Marks what `query` finds; `names` are other names of the places and themes in it."""

    def __init__(self, query: TextQuery, names: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._beginnings: set[str] = set()
        self._rows: defaultdict[str, list[tuple[tuple[str, ...], bool]]] = defaultdict(list)
        self._stemmed: list[str] = []
        for clause in (*query.words, *query.phrases):
            self._take(clause)
        for name in names:
            words = [token for token in tokens(name) if not token.tail]
            self._add(tuple(token.form for token in words))
            if len(words) == 1:
                self._stemmed.append(words[0].word)

    def whole(self, text: str, language: str) -> str:
        """Returns `text`, in a language of BCP 47, escaped, with what was found in <mark>."""
        return _marked(text, 0, len(text), _merged(self._spans(text, language)))

    def fragments(self, text: str, language: str) -> str:
        """Returns up to three parts of about 200 signs around what was found, or ""."""
        spans = _merged(self._spans(text, language))
        written = ""
        last = 0
        for start, end in _windows(text, spans):
            written += f" {_CUT} " if written else _CUT if start else ""
            written += " ".join(_marked(text, start, end, spans).split())
            last = end
        return f"{written}{_CUT}" if written and last < len(text) else written

    def _take(self, clause: Clause) -> None:
        wanted = plan_clause(clause, ())
        for query in (*wanted.exact, *wanted.other, *wanted.most):
            self._add(query.lexemes, query.is_prefix)
        self._stemmed += stemmed_words(clause)

    def _add(self, forms: tuple[str, ...], is_prefix: bool = False) -> None:
        if len(forms) > 1:
            self._rows[forms[0]].append((forms, is_prefix))
        elif forms:
            (self._beginnings if is_prefix else self._words).add(forms[0])

    def _spans(self, text: str, language: str) -> Iterator[Span]:
        """Yields what is found: words, and those in several parts of which none is found."""
        known = stemmed_as(language) or UNSTEMMED
        wanted = {stem for word in self._stemmed for stem in stems(word, known)}
        marked = list(self._spans_of_words(text, language))
        starts = {span.start for span in marked}
        beginnings = tuple(self._beginnings)
        yield from marked
        for word in compounds(text):
            found = word.form in self._words or not wanted.isdisjoint(stems(word.word, known))
            found = found or word.form.startswith(beginnings)
            if found and starts.isdisjoint(range(word.start, word.end)):
                yield Span(word.start, word.end, word.form)

    def _spans_of_words(self, text: str, language: str) -> Iterator[Span]:
        known = stemmed_as(language)
        wanted = {stem for word in self._stemmed if known for stem in stems(word, known)}
        beginnings = tuple(self._beginnings)
        found = list(tokens(text))
        for at, token in enumerate(found):
            form = token.form
            if form in self._words:
                yield Span(token.start, token.end, form)
            elif beginnings and form.startswith(beginnings):
                yield Span(token.start, _end_of_first(found, at), form)
            elif known and token.word and not wanted.isdisjoint(stems(token.word, known)):
                yield Span(token.start, token.end, stems(token.word, known)[0])
            for row, is_prefix in self._rows.get(form, ()):
                if _follow(found, at, row, is_prefix):
                    yield Span(token.start, found[at + len(row) - 1].end, " ".join(row))


def highlights_of(document: PublicRelease, highlighter: Highlighter) -> dict[str, str]:
    """Returns title and summary as a whole and fragments of the body, where something is marked."""
    language = document.language
    found = {
        "title": highlighter.whole(document.title, language),
        "summary": highlighter.whole(document.summary or "", language),
        "body": highlighter.fragments(document.body_text, language),
    }
    return {name: text for name, text in found.items() if "<mark>" in text}


def _follow(found: Sequence[Token], at: int, row: tuple[str, ...], is_prefix: bool) -> bool:
    forms = tuple(token.form for token in found[at : at + len(row)])
    if is_prefix:
        return forms[:-1] == row[:-1] and len(forms) == len(row) and forms[-1].startswith(row[-1])
    return forms == row


def _end_of_first(found: Sequence[Token], at: int) -> int:
    """Returns where a word ends; of a pair of signs, where its first sign ends."""
    token = found[at]
    is_pair = not token.word and not token.tail
    return found[at + 1].start if is_pair and at + 1 < len(found) else token.end


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Returns spans in order; those that overlap or touch become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            last = merged.pop()
            merged.append(Span(last.start, max(last.end, span.end), last.what))
        else:
            merged.append(span)
    return merged


def _marked(text: str, start: int, end: int, spans: Iterable[Span]) -> str:
    written = []
    at = start
    for span in spans:
        if start <= span.start and span.end <= end:
            found = escape(text[span.start : span.end])
            written += [escape(text[at : span.start]), f"<mark>{found}</mark>"]
            at = span.end
    return "".join([*written, escape(text[at:end])])


def _windows(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Returns the fragments with the most different words, in the order of the text."""
    chosen: list[tuple[int, int]] = []
    seen: set[str] = set()
    starts = [span.start for span in spans]
    # A word may be in a text ten thousand times: each window is read once, and only its own spans.
    windows = dict.fromkeys(_window(text, span) for span in spans)
    possible = {window: _words(spans, starts, *window) for window in windows}
    while len(chosen) < MOST_FRAGMENTS:
        free = [
            (start, end)
            for start, end in possible
            if all(end <= other[0] or start >= other[1] for other in chosen)
        ]
        best = max(
            free, key=lambda window: (len(possible[window] - seen), -window[0]), default=None
        )
        # A further fragment has to show a word that is in none yet.
        if best is None or (chosen and possible[best] <= seen):
            break
        chosen.append(best)
        seen |= possible[best]
    return sorted(chosen)


def _words(spans: Sequence[Span], starts: list[int], start: int, end: int) -> set[str]:
    inside = range(bisect_left(starts, start), bisect_left(starts, end))
    return {spans[at].what for at in inside if spans[at].end <= end}


def _window(text: str, span: Span) -> tuple[int, int]:
    start = max(0, span.start - _BEFORE)
    end = min(len(text), max(span.end, start + FRAGMENT))
    start = max(0, min(start, end - FRAGMENT))
    return (
        _edge(text, start, min(start + _WORD, span.start), 1),
        _edge(text, end, max(end - _WORD, span.end), -1),
    )


def _edge(text: str, at: int, most: int, step: int) -> int:
    """Returns the nearest gap between words from `at` on, else one between two signs."""
    if at in (0, len(text)):
        return at
    for place in range(at, most, step):
        if text[place - (step > 0)].isspace():
            return place
    while 0 < at < len(text) and unicodedata.combining(text[at]):
        at -= step
    return at
