"""Suggests themes for a release by the words of its title and body. Pure.

A strong keyword counts 2, a weak one 1, each further mention 1 up to two; in the title all of it
counts double. A theme is suggested from 4 points on: a strong word in the title, two different
strong words in the body, or one that comes back twice. Long bodies have to say more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from app.base.text import fold

STRONG, WEAK = 2, 1
MENTIONS_THAT_ADD = 2
TITLE_FACTOR = 2
ENOUGH = 4
# One more point is needed per so many words of body: 3,000 words touch nearly every theme once.
WORDS_PER_POINT = 400
MOST_NEEDED = 10

# Letters, with the accents and vowel signs that Unicode keeps apart from them.
_SIGNS = r"\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = rf"(?:[^\W_{_SIGNS}][\u0300-\u036f\u064b-\u065f\u0670]*)+"
# Chinese and Japanese have no blanks between words: each sign counts as a word, a keyword as a
# phrase.
_WORD = re.compile(rf"[{_SIGNS}]|{_LETTERS}(?:['’ʼ]{_LETTERS})*")
_ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ب", "ل", "ك")
_SHORTEST_STEM = 3
# More than the word forms of a language. A bound, so that made-up words do not fill memory.
MOST_KNOWN_WORDS = 200_000


class ContextKeywords(BaseModel):
    """Words that count for a theme only when a word of their context is in the text too."""

    model_config = ConfigDict(extra="forbid")

    words: tuple[str, ...]
    context: tuple[str, ...]


class KeywordRule(BaseModel):
    """The words that count for a theme. `*` at the end of a word stands for any ending."""

    keywords: tuple[str, ...] = ()
    weak_keywords: tuple[str, ...] = ()
    keywords_in_context: tuple[ContextKeywords, ...] = ()
    ignored_phrases: tuple[str, ...] = ()
    only_without_narrower: bool = False


class Suggestion(NamedTuple):
    """A theme, the words of the text that count for it, and its points."""

    theme_id: str
    words: tuple[str, ...]
    score: int


class Phrase(NamedTuple):
    """One keyword of one theme. `group` tells which of the theme's context lists it belongs to."""

    theme_id: str
    words: tuple[str, ...]
    points: int
    role: str
    group: int = 0


class TextWord(NamedTuple):
    """A word of a text: folded, its possible base forms, and where it stands."""

    forms: tuple[str, ...]
    start: int
    end: int
    printed: str


@dataclass(frozen=True)
class Hit:
    """A phrase found in the words `first` to `last` (not included) of the title or of the body."""

    phrase: Phrase
    first: int
    last: int
    printed: str


class Rules:
    """The keyword rules of a taxonomy, indexed by the first word of every phrase."""

    def __init__(self, rules: Mapping[str, KeywordRule], parents: Mapping[str, str | None]) -> None:
        self.wide = frozenset(id for id, rule in rules.items() if rule.only_without_narrower)
        self.parents = dict(parents)
        self._whole: dict[str, list[Phrase]] = {}
        self._stems: dict[str, list[Phrase]] = {}
        for theme_id, rule in rules.items():
            for phrase in _phrases(theme_id, rule):
                first = phrase.words[0]
                if first.endswith("*"):
                    self._stems.setdefault(first[:-1], []).append(phrase)
                else:
                    self._whole.setdefault(first, []).append(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._beginning_with = lru_cache(maxsize=MOST_KNOWN_WORDS)(self._find_beginning_with)

    def hits(self, text: str) -> list[Hit]:
        """Returns every phrase of every theme that is in `text`, without ignored ones."""
        words = _words(text)
        found = [
            Hit(phrase, at, end, text[word.start : words[end - 1].end])
            for at, word in enumerate(words)
            for phrase in self._beginning_with(word.forms)
            if (end := _match(phrase.words, words, at))
        ]
        ignored: dict[str, set[int]] = {}
        for hit in found:
            if hit.phrase.role == "ignored":
                ignored.setdefault(hit.phrase.theme_id, set()).update(range(hit.first, hit.last))
        return [
            hit
            for hit in found
            if hit.phrase.role != "ignored"
            and not ignored.get(hit.phrase.theme_id, set()).issuperset(range(hit.first, hit.last))
        ]

    def _find_beginning_with(self, forms: tuple[str, ...]) -> tuple[Phrase, ...]:
        phrases = [phrase for form in forms for phrase in self._whole.get(form, ())]
        for form in forms:
            for length in self._stem_lengths:
                phrases += self._stems.get(form[:length], ()) if length <= len(form) else ()
        return tuple(dict.fromkeys(phrases))


def suggest(title: str, body: str, rules: Rules) -> list[Suggestion]:
    """Returns the themes that title and body speak of, the surest first."""
    in_title, in_body = rules.hits(title), rules.hits(body)
    contexts = {
        (hit.phrase.theme_id, hit.phrase.group)
        for hit in (*in_title, *in_body)
        if hit.phrase.role == "context"
    }
    titles, bodies = _by_theme(in_title, contexts), _by_theme(in_body, contexts)
    needed = min(ENOUGH + len(body.split()) // WORDS_PER_POINT, MOST_NEEDED)
    suggestions: dict[str, Suggestion] = {}
    for theme_id in titles.keys() | bodies.keys():
        title_hits, body_hits = titles.get(theme_id, []), bodies.get(theme_id, [])
        title_score = TITLE_FACTOR * _points(title_hits)
        score = title_score + _points(body_hits)
        if title_score < ENOUGH and (score < needed or theme_id in rules.wide):
            continue
        printed = dict.fromkeys(hit.printed for hit in (*title_hits, *body_hits))
        suggestions[theme_id] = Suggestion(theme_id, tuple(printed), score)
    kept = _without_needless_wide(suggestions, rules)
    return sorted(kept, key=lambda suggestion: (-suggestion.score, suggestion.theme_id))


def _without_needless_wide(
    suggestions: Mapping[str, Suggestion], rules: Rules
) -> Iterator[Suggestion]:
    covered: set[str] = set()
    for theme_id in suggestions:
        above = rules.parents.get(theme_id)
        while above is not None and above not in covered:
            covered.add(above)
            above = rules.parents.get(above)
    for theme_id, suggestion in suggestions.items():
        if theme_id not in rules.wide or theme_id not in covered:
            yield suggestion


def _by_theme(hits: Sequence[Hit], contexts: set[tuple[str, int]]) -> dict[str, list[Hit]]:
    """Returns the hits that count by theme: of overlapping hits only the longest."""
    themes: dict[str, list[Hit]] = {}
    taken: dict[str, set[int]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, -hit.phrase.points, hit.first)):
        phrase = hit.phrase
        if phrase.role == "context":
            continue
        if phrase.role == "in context" and (phrase.theme_id, phrase.group) not in contexts:
            continue
        places = taken.setdefault(phrase.theme_id, set())
        if places.isdisjoint(range(hit.first, hit.last)):
            places.update(range(hit.first, hit.last))
            themes.setdefault(phrase.theme_id, []).append(hit)
    return themes


def _points(hits: Iterable[Hit]) -> int:
    mentions: dict[tuple[str, ...], list[int]] = {}
    for hit in hits:
        mentions.setdefault(hit.phrase.words, []).append(hit.phrase.points)
    return sum(
        points[0] + min(len(points) - 1, MENTIONS_THAT_ADD) * WEAK for points in mentions.values()
    )


def _phrases(theme_id: str, rule: KeywordRule) -> Iterator[Phrase]:
    lists: list[tuple[Iterable[str], int, str, int]] = [
        (rule.keywords, STRONG, "keyword", 0),
        (rule.weak_keywords, WEAK, "keyword", 0),
        (rule.ignored_phrases, 0, "ignored", 0),
    ]
    for group, entry in enumerate(rule.keywords_in_context):
        lists.append((entry.words, STRONG, "in context", group))
        lists.append((entry.context, 0, "context", group))
    for keywords, points, role, group in lists:
        for keyword in keywords:
            if words := tuple(_keyword_words(keyword)):
                yield Phrase(theme_id, words, points, role, group)


def _keyword_words(keyword: str) -> Iterator[str]:
    for found in re.finditer(rf"({_WORD.pattern})(\*?)", keyword):
        word, star = found.groups()
        # A word in capitals is an abbreviation: WASH is not «wash».
        if word.isupper() and word.isascii() and not star:
            yield word
        # A letter such as ʻ folds to nothing: with any ending it would be every word.
        elif folded := fold(word):
            yield folded + star


def _words(text: str) -> list[TextWord]:
    return [
        TextWord(_forms(found.group()), found.start(), found.end(), found.group())
        for found in _WORD.finditer(text)
    ]


def _forms(word: str) -> tuple[str, ...]:
    """Returns the folded word, and its forms without a plural s or an Arabic prefix."""
    return _known_forms(word) if len(word) <= _LONGEST_KNOWN else _read_forms(word)


def _read_forms(word: str) -> tuple[str, ...]:
    folded = fold(word)
    forms = [folded]
    abbreviation = word.removesuffix("s")
    if abbreviation.isupper() and abbreviation.isascii():
        forms.append(abbreviation)
    if folded.endswith("s") and len(folded) > _SHORTEST_STEM:
        forms.append(folded[:-1])
        if folded.endswith("es"):
            forms.append(folded[:-2])
        if folded.endswith("ies"):
            forms.append(folded[:-3] + "y")
    if "\u0600" <= folded[:1] <= "\u06ff":
        forms += [
            folded[len(prefix) :]
            for prefix in _ARABIC_PREFIXES
            if folded.startswith(prefix) and len(folded) - len(prefix) >= _SHORTEST_STEM
        ]
    return tuple(forms)


# Longer words are not cached, so that the cache is bounded by bytes.
_LONGEST_KNOWN = 100
_known_forms = lru_cache(maxsize=50_000)(_read_forms)


def _match(phrase: tuple[str, ...], words: Sequence[TextWord], at: int) -> int:
    """Returns the place after the phrase if it begins at `at`, else 0."""
    end = at + len(phrase)
    if end > len(words):
        return 0
    for wanted, word in zip(phrase[1:], words[at + 1 : end], strict=True):
        if wanted.endswith("*"):
            if not any(form.startswith(wanted[:-1]) for form in word.forms):
                return 0
        elif wanted not in word.forms:
            return 0
    return end
