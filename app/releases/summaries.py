"""The first sentence of a release, for a summary that nobody wrote. Pure."""

import re

# «U.S.», «D.C.», «Inc.»: a full stop that ends no sentence.
ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]\.|\b(?:Mr|Mrs|Ms|Messrs|Drs?|Prof|St|Sens?|Reps?|Govs?|Gens?|Hon|Amb|Lt|Col|Maj"
    r"|Capt|Cmdr|Adm|Sgt|Rev|Inc|Ltd|Co|Corp|Jr|Sr|Sra|Nos?|Nr|vs|etc|approx|Dept|EE|UU|Av|тыс|ул"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.?$"
)
# Chinese and Japanese put no blank after the stop.
_STOP = re.compile(
    r"[.!?…؟][”\"»’')\]]*(?=\s+[“\"«„‘'(\[]?[^\W_a-z])|[。！？][”」』’）]*(?=.)", re.DOTALL
)


def first_sentence(paragraph: str) -> str:
    """Up to the first full stop that is not an abbreviation's."""
    for stop in _STOP.finditer(paragraph):
        sentence = paragraph[: stop.end()]
        if paragraph[stop.start()] != "." or not ABBREVIATION.search(paragraph[: stop.start() + 1]):
            return sentence
    return paragraph
