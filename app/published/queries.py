"""Reads of the read model: a page of a selection, one release, its public history."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlmodel import Session, col

from app.core.text import nearest
from app.locations.queries import find_places, nearest_places
from app.published.conditions import conditions
from app.published.models import PublishedRelease, PublishedSlug, PublishedVersion
from app.published.schemas import SelectionParameters, Sort
from app.published.selection import Match, Selection, parse
from app.themes.queries import find_themes, list_themes

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
# Successors of successors; more than this is a circle.
_MAX_HOPS = 16
# Rows that are in memory at once while a whole selection is read: a release is about 10 kB.
_ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Position:
    """A place between two rows of a list: just after (or, `backwards`, before) the row named.

    The row itself need not exist any more: its sort key and id say where it stood.
    """

    at: datetime
    id: UUID
    backwards: bool = False


@dataclass(frozen=True)
class Document:
    """A stored document, as JSON text, with its id."""

    id: UUID
    text: str


@dataclass(frozen=True)
class Page:
    """A page of a selection; `total` counts all of it. None where nothing follows or precedes."""

    documents: tuple[Document, ...]
    total: int
    next: Position | None
    prev: Position | None


@dataclass(frozen=True)
class Moved:
    """The release is at another address: its slug changed, or another release took its place."""

    slug: str


@dataclass(frozen=True)
class Withdrawn:
    """A notice, as JSON text, stands in the place of the release; `document` when it is kept."""

    notice: str
    document: Document | None


def read_selection(session: Session, given: SelectionParameters, zone: ZoneInfo) -> Selection:
    """The selection that an address asks for; days are days of `zone` unless it names another.

    At most two statements: one for all places, one for all themes. Raises Invalid.
    """
    return parse(given, zone, partial(_match_places, session), partial(_match_themes, session))


def _match_places(session: Session, values: Collection[str]) -> Mapping[str, Match]:
    return {
        value: Match(place.id) if place else Match(None, next(iter(nearest_places(value)), None))
        for value, place in find_places(session, values).items()
    }


def _match_themes(session: Session, values: Collection[str]) -> Mapping[str, Match]:
    found = find_themes(session, values)
    unknown = [value for value, theme in found.items() if theme is None]
    known = [theme.id for theme in list_themes(session)] if unknown else []
    return {
        value: Match(theme.id) if theme else Match(None, nearest(value[:100], known))
        for value, theme in found.items()
    }


def list_page(
    session: Session, selection: Selection, sort: Sort, limit: int, position: Position | None
) -> Page:
    """At most `limit` releases of `selection` from `position` on, and the total; one statement."""
    order = _Order(sort, backwards=position is not None and position.backwards)
    wanted = conditions(selection)
    behind = _any_behind(wanted, order, position).label("behind")
    counted = select(func.count().label("total"), behind).where(*wanted).subquery("counted")
    page = _rows_of_page(wanted, order, limit, position)
    # An outer join, so that a page without rows still has its total.
    both = select(*counted.c, *page.c).select_from(counted.outerjoin(page, true()))
    rows = session.execute(both.order_by(*order.by(page.c.at, page.c.id))).all()
    return _page([row for row in rows if row.id is not None], rows[0], limit, order.backwards)


def stream_documents(session: Session, selection: Selection, sort: Sort) -> Iterator[Document]:
    """Every release of `selection` in its order: one statement, one state of the database."""
    order = _Order(sort, backwards=False)
    release_id = col(PublishedRelease.id)
    wanted = select(release_id, col(PublishedRelease.document)).where(*conditions(selection))
    ordered = wanted.order_by(*order.by(order.key, release_id))
    for row in session.execute(ordered.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield Document(row.id, row.document or "")


def _rows_of_page(
    wanted: Sequence[ColumnElement[bool]], order: "_Order", limit: int, position: Position | None
) -> Subquery[Any]:
    shown: Select[*tuple[Any, ...]] = select(
        col(PublishedRelease.id), order.key.label("at"), col(PublishedRelease.document)
    )
    shown = shown.where(*wanted)
    if position is not None:
        shown = shown.where(order.beyond(position))
    # One more than is shown tells whether there is a next page.
    ordered = shown.order_by(*order.by(order.key, col(PublishedRelease.id))).limit(limit + 1)
    return ordered.subquery("page")


def _any_behind(
    wanted: Sequence[ColumnElement[bool]], order: "_Order", position: Position | None
) -> ColumnElement[bool]:
    if position is None:
        return literal(False)
    behind = select(literal(1)).select_from(PublishedRelease).where(*wanted)
    return exists(behind.where(order.behind(position)).correlate(None))


class _Order:
    """The order in which rows are read: that of the list, turned round for a page backwards."""

    def __init__(self, sort: Sort, *, backwards: bool) -> None:
        by_change = sort in (Sort.LAST_CHANGED, Sort.FIRST_CHANGED)
        self.key = col(PublishedRelease.modified_at if by_change else PublishedRelease.sort_at)
        self.backwards = backwards
        self.descending = sort.value.startswith("-") is not backwards

    def by(self, *columns: Any) -> list[ColumnElement[Any]]:
        """ORDER BY clauses; the id comes last and makes the order unique."""
        return [column.desc() if self.descending else column.asc() for column in columns]

    def beyond(self, position: Position) -> ColumnElement[bool]:
        """Rows that come after `position`."""
        key, release_id = self.key, col(PublishedRelease.id)
        # The first half alone says nothing new, but an index can seek by it.
        if self.descending:
            return and_(key <= position.at, or_(key < position.at, release_id < position.id))
        return and_(key >= position.at, or_(key > position.at, release_id > position.id))

    def behind(self, position: Position) -> ColumnElement[bool]:
        """All other rows: the one at `position` and those before it."""
        key, release_id = self.key, col(PublishedRelease.id)
        if self.descending:
            return and_(key >= position.at, or_(key > position.at, release_id >= position.id))
        return and_(key <= position.at, or_(key < position.at, release_id <= position.id))


def _page(rows: Sequence[Any], counted: Any, limit: int, backwards: bool) -> Page:
    more, behind = len(rows) > limit, bool(counted.behind)
    shown = rows[:limit][::-1] if backwards else rows[:limit]
    if not shown:
        return Page((), counted.total, None, None)
    follows, precedes = (behind, more) if backwards else (more, behind)
    first, last = shown[0], shown[-1]
    return Page(
        documents=tuple(Document(row.id, row.document) for row in shown),
        total=counted.total,
        next=Position(last.at, last.id) if follows else None,
        prev=Position(first.at, first.id, backwards=True) if precedes else None,
    )


def find_release(session: Session, id_or_slug: str) -> Document | Moved | Withdrawn | None:
    """What is at the address `id_or_slug`; None when nothing public is or was.

    A slug that a release had before leads to its present one in one step, and so does a release
    that others took the place of, to the last of them. A withdrawn release shows its notice at
    every address that it had.
    """
    row = _find_row(session, id_or_slug)
    if row is None:
        return None
    document = None if row.document is None else Document(row.id, row.document)
    if document is None:
        successor = _last_successor(session, row)
        return Moved(successor.slug) if successor else Withdrawn(row.notice or "", None)
    if not _is_at(row, id_or_slug):
        return Moved(row.slug)
    return document if row.notice is None else Withdrawn(row.notice, document)


def list_versions(session: Session, release_id: UUID) -> Sequence[PublishedVersion]:
    """The public history of a release, the oldest first."""
    of_release = select(PublishedVersion).where(col(PublishedVersion.release_id) == release_id)
    return session.scalars(of_release.order_by(col(PublishedVersion.version))).all()


def _find_row(session: Session, id_or_slug: str) -> PublishedRelease | None:
    remembered = select(col(PublishedSlug.release_id)).where(col(PublishedSlug.slug) == id_or_slug)
    addresses = [
        col(PublishedRelease.slug) == id_or_slug,
        col(PublishedRelease.id) == remembered.scalar_subquery(),
    ]
    if _UUID.fullmatch(id_or_slug):
        addresses.append(col(PublishedRelease.id) == UUID(id_or_slug))
    rows = session.scalars(select(PublishedRelease).where(or_(*addresses))).all()
    # More than one only when a slug looks like another release's id; the id wins.
    return max(rows, key=lambda row: str(row.id) == id_or_slug.lower(), default=None)


def _is_at(row: PublishedRelease, id_or_slug: str) -> bool:
    return id_or_slug == row.slug or id_or_slug.lower() == str(row.id)


def _last_successor(session: Session, row: PublishedRelease) -> PublishedRelease | None:
    """The release that took the place of `row`, or of the one that did; None when none is read."""
    successor: PublishedRelease | None = row
    for _ in range(_MAX_HOPS):
        if successor is None or successor.document is not None:
            return successor
        if successor.replaced_by is None:
            return None
        successor = session.get(PublishedRelease, successor.replaced_by)
    return None
