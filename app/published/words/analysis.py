"""The one analyser of texts, for both databases: words, stems, pairs of signs, each in its place.

What is stored of a document are lexemes. The order of these counts, for phrases:

    ·tliman ·ttoplantisi · liman toplantisi · summary … · body …

and these have none:

    ·sWORD of the summary   ·t·tr·STEM of the title   ·s·tr·STEM of the summary   ·tr·STEM of any
    ·m·tr·STEM (or ·mWORD without a stem) of what is said three times or more
    ·wWORD as it is written (in lower case), where that is another than its form

A figure in groups of three digits is one word without its signs: 1,200 is 1200. What a hyphen, an
apostrophe or (in figures) a space parts has, beside its words, the stem of them in one: e-mail has
that of email (`··email` in a language without stems).

`·` alone is a lexeme that no query holds, so that no phrase reaches from field to field. It is no
letter: no word of a text is taken for a marked lexeme, nor begins like one.
"""

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise, zip_longest
from operator import itemgetter
from typing import NamedTuple

from app.published.document import PublicRelease
from app.published.words.stems import LONGEST, TAG, UNSTEMMED, folded, lowered, stemmed_as, stems

# Grows when texts are analysed otherwise; `dateline rebuild` then writes the full text anew.
ANALYSIS = 3
GAP = TAG
TITLE = f"{TAG}t"
SUMMARY = f"{TAG}s"
MANY = f"{TAG}m"
WRITTEN = f"{TAG}w"
# From so many times on a word counts as one that a text is about.
MANY_TIMES = 3

# Words of these lengths are offered for mistyped ones.
SHORTEST_OFFERED, LONGEST_OFFERED = 4, 30

# A release is searched in its first 100,000 words: the longest book of the Bible has 40,000.
MOST_WORDS = 100_000
# Of words in several parts a long release has a few hundred.
MOST_COMPOUNDS = 10_000
# A document is stored in parts of this many lexemes with an order and as many without: with 64
# letters of four bytes each they stay below the 1 MB that a tsvector of PostgreSQL takes.
PART = 1_500
# Parts overlap, so that a phrase of this many words lies in one of them as a whole.
LONGEST_PHRASE = 32
# A lexeme has at most so many places in a tsvector; a part keeps no more on either engine.
MOST_PLACES = 255

_RAISED = "⁰¹²³⁴-⁹₀-₉"
_MARKS = "".join(
    chr(code)
    # Beyond the first plane are marks of scripts that nobody writes releases in; a set without them
    # is looked up in one step.
    for code in range(0x300, 0x10000)
    if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me")
)
_JOINERS = "\u00ad\u200c\u200d\u2060"
# Scripts that leave no space between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese; and
# Korean, whose words grow endings that no stemmer here knows.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f\u2e80-\u2fdf"
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Signs between groups of three digits, of one kind in a figure: no decimal sign then follows.
_GROUPED = "|".join(
    rf"(?:{sign}\d{{3}})++(?!{sign}?\d)"
    for sign in ("[,٬，]", r"\.", "['’ʼ´]", "[\u00a0\u2009\u202f]")
)
# India parts all but the last three digits by two: 1,20,000. A digit comes first, then what may not
# stand before it, so that few places of a text are looked at twice.
_IN_TWOS = r"\d?(?:,\d\d(?!\d))++,\d{3}(?!,?\d)"
_FIGURE = rf"(?!0)\d(?<![\d_]\d)(?<!\d[.,]\d)(?:\d{{0,2}}(?:{_GROUPED})|{_IN_TWOS})"
_PARTING = re.compile("[.,٬，'’ʼ´\u00a0\u2009\u202f]")
# An apostrophe parts a word from its ending (İstanbul'da, l'Agence), whatever sign is used for it:
# these here are letters for Unicode.
_SIGNS = r"[^\W_ʹʺʻʼʽ]"
_LETTER = r"[^\W\d_ʹʺʻʼʽ]"
_REST = rf"{_SIGNS}*(?:[{_MARKS}{_JOINERS}]+{_SIGNS}*)*"
_WORD = re.compile(
    rf"{_FIGURE}|"
    # U.N. is one word, and the same as UN.
    rf"(?<!\w)(?:{_LETTER}\.)+{_LETTER}(?!\w)\.?"
    # A raised figure after a figure is a power or the mark of a note: 12,500³ is not 5003.
    rf"|(?<![^\W\d_])[0-9]+(?=[{_RAISED}])"
    # Letters before a figure are another word: USD1,200, 约1,200人. In Arabic, before any digit:
    # "and" and "in" are written together with what comes next.
    rf"|{_LETTER}++(?:(?=\d)(?={_FIGURE}|(?<=[\u0620-\u064a]))|{_REST})|{_SIGNS}{_REST}"
)
_SPELT = rf"(?:{_SIGNS}|[{_MARKS}{_JOINERS}])++"
_JOINTS = r"\-\u2010\u2011'’‘ʹʻʼʽ´`"
_COMPOUND = re.compile(
    rf"{_SPELT}(?:[{_JOINTS}]{_SPELT})++|(?<!\w)(?<!\d[.,])(?!0)\d{{1,3}}(?: \d{{3}})++(?!\w)"
)
# Where a compound may be: texts have few, and are read quickly.
_JOINT = re.compile(rf"[{_JOINTS}](?<=[\w{_MARKS}{_JOINERS}].)(?=\w)| (?<=\d.)(?=\d{{3}}(?!\w))")
_LAST_RUN = re.compile(rf"{_SPELT}\Z")
# Of a longer row, each two neighbours may be one word, but nobody types all of it in one.
_MOST_PARTED = 8
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_PIECE = re.compile(rf"(?P<run>[{_UNSPACED}][{_UNSPACED}{_MARKS}]*)|[^{_UNSPACED}]+")
_SIGN = re.compile(
    # A syllable of Korean in its letters (NFD), or any sign with its marks.
    rf"(?:[\u1100-\u115f]+[\u1160-\u11a7]+[\u11a8-\u11ff]*|.)[{_MARKS}\uff9e\uff9f]*",
    re.DOTALL,
)
_FORM_AND_WORD = itemgetter(2, 3)
# Runs of unspaced scripts are sentences, and not worth to be remembered.
_LONGEST_KNOWN = 40


class Token(NamedTuple):
    """A word at text[start:end]; `form` is compared, `word` is stemmed ("" for what has no stem).

    `tail` marks the last sign of a run without spaces: it is there for queries of one sign alone.
    """

    start: int
    end: int
    form: str
    word: str
    tail: bool = False


@dataclass(frozen=True)
class TextFields:
    """The words of a document, as written, and their language (BCP 47)."""

    title: str
    summary: str
    body: str
    language: str

    @classmethod
    def of(cls, document: PublicRelease) -> "TextFields":
        """Returns what a document is searched by; its places and themes are found by name."""
        summary = filter(None, (document.subtitle, document.summary))
        dateline = document.dateline.text if document.dateline else None
        pictures = (text for one in document.media for text in (one.caption, one.alt))
        body = filter(None, (dateline, document.body_text, *pictures))
        return cls(document.title, "\n".join(summary), "\n".join(body), document.language)


class Part(NamedTuple):
    """Some of a document's lexemes: `ordered` have positions, `unordered` (sorted) have none."""

    ordered: tuple[str, ...]
    unordered: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """Yields the words of `text` in order; in a script without spaces, pairs of adjacent signs.

    >>> [token.form for token in tokens("İstanbul'da U.N. COVID-19")]
    ['istanbul', 'da', 'un', 'covid', '19']
    >>> [token.form for token in tokens("土耳其")]
    ['土耳', '耳其', '其']
    """
    for found in _WORD.finditer(text):
        at = found.start()
        for start, end, form, word, tail in _pieces(found.group()):
            yield Token(at + start, at + end, form, word, tail)


def compounds(text: str) -> Iterator[Token]:
    """Yields words that may be written in one: "e-mail" as "email", "3 000" as "3000".

    >>> [token.form for token in compounds("well-being, O'Brien and 3 000 in 2019-20")]
    ['wellbeing', 'obrien', '3000']
    """
    for found in _compounds(text):
        row = found.group()
        parts = list(islice(tokens(row), LONGEST_PHRASE))
        if not all(part.word for part in parts):
            continue
        is_figure = " " in row
        sizes = {2, len(parts)} if len(parts) <= _MOST_PARTED else {2}
        for size in sorted(sizes):
            for some in (parts[at : at + size] for at in range(len(parts) - size + 1)):
                word = "".join(part.word for part in some)
                # Other digits are dates and spans of years.
                if len(some) > 1 and (is_figure or not word.isdecimal()):
                    start, end = found.start() + some[0].start, found.start() + some[-1].end
                    yield Token(start, end, folded(word), word)


def _compounds(text: str) -> Iterator[re.Match[str]]:
    done = 0
    for joint in _JOINT.finditer(text):
        at = joint.start()
        if at >= done and (first := _LAST_RUN.search(text, max(done, at - LONGEST), at)):
            found = _COMPOUND.match(text, first.start())
            done = found.end() if found else done
            if found:
                yield found


def analyse(fields: TextFields) -> list[Part]:
    """Returns the lexemes of a document, in one part unless it is very long.

    Phrases of LONGEST_PHRASE words at most are found; the 256th of a word in one part has no place.
    """
    left = MOST_WORDS
    texts: list[list[Token]] = []
    for text in (fields.title, fields.summary, fields.body):
        # Not `tokens`: nobody asks for their places in the text.
        words = _WORD.findall(text)
        texts.append(list(islice(chain.from_iterable(map(_pieces, words)), left)))
        left -= len(texts[-1])
    title = [f"{TITLE}{token.form}" for token in texts[0]]
    ordered = [*title]
    for tokens_of_field in texts:
        ordered.append(GAP)
        ordered += [token.form for token in tokens_of_field]
    language = stemmed_as(fields.language)
    unordered = sorted(_unordered(texts, language) | _joined(fields, language or UNSTEMMED))
    parts = zip_longest(_cut(ordered), _slices(unordered), fillvalue=())
    return [Part(tuple(map(sys.intern, some)), tuple(more)) for some, more in parts]


def is_offered(form: str, written: str) -> bool:
    """Whether a word is offered to readers who mistype one."""
    within = len(form) >= SHORTEST_OFFERED and len(written) <= LONGEST_OFFERED
    return within and form.isalpha() and "." not in written


def _unordered(texts: list[list[Token]], language: str | None) -> set[str]:
    title, summary, _ = texts
    found = {f"{SUMMARY}{token.form}" for token in summary}
    times: defaultdict[str, int] = defaultdict(int)
    for (form, word), count in Counter(map(_FORM_AND_WORD, chain(*texts))).items():
        for lexeme in _stems(word, language) or (form,):
            times[lexeme] += count
        # What is written in ASCII without dots has itself as its form.
        if not word.isascii():
            written = lowered(word)
            if written != form and is_offered(form, written):
                found.add(f"{WRITTEN}{written}")
    found.update(f"{MANY}{lexeme}" for lexeme, count in times.items() if count >= MANY_TIMES)
    if language is not None:
        found.update(lexeme for lexeme in times if lexeme[0] == TAG)
        for field, mark in ((title, TITLE), (summary, SUMMARY)):
            for token in field:
                for stem in _stems(token.word, language):
                    found.add(mark + stem)
    return found


def _joined(fields: TextFields, language: str) -> set[str]:
    """Returns the stems of compounds; in their title and summary with the marks of these."""
    found: set[str] = set()
    for text, mark in ((fields.title, TITLE), (fields.summary, SUMMARY), (fields.body, "")):
        for word in {token.word for token in islice(compounds(text), MOST_COMPOUNDS)}:
            lexemes = stems(word, language)
            found.update(lexemes, (f"{mark}{lexeme}" for lexeme in lexemes))
    return found


def _stems(word: str, language: str | None) -> tuple[str, ...]:
    return stems(word, language) if language is not None and word else ()


def _cut(ordered: list[str]) -> Iterator[list[str]]:
    """Yields parts that overlap by one word less than the longest phrase."""
    step = PART - LONGEST_PHRASE + 1
    for start in range(0, max(1, len(ordered) - LONGEST_PHRASE + 1), step):
        yield _capped(ordered[start : start + PART])


def _capped(ordered: list[str]) -> list[str]:
    often = {lexeme for lexeme, count in Counter(ordered).items() if count > MOST_PLACES}
    if not often - {GAP}:
        return ordered
    seen: Counter[str] = Counter()
    kept = []
    for lexeme in ordered:
        seen[lexeme] += 1
        kept.append(lexeme if seen[lexeme] <= MOST_PLACES else GAP)
    return kept


def _slices(unordered: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(unordered), PART):
        yield unordered[start : start + PART]


def _pieces(word: str) -> tuple[Token, ...]:
    return _known_pieces(word) if len(word) <= _LONGEST_KNOWN else tuple(_read_pieces(word))


def _read_pieces(word: str) -> Iterator[Token]:
    if not word.isascii() and _HAS_UNSPACED.search(word):
        for piece in _PIECE.finditer(word):
            found = piece.group()
            yield from _pairs(found, piece.start()) if piece["run"] else _one(found, piece.start())
    else:
        yield from _one(word, 0)


@lru_cache(maxsize=131_072)
def _known_pieces(word: str) -> tuple[Token, ...]:
    return tuple(_read_pieces(word))


def _one(word: str, start: int) -> Iterable[Token]:
    bare = _PARTING.sub("", word)
    form = folded(bare)
    written = bare if bare[:1].isdecimal() else word
    return [Token(start, start + len(word), form, written)] if form else []


def _pairs(run: str, start: int) -> Iterator[Token]:
    signs = [(found.start(), found.end(), folded(found.group())) for found in _SIGN.finditer(run)]
    signs = [sign for sign in signs if sign[2]]
    for (at, _, first), (_, end, second) in pairwise(signs):
        yield Token(start + at, start + end, (first + second)[:LONGEST], "")
    for at, end, last in signs[-1:]:
        yield Token(start + at, start + end, last, "", tail=len(signs) > 1)
