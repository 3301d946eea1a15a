"""Scheduled releases as accredited partners read them before their instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import Session, col, select

from app.auth.caller import Caller
from app.base.pagination import Position
from app.base.problems import NotFound
from app.base.wire import Instant, Output
from app.changes.log import ChangeKind
from app.contacts.contact import PressContact
from app.db.database import from_microseconds, to_microseconds
from app.published.document import PublicRelease
from app.published.media import media_below
from app.releases.acts import rendering
from app.releases.acts.accreditation import readable_by
from app.releases.acts.queries import contents_of
from app.releases.acts.reference import Reference, reference_for
from app.releases.content import Content
from app.releases.models import AWAITED, Release


class EmbargoQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(20, ge=1, le=100, description="Releases on a page.")
    cursor: str | None = Field(None, max_length=1_000, description="From `links.next`.")


class EmbargoedRelease(PublicRelease):
    """A release as it will be public, with the instant before which no word of it may be told."""

    contacts: tuple[PressContact, ...]
    embargo_until: Instant = Field(description="Do not publish, or tell of it, before.")


class EmbargoedPage(Output):
    """Releases under embargo, the first to be public first."""

    data: list[EmbargoedRelease]
    meta: dict[str, int]
    links: dict[str, str]


@dataclass(frozen=True)
class Embargoes:
    """Some releases under embargo, with their rows, the number of all, and the next page."""

    rows: Sequence[Release]
    data: Sequence[EmbargoedRelease]
    total: int
    next: Position | None


@dataclass(frozen=True)
class AccreditedReader:
    """Who reads, when, the zone of the newsroom, and where its addresses begin."""

    caller: Caller
    now: datetime
    zone: ZoneInfo
    base_url: str

    def folder(self, release_id: UUID) -> str:
        """The address of the files of a release under embargo."""
        return f"{self.base_url}/v1/embargoed/releases/{release_id}/media/"

    @property
    def readable(self) -> list[ColumnElement[bool]]:
        """Conditions of the releases under embargo that exist for the caller.

        A release that is held back is left out: its instant is past, yet it must not be used.
        """
        own = self.caller.owned(col(Release.organisation_id))
        scheduled = col(Release.scheduled_at).is_not(None)
        return [scheduled, AWAITED, *own, readable_by(self.caller, self.now)]


def list_embargoed(
    session: Session, reader: AccreditedReader, limit: int, position: Position | None
) -> Embargoes:
    """At most `limit` releases under embargo after `position`, the first to be public first."""
    wanted = reader.readable
    total = session.exec(select(func.count()).select_from(Release).where(*wanted)).one()
    keys = (col(Release.scheduled_at), col(Release.id))
    if position is not None:
        at, release_id = position
        wanted.append(tuple_(*keys) > (from_microseconds(int(at or 0)), UUID(str(release_id))))
    asked = select(Release).where(*wanted).order_by(*keys).limit(limit + 1)
    rows = session.exec(asked).all()
    page = rows[:limit]
    following = None
    if len(rows) > limit:
        following = (to_microseconds(_instant(page[-1])), str(page[-1].id))
    return Embargoes(page, _rendered(session, page, reader), total, following)


def get_embargoed(
    session: Session, reader: AccreditedReader, release_id: UUID
) -> tuple[Release, EmbargoedRelease]:
    """One release under embargo, and its row. Raises NotFound, alike for every reason."""
    wanted = [col(Release.id) == release_id, *reader.readable]
    row = session.exec(select(Release).where(*wanted)).first()
    if row is None:
        raise NotFound
    return row, _rendered(session, [row], reader)[0]


def _rendered(
    session: Session, releases: Sequence[Release], reader: AccreditedReader
) -> list[EmbargoedRelease]:
    if not releases:
        return []
    contents = contents_of(session, releases)
    reference = reference_for(session, contents.values(), copying=False)
    return [_document(release, contents[release.id], reference, reader) for release in releases]


def _document(
    release: Release, content: Content, reference: Reference, reader: AccreditedReader
) -> EmbargoedRelease:
    at = _instant(release)
    # The act that will make it public, which no table has yet.
    debut = rendering.next_act(release, ChangeKind.PUBLISHED, at=at, due_at=at)
    document = rendering.render(release, [debut], content, reference, reader.zone)
    folder = reader.folder(release.id)
    return EmbargoedRelease(
        **dict(document)
        | {
            "modified_at": release.updated_at,
            "contacts": reference.contacts(content),
            "media": tuple(media_below(one, folder) for one in document.media),
            "usable": False,
            "usable_from": at,
            "embargo_until": at,
        }
    )


def _instant(release: Release) -> datetime:
    assert release.scheduled_at is not None
    return release.scheduled_at
