"""Finds the speaker in the title of a statement: «Message from Director General …»."""

import re

_SPEECH = re.compile(
    r"(?:\w+ ){0,2}(?:message|statement|remarks|speech|address|keynote|declaration)"
    r" (?:from|by|of)(?: the)? (?P<who>.+)",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s+[-–—|]\s+|[:,;(]|—|\s+(?:on|at|to|for|in|about|ahead|following|as|during)\s+"
)
_OFFICES = frozenset(
    (
        *("director", "general", "secretary", "deputy", "assistant", "under", "president", "vice"),
        *("prime", "minister", "foreign", "interior", "chief", "of", "mission", "head", "the"),
        *("executive", "regional", "special", "envoy", "representative", "high", "commissioner"),
        *("ambassador", "chair", "chairman", "chairwoman", "chairperson", "senator", "governor"),
        *("congressman", "congresswoman", "mayor", "spokesperson", "spokesman", "spokeswoman"),
        *("coordinator", "resident", "humanitarian", "administrator", "officer", "and", "for"),
        *("iom", "un", "unhcr", "undp", "unicef", "eu"),
    )
)


def speaker_of(title: str) -> str | None:
    """Returns name and office, «António Vitorino, Director General», or None."""
    found = _SPEECH.match(title)
    if found is None:
        return None
    words = _END.split(found["who"], maxsplit=1)[0].split()
    office = 0
    while office < len(words) and words[office].casefold().strip(".") in _OFFICES:
        office += 1
    name = " ".join(words[office:])
    if not name or not all(word[0].isupper() for word in words[office:] if word[0].isalpha()):
        return " ".join(words[:office]) or None
    return ", ".join(filter(None, (name, " ".join(words[:office]))))
