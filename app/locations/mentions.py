"""The countries and cities that a title and a first paragraph name.

A name in a text is often no place: a person (Jordan), a treaty (Paris Agreement), a university. So
a country counts by its name, a city only where the words around it make it one. Better a city
missed than one too many: editors see the list and can add to it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.core.text import fold
from app.locations.abbreviations import DIVISIONS
from app.locations.choice import choose
from app.locations.gazetteer import Gazetteer, Named, Place, prominence
from app.locations.naming import place_key

LONGEST_NAME = 5
# A city is believed after «in» from this size on; below it only with its country or state behind it.
KNOWN_CITY = 100_000
GREAT_CITY = 1_000_000
WELL_KNOWN_DIVISION = 250_000

_WORD = re.compile(r"[^\W\d_]+(?:[.'’‘ʼ]+[^\W\d_]+)*\.?")
_GAP = re.compile(r"[ \u00a0\u202f]+|[-‐‑]|(?:(?<=\.)[ ]?)")
_POSSESSIVE = re.compile(r"['’‘ʼ][^\W\d_]{1,5}$")
_PARTICLES = frozenset(
    "of the and de la le les du des da do dos di del al el i y et d’ sur am an".split()
)
_LOCATIVES = frozenset(
    "in at from near to outside around across inside visiting visit à a en de desde hacia vers depuis"
    " in aus nach bei im em no na op da dal per".split()
)
# Names that people bear as well: no place when another name stands beside them.
_PERSONAL = frozenset(
    "jordan chad georgia israel ireland holland cuba kenya india jamaica malta cyprus mali niger"
    " montenegro france francia england guinea santos german samoa dominica monaco togo".split()
)
_NOT_COUNTRIES = frozenset("america us emirates holland england".split())
# «China Lake», «Jordan River», «Turkey Day»: with these behind it the name is another one.
_FOLLOWERS = frozenset(
    "day trot dinner hunt hunting creek lake river county city street avenue road hill springs township"
    " university college hospital church school high canal canyon farm park beach tech".split()
)
_LEADERS = frozenset("lake gulf sea bank gulfs mount fort port san saint st".split())
_UNITED_STATES = re.compile(
    r"\bU\.S\.|\bUSA?\b|\b[RDI]-[A-Z][A-Za-z.]+|\bSenat|\bCongress(?:man|woman)?\b|\bAtlanta\b|\bGa\."
)
# (R-Mo.), (D-DE), «, N.Y.», (WI-02): an abbreviation that names a state.
_STATE = re.compile(r"(?:(?<=[RDI]-)|(?<=, ))([A-Z][A-Za-z]{1,5}\.?|(?:[A-Z]\.){2})(?=[\s,).;])")
_DISTRICT = re.compile(r"\(([A-Z]{2})[-–]\d")
_INITIALS = frozenset({"UK", "UAE", "USA", "DRC", "DPRK"})
_UNSPACED = frozenset({"zh", "ja", "th"})


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found in a text, with the words around it."""

    matches: tuple[Named, ...]
    start: int
    end: int
    before: str
    after: str
    title_case: bool


def mentioned_places(
    text: str,
    gazetteer: Gazetteer,
    language: str = "en",
    known: Collection[str] = frozenset(),
) -> list[Place]:
    """Countries and cities that `text` names, in the order of their first mention.

    `text` is a title and a first paragraph with a line feed between. `known` are ids of places that
    the release is dated from: their names are believed wherever they stand.
    """
    base = language.split("-")[0]
    mentions = list(_mentions(text, gazetteer))
    hints = {*known, *(place.id for place in _lands(text, mentions, gazetteer, base))}
    hints |= {place.id for place in _states(text, gazetteer)}
    found: dict[str, tuple[int, Place]] = {}
    for mention in mentions:
        place = _land(text, mention, gazetteer, base) or _city(
            text, mention, gazetteer, hints, known
        )
        if place is not None:
            found.setdefault(place.id, (mention.start, place))
    for place in _unspaced(text, gazetteer, base):
        found.setdefault(place.id, (len(text), place))
    return [place for _, place in sorted(found.values(), key=lambda pair: pair[0])]


def hinted_places(text: str, gazetteer: Gazetteer, language: str = "en") -> list[Place]:
    """Countries and first-level divisions that `text` names: what decides between namesakes."""
    mentions = list(_mentions(text, gazetteer))
    found = [*_lands(text, mentions, gazetteer, language.split("-")[0]), *_states(text, gazetteer)]
    for mention in mentions:
        found += _division(mention)
    return list(dict.fromkeys(found))


def _division(mention: _Mention) -> list[Place]:
    """The state or province that the mention names, unless a city is meant first by that name."""
    biggest = max(
        mention.matches, key=lambda match: prominence(match.place.kind, match.place.population)
    )
    is_division = biggest.place.kind == "division" and biggest.is_main_name
    return (
        [biggest.place] if is_division and biggest.place.population >= WELL_KNOWN_DIVISION else []
    )


def _mentions(text: str, gazetteer: Gazetteer) -> Iterator[_Mention]:
    """The longest known names, from left to right, that begin with a capital or have no case."""
    words = list(_WORD.finditer(text))
    line_case = _title_case(text)
    at = 0
    while at < len(words):
        taken = 1
        if not words[at].group()[0].islower():
            for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
                matches, end = _known(text, words[at : at + size], gazetteer)
                if matches:
                    yield _mention(text, words, at, size, end, matches, line_case)
                    taken = size
                    break
        at += taken


def _known(
    text: str, words: list[re.Match[str]], gazetteer: Gazetteer
) -> tuple[tuple[Named, ...], int]:
    last = words[-1].group()
    if last[0].islower() or not _joined(text, words):
        return (), 0
    start, end = words[0].start(), words[-1].end()
    name = text[start:end]
    matches = gazetteer.matches_key(place_key(name))
    if not matches and (possessive := _POSSESSIVE.search(name)):
        end = start + possessive.start()
        matches = gazetteer.matches_key(place_key(text[start:end]))
    return matches, end


def _joined(text: str, words: list[re.Match[str]]) -> bool:
    for left, right in zip(words, words[1:], strict=False):
        if not _GAP.fullmatch(text[left.end() : right.start()]):
            return False
        if left.group().endswith(".") and len(left.group()) > 4:
            return False
    return all(not word.group()[0].islower() or word.group() in _PARTICLES for word in words[1:-1])


def _mention(
    text: str,
    words: list[re.Match[str]],
    at: int,
    size: int,
    end: int,
    matches: tuple[Named, ...],
    title_case: list[tuple[int, bool]],
) -> _Mention:
    before = words[at - 1] if at and _near(text[words[at - 1].end() : words[at].start()]) else None
    last = at + size - 1
    following = words[last + 1] if last + 1 < len(words) else None
    if following is not None and (
        end < words[last].end() or not _near(text[end : following.start()])
    ):
        following = None
    return _Mention(
        matches,
        words[at].start(),
        end,
        before.group() if before else "",
        following.group() if following else "",
        any(loud for line_start, loud in title_case if line_start <= words[at].start())
        and _loud_line(title_case, words[at].start()),
    )


def _near(gap: str) -> bool:
    return bool(gap) and not gap.strip(" \u00a0\u202f-‐‑/")


def _title_case(text: str) -> list[tuple[int, bool]]:
    """For each line where it begins and whether most of its long words have capitals."""
    found, start = [], 0
    for line in text.split("\n"):
        long = [word for word in _WORD.findall(line) if len(word) > 3]
        loud = sum(not word[0].islower() for word in long)
        found.append((start, bool(long) and loud > 0.6 * len(long)))
        start += len(line) + 1
    return found


def _loud_line(lines: list[tuple[int, bool]], position: int) -> bool:
    return next(loud for start, loud in reversed(lines) if start <= position)


def _lands(text: str, mentions: list[_Mention], gazetteer: Gazetteer, language: str) -> list[Place]:
    lands = (_land(text, mention, gazetteer, language) for mention in mentions)
    return [land for land in lands if land is not None]


def _land(text: str, mention: _Mention, gazetteer: Gazetteer, language: str) -> Place | None:
    """The country that the mention names, or None when the words around it make it something else."""
    named = next((match for match in mention.matches if match.place.kind == "country"), None)
    if named is None:
        return None
    printed = text[mention.start : mention.end]
    key = fold(printed)
    if key in _NOT_COUNTRIES or len(key) < 4 and printed.replace(".", "") not in _INITIALS:
        return None
    place = named.place
    if not named.is_main_name and not _is_label(key, gazetteer, place, language):
        return None
    if fold(mention.after) in _FOLLOWERS or fold(mention.before) in _LEADERS:
        return None
    if mention.before == "of" and re.search(r"\b(?:Gulf|Bank|Sea) of $", text[: mention.start]):
        return None
    if _is_american_town(text[mention.end :]):
        return None
    if (
        key in _PERSONAL
        and (_is_name(mention.before) or _is_name(mention.after))
        and not mention.title_case
    ):
        return None
    if key == "georgia" and _UNITED_STATES.search(text):
        return None
    return place


def _is_label(key: str, gazetteer: Gazetteer, place: Place, language: str) -> bool:
    labels = gazetteer.names(place.id)
    return fold(labels.get(language, "")) == key or (
        language not in labels and key in map(fold, labels.values())
    )


def _is_name(word: str) -> bool:
    """Whether a neighbour looks like part of a person's name: a capital, then small letters."""
    return (
        len(word) > 1 and word[0].isupper() and word[1:].islower() and fold(word) not in _LOCATIVES
    )


def _is_american_town(after: str) -> bool:
    """«Mexico, Mo.», «Lebanon, NH»."""
    following = re.match(r",\s*((?:[A-Z]\.){2}|[A-Z][A-Za-z]{1,5}\.?)(?=[\s,.;)]|$)", after)
    return following is not None and fold(following.group(1)) in DIVISIONS


def _states(text: str, gazetteer: Gazetteer) -> list[Place]:
    found: list[Place] = []
    for abbreviation in (*_STATE.findall(text), *_DISTRICT.findall(text)):
        for code in DIVISIONS.get(fold(abbreviation), ())[:1]:
            place = gazetteer.get(code)
            if place is not None:
                found.append(place)
    return list(dict.fromkeys(found))


def _city(
    text: str,
    mention: _Mention,
    gazetteer: Gazetteer,
    hints: Collection[str],
    known: Collection[str],
) -> Place | None:
    """The city that the mention names, when the words around it say that it is one."""
    if mention.matches[0].place.kind == "country":
        return None
    cities = [match for match in mention.matches if match.place.kind in ("city", "site")]
    dated = [match.place for match in cities if match.place.id in known]
    if dated:
        return dated[0]
    within = _stated_within(text[mention.end :], cities, gazetteer)
    if within is not None:
        return within
    alone = not _is_capital(mention.after) and not (_is_capital(mention.before))
    if not alone or not cities:
        return None
    chosen = choose(mention.matches, gazetteer, hints).place
    if chosen is None or chosen.kind != "city":
        return None
    main = any(match.place == chosen and match.is_main_name for match in cities)
    least = KNOWN_CITY if main else KNOWN_CITY * 5
    if fold(mention.before) in _LOCATIVES and chosen.population >= least:
        return chosen
    certain = main and chosen.population >= GREAT_CITY and not mention.title_case
    return chosen if certain and len(chosen.name) > 4 else None


def _is_capital(word: str) -> bool:
    return bool(word) and word[0].isupper()


def _stated_within(after: str, cities: list[Named], gazetteer: Gazetteer) -> Place | None:
    """The city that lies in the country or state printed behind it: «Rome, Georgia»."""
    following = re.match(r",\s*([A-Z][^\W\d_.]*(?:[. ]+[A-Z][^\W\d_.]*){0,3}\.?)", after)
    if following is None:
        return None
    words = following.group(1).split(" ")
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        codes = DIVISIONS.get(fold(name), ())
        above = {
            *codes,
            *(m.place.id for m in gazetteer.matches_key(place_key(name)) if m.is_main_name),
        }
        inside = [
            match.place
            for match in cities
            if any(place.id in above for place in gazetteer.ancestors(match.place.id))
        ]
        if inside:
            return inside[0]
    return None


def _unspaced(text: str, gazetteer: Gazetteer, language: str) -> list[Place]:
    """Countries in text that is written without spaces, by their names in its language."""
    if language not in _UNSPACED:
        return []
    return [place for name, place in gazetteer.countries_in(language) if name in text]
