"""Reads of the read model: the selection of an address, one release, its public history."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, Uuid, bindparam, or_, select
from sqlmodel import Session, col

from app.base.language import UNDETERMINED
from app.base.text import nearest
from app.places.gazetteer import shipped_gazetteer
from app.places.meaning import Meaning
from app.places.place import PlaceRecord
from app.places.queries import nearest_places
from app.places.reading.asked import read_asked
from app.published.models import PublishedRelease, PublishedSlug, PublishedVersion
from app.published.reading.document_json import Document
from app.published.selection.grammar import Selection, parse
from app.published.selection.parameters import SelectionParameters
from app.published.selection.values import Match
from app.themes.queries import find_themes, list_themes

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
# A longer chain of successors is a circle.
_MAX_HOPS = 16


@dataclass(frozen=True)
class Moved:
    """The release is at another address: its slug changed, or another release took its place."""

    id: UUID


@dataclass(frozen=True)
class Withdrawn:
    """The release was withdrawn: its notice as JSON text, and the `document` if it is kept."""

    notice: str
    document: Document | None


def read_selection(session: Session, given: SelectionParameters, zone: ZoneInfo) -> Selection:
    """Return the selection that an address names; days are days of `zone` unless it names another.

    At most three statements: for all places, all themes, all stories. Raises Invalid.
    """
    look_ups = (match_places, match_themes, match_stories)
    return parse(given, zone, *(partial(look_up, session) for look_up in look_ups))


def match_places(session: Session, values: Collection[str]) -> Mapping[str, Match]:
    """Return the place that each of `values` means, or what it may mean."""
    return {value: _match(value, meaning) for value, meaning in read_asked(session, values).items()}


def _match(value: str, meaning: Meaning) -> Match:
    if meaning.place:
        place = meaning.place
        names, country = _names(place), place.country
        return Match(place.id, labels=names, by_use=meaning.by_use, country=country)
    if meaning.candidates:
        slugs = [place.slug for place in meaning.candidates]
        described = tuple(map(_describe, meaning.candidates))
        suggestion = ",".join(slugs) if meaning.group else slugs[0]
        return Match(None, suggestion, {}, described, meaning.group)
    # The parts of a list are looked up one by one.
    near = () if "," in value else nearest_places(value)
    return Match(None, next(iter(near), None))


def _describe(place: PlaceRecord) -> str:
    """Return the slug of a place with its name, division and country in words."""
    above = shipped_gazetteer().ancestors(place.id)
    within = [one.name for one in above if one.kind in ("division", "country")]
    return f"{place.slug} ({', '.join([place.name, *within])})"


def _names(place: PlaceRecord) -> dict[str, str]:
    known = shipped_gazetteer()
    shipped = known.get(place.id)
    translated = known.names(place.id) if shipped and shipped.name == place.name else {}
    return {UNDETERMINED: place.name, **translated, **dict(place.names)}


def match_themes(session: Session, values: Collection[str]) -> Mapping[str, Match]:
    """Return the theme that each of `values` names, or the nearest known id."""
    found = find_themes(session, values)
    # The parts of a list are looked up one by one.
    unknown = [value for value, theme in found.items() if theme is None and "," not in value]
    known = [theme.id for theme in list_themes(session)] if unknown else []
    return {
        value: Match(theme.id, labels=json.loads(theme.labels))
        if theme
        else Match(None, nearest(value[:100], known))
        for value, theme in found.items()
    }


def match_stories(session: Session, values: Collection[str]) -> Mapping[str, Match]:
    """Return the story of each public release among `values`, which are ids."""
    asked = select(col(PublishedRelease.id), col(PublishedRelease.story_id)).where(
        col(PublishedRelease.id).in_(map(UUID, values)), col(PublishedRelease.listed)
    )
    # A release may be moved to another story, which changes no vocabulary.
    return {id.hex: Match(story.hex, by_use=True) for id, story in session.execute(asked)}


def find_release(session: Session, id_or_slug: str) -> Document | Moved | Withdrawn | None:
    """Return what is at the address `id_or_slug`; None if no public release has or had it.

    A former slug leads to the present one in one step. So does a release that was replaced: it
    leads to the last of its successors. A withdrawn release shows its notice at every address that
    it had.
    """
    row = _find_row(session, id_or_slug)
    if row is None:
        return None
    document = None if row.document is None else Document(row.id, row.document)
    if document is None:
        successor = _last_successor(session, row)
        return Moved(successor.id) if successor else Withdrawn(row.notice or "", None)
    if not _is_at(row, id_or_slug):
        return Moved(row.id)
    return document if row.notice is None else Withdrawn(row.notice, document)


def list_versions(session: Session, release_id: UUID) -> Sequence[PublishedVersion]:
    """Return the public history of a release, the oldest first."""
    of_release = select(PublishedVersion).where(col(PublishedVersion.release_id) == release_id)
    return session.scalars(of_release.order_by(col(PublishedVersion.version))).all()


class _AddressRow(NamedTuple):
    """The columns that say what is at an address."""

    id: UUID
    slug: str
    document: str | None
    notice: str | None
    replaced_by: UUID | None


_COLUMNS = [col(getattr(PublishedRelease, name)) for name in _AddressRow._fields]
_SLUG = bindparam("slug", type_=String)
_REMEMBERED = select(col(PublishedSlug.release_id)).where(col(PublishedSlug.slug) == _SLUG)
_HAS_SLUG = or_(
    col(PublishedRelease.slug) == _SLUG,
    col(PublishedRelease.id) == _REMEMBERED.scalar_subquery(),
)
_HAS_ID = col(PublishedRelease.id) == bindparam("id", type_=Uuid)
_BY_SLUG = select(*_COLUMNS).where(_HAS_SLUG)
_BY_ID_OR_SLUG = select(*_COLUMNS).where(or_(_HAS_SLUG, _HAS_ID))


def _find_row(session: Session, id_or_slug: str) -> _AddressRow | None:
    statement: Select[Any] = _BY_SLUG
    values: dict[str, Any] = {"slug": id_or_slug}
    if _UUID.fullmatch(id_or_slug):
        statement, values = _BY_ID_OR_SLUG, {**values, "id": UUID(id_or_slug)}
    rows = [_AddressRow(*row) for row in session.connection().execute(statement, values)]
    if len(rows) <= 1:
        return rows[0] if rows else None
    # If the slug of one release looks like the id of another, the id wins.
    return max(rows, key=lambda row: str(row.id) == id_or_slug.lower())


def _is_at(row: _AddressRow, id_or_slug: str) -> bool:
    return id_or_slug == row.slug or id_or_slug.lower() == str(row.id)


def _last_successor(session: Session, row: _AddressRow) -> _AddressRow | PublishedRelease | None:
    """Return the last successor of `row`; None if there is none that readers may see."""
    successor: _AddressRow | PublishedRelease | None = row
    for _ in range(_MAX_HOPS):
        if successor is None or successor.document is not None:
            return successor
        if successor.replaced_by is None:
            return None
        successor = session.get(PublishedRelease, successor.replaced_by)
    return None
