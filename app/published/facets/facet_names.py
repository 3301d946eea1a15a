"""Counts under the names that people read, as JSON texts: places, themes, kinds, months."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain

from babel.dates import format_skeleton
from sqlalchemy import JSON, bindparam, cast, select, type_coerce
from sqlmodel import Session, col

from app.places.gazetteer import shipped_gazetteer
from app.places.labels import labels_of
from app.places.models import Location
from app.places.place import PlaceRecord
from app.places.stored import as_place
from app.published.facets.facet_labels import (
    Labels,
    ThemeText,
    beginning,
    missing,
    quoted,
    value_text,
)
from app.published.index.facets import Counts
from app.published.kind_labels import KIND_LABELS
from app.published.language_names import language_name, locale_of
from app.published.models import PublishedRelease
from app.published.selection.facet_schemas import PlaceLevels
from app.themes.queries import list_themes

# Returns a session. Raises where the caller has none.
Connect = Callable[[], Session]
_NONE = Counts([], [])
# Made once: to build it takes longer than to run it.
_STORED = select(Location).where(col(Location.id).in_(bindparam("ids", expanding=True)))
_LEVELS = tuple(PlaceLevels.model_fields)


def places_json(connect: Connect, levels: Mapping[str, Counts], labels: Labels) -> str:
    """Places with their labels by level; at most one statement."""
    texts = labels.places
    unknown = missing(texts, chain.from_iterable(counts.values for counts in levels.values()))
    if unknown:
        texts.update(_place_texts(connect(), unknown, labels))
    members = [f'"{level}":{_joined(levels.get(level, _NONE), texts)}' for level in _LEVELS]
    return f"{{{','.join(members)}}}"


def _place_texts(session: Session, ids: Collection[str], labels: Labels) -> dict[str, str | None]:
    places = _places(session, ids)
    found: dict[str, str | None] = dict.fromkeys(ids)
    for place_id, place in places.items():
        label = labels.wanted.label(labels_of(place, labels.wanted.own))
        after = f',"code":{quoted(place.code)},"parent":{quoted(place.parent)}}}'
        found[place_id] = value_text(place_id, label, after)
    return found


def _places(session: Session, ids: Collection[str]) -> dict[str, PlaceRecord]:
    """Places without what they lie in, which takes a row for each of their ancestors to read."""
    rows = session.execute(_STORED, {"ids": ids}).scalars()
    found = {row.id: as_place(row) for row in rows}
    known = shipped_gazetteer()
    shipped = {place_id: known.get(place_id) for place_id in ids if place_id not in found}
    return found | {place_id: place for place_id, place in shipped.items() if place is not None}


def themes_json(connect: Connect, counts: Counts, labels: Labels, *, zero: bool) -> str:
    """The tree of the themes that have releases, or with `zero` all; at most one statement."""
    if labels.themes is None:
        labels.themes = tuple(
            ThemeText(
                theme.id,
                theme.parent_id,
                theme.retired,
                beginning(theme.id, labels.wanted.label(json.loads(theme.labels))),
            )
            for theme in list_themes(connect(), retired=True)
        )
    releases = dict(zip(counts.values, counts.releases, strict=True))
    shown = [one for one in labels.themes if one.id in releases or (zero and not one.retired)]
    # By theme, what is written of those below it: who stands later is written first.
    below: dict[str | None, list[str]] = {None: [], **{theme.id: [] for theme in shown}}
    for theme in reversed(shown):
        narrower = ",".join(reversed(below[theme.id]))
        text = f'{theme.before}{releases.get(theme.id, 0)},"narrower":[{narrower}]}}'
        below[theme.parent if theme.parent in below else None].append(text)
    return f"[{','.join(reversed(below[None]))}]"


def kinds_json(counts: Counts, labels: Labels) -> str:
    """Kinds by their labels."""

    def label(kind: str) -> str:
        return labels.wanted.label(KIND_LABELS.get(kind, {"en": kind}))

    return _labelled(counts, labels.kinds, label)


def languages_json(counts: Counts, labels: Labels) -> str:
    """Language tags by what they are called."""
    return _labelled(counts, labels.languages, lambda tag: language_name(tag, labels.wanted.one()))


def months_json(counts: Counts, labels: Labels) -> str:
    """Months as they are written in a text."""
    return _labelled(counts, labels.months, lambda month: _month_name(month, labels.wanted.one()))


def years_json(counts: Counts, labels: Labels) -> str:
    """Years by their number."""
    return _labelled(counts, labels.years, lambda year: str(int(year)))


def organisations_json(
    connect: Connect, counts: Counts, newest: Mapping[str, int], texts: dict[str, str]
) -> str:
    """Organisations by the name that the newest release of each gives; at most one statement.

    `newest` is the number of that release by the id of each organisation that is not in `texts`.
    """
    names = _organisation_names(connect(), newest.values()) if newest else {}
    return _labelled(counts, texts, lambda value: names.get(newest.get(value)) or value)


def _organisation_names(session: Session, numbers: Collection[int]) -> dict[int | None, str]:
    document = col(PublishedRelease.document)
    is_postgres = session.get_bind().dialect.name == "postgresql"
    members = cast(document, JSON) if is_postgres else type_coerce(document, JSON)
    number = col(PublishedRelease.number)
    asked = select(number, members["organisation"]["name"].as_string().label("name"))
    rows = session.execute(asked.where(number.in_(numbers)))
    return {row.number: row.name for row in rows}


def _labelled(counts: Counts, texts: dict[str, str], label: Callable[[str], str]) -> str:
    for value in missing(texts, counts.values):
        texts[value] = value_text(value, label(value))
    return _joined(counts, texts)


def _joined(counts: Counts, texts: Mapping[str, str | None]) -> str:
    found, releases = [texts[value] for value in counts.values], counts.releases
    if None in found:
        releases = [many for text, many in zip(found, releases, strict=True) if text is not None]
    return f"[{','.join(filter(None, found))}]" % tuple(releases)


@lru_cache(maxsize=16_384)
def _month_name(month: str, display: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return str(format_skeleton("yMMMM", first, locale=locale_of(display)))
