"""The dateline of a text and the places that it names, each with the reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from app.base.text import fold
from app.places.gazetteer import shipped_gazetteer
from app.places.models import Location
from app.places.queries import find_paths
from app.places.reading.dateline import ParsedDateline, parse_dateline
from app.places.reading.mentions import read_mentions
from app.places.reading.resolve import resolve_dateline
from app.places.shapes import PlacePath
from app.places.spelling import populations
from app.places.stored import as_place
from app.releases.body import first_paragraph
from app.releases.suggestions.schemas import (
    Confidence,
    DatelineSuggestion,
    LocationSuggestion,
    PlaceSuggested,
)

_RESOLVED = {
    "own": (Confidence.SURE, "it is a place that editors made"),
    "name": (Confidence.SURE, "only one known place has its name"),
    "region": (Confidence.SURE, "it lies in the region printed with it"),
    "hint": (Confidence.LIKELY, "the text names its country or division"),
    "population": (Confidence.LIKELY, "it is by far the biggest place of its name"),
    "spelling": (Confidence.UNSURE, "its name is spelt nearly like this"),
    "ambiguous": (Confidence.UNSURE, "several places have its name"),
    "unknown": (Confidence.UNSURE, "no known place has its name"),
}
_MENTIONED = {
    "own": (Confidence.LIKELY, "the text has the name of a place that editors made"),
    "country": (Confidence.SURE, "the text names the country"),
    "division": (Confidence.LIKELY, "the text names the state or province"),
    "dateline": (Confidence.SURE, "the release is dated from there"),
    "within": (Confidence.SURE, "its country or state stands behind its name"),
    "locative": (Confidence.LIKELY, "its name stands after a word such as «in»"),
    "size": (Confidence.UNSURE, "it is the great city of that name"),
}


# A first paragraph of 300 words; longer ones are no lead, and each name in them is looked up.
LONGEST_LEAD = 2_000


@dataclass(frozen=True)
class _Found:
    """Ids of places with the words that name them and the rule, before their paths are read."""

    place_id: str | None
    basis: str
    candidates: tuple[str, ...] = ()
    mentions: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PlacesFound:
    """The dateline as parsed, and what is suggested."""

    parsed: ParsedDateline | None
    dateline: DatelineSuggestion | None
    locations: list[LocationSuggestion]


def suggest_places(
    session: Session, title: str, body: str, language: str, *, hidden: bool
) -> PlacesFound:
    """Dateline and places of a text; `body` as `body.to_text` gives it.

    Places that readers may not see yet are known only when they are `hidden=True` asked for. Four
    statements at most.
    """
    parsed = parse_dateline(body, populations(session, shipped_gazetteer(), hidden=hidden))
    paragraph = first_paragraph(parsed.body if parsed else body) or ""
    lead = f"{title}\n{paragraph[:LONGEST_LEAD]}"
    found = _find(parsed, lead, language, _own_places(session, hidden=hidden))
    ids = [found.place_id, *found.candidates, *found.mentions]
    paths = find_paths(session, list(dict.fromkeys(filter(None, ids))))
    return PlacesFound(
        parsed,
        _dateline(parsed, found, paths) if parsed else None,
        [
            LocationSuggestion(
                place=_shown(paths[place_id]),
                words=words,
                confidence=_MENTIONED[basis][0],
                because=_MENTIONED[basis][1],
            )
            for place_id, (words, basis) in found.mentions.items()
            if place_id in paths
        ],
    )


def _find(
    parsed: ParsedDateline | None, lead: str, language: str, own: Mapping[str, str]
) -> _Found:
    gazetteer = shipped_gazetteer()
    place_id: str | None = None
    basis = ""
    candidates: tuple[str, ...] = ()
    mentions: dict[str, tuple[str, str]] = {}
    if parsed is not None:
        resolved = resolve_dateline(parsed, gazetteer, lead, language=language)
        first = next((one for one in resolved.places if one.place), resolved.places[0])
        place = resolved.location
        place_id, basis = (place.id if place else None), first.basis
        candidates = tuple(candidate.id for candidate in first.candidates)
        for one in resolved.places:
            if one.location:
                mentions.setdefault(one.location.id, (one.text, "dateline"))
        made = next((own[fold(text)] for text in parsed.places if fold(text) in own), None)
        if made:
            place_id, basis, candidates = made, "own", ()
            mentions = {made: (parsed.text, "dateline")}
    for mention in read_mentions(lead, gazetteer, language, tuple(mentions)):
        mentions.setdefault(mention.place.id, (mention.words, mention.basis))
    for name, made in _named(lead, own):
        mentions.setdefault(made, (name, "own"))
    return _Found(place_id, basis, candidates, mentions)


def _own_places(session: Session, *, hidden: bool) -> dict[str, str]:
    """Ids of the places that editors made, by their folded names in all languages."""
    asked = select(Location).where(
        col(Location.source) == "own", col(Location.merged_into).is_(None)
    )
    if not hidden:
        asked = asked.where(col(Location.is_public))
    places = map(as_place, session.exec(asked.order_by(col(Location.id))))
    return {
        fold(name): place.id
        for place in places
        for name in (place.name, *dict(place.names).values(), *place.other_names)
    }


def _named(text: str, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    words = f" {fold(text)} "
    yield from ((name, made) for name, made in own.items() if name and f" {name} " in words)


def _dateline(
    parsed: ParsedDateline, found: _Found, paths: Mapping[str, PlacePath]
) -> DatelineSuggestion:
    confidence, because = _RESOLVED[found.basis]
    how = "the text begins with a place"
    if parsed.before.strip():
        confidence, how = Confidence.UNSURE, "a place stands below other lines"
    path = paths.get(found.place_id or "")
    if path is None:
        confidence = Confidence.UNSURE
    return DatelineSuggestion(
        text=parsed.text,
        location=_shown(path) if path else None,
        candidates=[_shown(paths[one]) for one in found.candidates if one in paths],
        date_text=parsed.date_text,
        words=parsed.raw,
        confidence=confidence,
        because=f"{how}; {because}",
    )


def _shown(path: PlacePath) -> PlaceSuggested:
    place = path.place
    return PlaceSuggested(
        id=place.id,
        slug=place.slug,
        name=place.name,
        kind=place.kind,
        within=[above.name for above in path.ancestors],
    )
