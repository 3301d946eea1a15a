"""The first sentence of a release, for a summary that nobody wrote."""

import re

from app.importers.page_units import ABBREVIATION

_STOP = re.compile(r"[.!?…؟。][”\"»’')\]]*(?=\s+[“\"«„‘'(\[]?[^\W_a-z])")


def first_sentence(paragraph: str) -> str:
    """Up to the first full stop that is not an abbreviation's."""
    for stop in _STOP.finditer(paragraph):
        sentence = paragraph[: stop.end()]
        if paragraph[stop.start()] != "." or not ABBREVIATION.search(paragraph[: stop.start() + 1]):
            return sentence
    return paragraph
