"""Tells whether a name in a text is a state or province that the text is about.

A name as «Virginia», «Central» or «Victoria» is more often something else, and a senator «of Ohio»
makes no text about Ohio. So a division counts after a small word («in Maine»), with a word for its
kind («Tigray Region») or, where its name is nothing else, by itself.
"""

import re

from app.base.text import fold
from app.places.place import NameMatch, PlaceRecord
from app.places.reading.context_words import FOLLOWERS, LEADERS, LOCATIVES
from app.places.reading.spans import Mention

# Least population of a division that counts by its bare name, and of any.
WELL_KNOWN_DIVISION = 250_000
KNOWN_BY_NAME = 1_000_000
SHORTEST_NAME = 5
# Share of its people from which a namesake in another country leaves a name open.
RIVAL = 0.1
# After a small word less will do.
LEAST_PLACED = 50_000

# Words before and after a division that say what it is, in the languages of many releases.
_KINDS = frozenset(
    "state states province provinces region governorate oblast prefecture department canton"
    " provinz bundesland kanton etat departement provincia estado departamento comunidad"
    " bolgesi eyaleti ili".split()
)
_BEFORE = LOCATIVES | frozenset("of for across throughout hits hit strikes".split())
# «Northern District», «First», «Region»: of these words alone no name is made.
_NO_NAMES = _KINDS | frozenset(
    "first second third upper lower middle district central eastern western northern southern north"
    " south east west centre nord sud est ouest norte sur este oeste coast gulf islands"
    " capital".split()
)
# Names that people bear, or that mean something else: they need a small word or their kind.
_OTHER_NAMES = frozenset(
    "virginia georgia carolina dakota washington victoria montana alberta lara sucre bolivar"
    " santander cesar cordoba rivera flores artigas franklin nelson otago southland canterbury"
    " wellington auckland aragon valencia navarra lazio marche centre lagos rivers delta plateau"
    " unity lakes union savannes littoral maritime capital islands coast gulf equator highlands"
    " central eastern western northern southern north south east west nord sud est ouest norte sur"
    " este oeste hope bengal punjab antioquia magdalena amazonas atlantico colon durango sonora"
    " chihuahua campeche granada leon toledo lebanon jordan niger congo para ceara bahia goias"
    " sergipe alagoas limburg brabant drenthe hesse hessen".split()
)
# «Ohio lawmakers», «Texas Republicans»: people who act for it elsewhere.
_PEOPLE = frozenset(
    "senator senators sen sens rep reps representative congressman congresswoman lawmaker lawmakers"
    " republican republicans democrat democrats delegation delegate delegates governor governors"
    " attorney attorneys national native natives avenue ave".split()
)
_PARTY = re.compile(r"(?:\b[RDI]-|\([RDI]\s*[-–]\s*)$")
# «Senator Smith of Ohio», «University of Washington», «Bank of Punjab».
_BELONGING = re.compile(
    r"\b(?:Sen|Rep|Gov|Senators?|Representatives?|Congress\w*|Governors?|University|College|Bank"
    r"|(?:Arch)?[Bb]ishop|(?:Arch)?[Dd]iocese|Gulf|School|Institute|Secretary)\b"
    r"[^,;:!?]{0,40}\bof(?: the)? $"
)
_INSTITUTION = re.compile(r"(?: State)? (?:University|College|School|Valley|Trail)\b")
_LONGEST_BEFORE = 60


def mentioned_division(text: str, mention: Mention) -> PlaceRecord | None:
    """Returns the first-level division that a mention is about, or None."""
    match = _most_prominent(mention)
    if match is None or not match.is_main_name:
        return None
    place, folded = match.place, fold(text[mention.start : mention.end])
    before = text[max(0, mention.start - _LONGEST_BEFORE) : mention.start]
    if _NO_NAMES.issuperset(folded.split(" ")) or _INSTITUTION.match(text, mention.end):
        return None
    if _is_part_of_another_name(mention) or _PARTY.search(before) or _BELONGING.search(before):
        return None
    if _has_kind(mention) or fold(mention.before) in _BEFORE:
        is_only = len(mention.matches) == 1 and len(folded) >= SHORTEST_NAME
        is_known = is_only or place.population >= LEAST_PLACED or _has_kind(mention)
        return place if is_known else None
    is_plain = folded not in _OTHER_NAMES and len(folded) >= SHORTEST_NAME
    least = WELL_KNOWN_DIVISION if " " in folded else KNOWN_BY_NAME
    is_great = place.population >= least or place.country == "US"
    return place if is_plain and is_great and _stands_alone(mention) else None


def _most_prominent(mention: Mention) -> NameMatch | None:
    """Returns the division of a mention, if no country or city is meant first by its name.

    «Washington state» and «province of Edirne» are the division, although the city is meant first.
    """
    divisions = [match for match in mention.matches if match.place.kind == "division"]
    if not divisions or any(
        match.place.kind == "country" and match.is_main_name for match in mention.matches
    ):
        return None
    best = max(divisions, key=lambda match: match.weight)
    if any(_rivals(match, best) for match in divisions):
        return None
    first = max(mention.matches, key=lambda match: match.score)
    return best if first.place.kind == "division" or _has_kind(mention) else None


def _rivals(match: NameMatch, best: NameMatch) -> bool:
    """Returns whether another country has a like division of that name: Punjab, Kashmir."""
    is_abroad = match.is_main_name and match.place.country != best.place.country
    return is_abroad and match.weight >= RIVAL * best.weight


def _has_kind(mention: Mention) -> bool:
    return fold(mention.after) in _KINDS or (
        fold(mention.before) in _KINDS and not mention.before[:1].isupper()
    )


def _is_part_of_another_name(mention: Mention) -> bool:
    """Returns whether a word beside the name makes it another one: «Ohio River», «New England»."""
    after, before = fold(mention.after), fold(mention.before)
    if after in FOLLOWERS or after in _PEOPLE or before in LEADERS:
        return True
    return before in ("new", "fort", "mount", "president", "mr", "ms", "dr", "miss", "mrs")


def _stands_alone(mention: Mention) -> bool:
    """Returns whether no other name touches it; in a title every word has a capital."""
    if mention.in_title:
        return True
    touches_name = mention.before[:1].isupper() and fold(mention.before) not in LOCATIVES
    return not touches_name and not mention.after[:1].isupper()
