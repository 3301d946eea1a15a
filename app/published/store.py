"""The only place that writes public rows. Every public act is one row of the change log too."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlmodel import Session, SQLModel, col

from app.changes import log
from app.changes.log import ChangeKind
from app.core.db import to_microseconds
from app.core.problems import Invalid
from app.published.document import DatePrecision, Notice, NoticeKind, PublicRelease
from app.published.models import (
    PublishedPlace,
    PublishedRelease,
    PublishedSlug,
    PublishedTheme,
    PublishedVersion,
    PublishIntent,
)

BATCH = 200


class OutdatedDocument(Exception):
    """The stored version is as new as the one that was handed in, or newer."""


@dataclass(frozen=True)
class PublicVersion:
    """One line of the public history of a release."""

    version: int
    kind: ChangeKind
    at: datetime
    note: str | None


@dataclass(frozen=True)
class PublicState:
    """All that the read model holds of one release, as the write side knows it (`rebuild.py`).

    `document` is the newest public document, of a withdrawn release the last one before the notice
    or, where the notice is of the kind `kept`, the one that stands under it.
    """

    document: PublicRelease
    sort_at: datetime
    notice: Notice | None
    versions: tuple[PublicVersion, ...]
    former_slugs: tuple[str, ...]


def put(
    session: Session,
    document: PublicRelease,
    sort_at: datetime,
    kind: ChangeKind,
    note: str | None = None,
) -> int:
    """Make `document` what the public sees, and write one fact of `kind` to the log.

    Answers the number of the fact.

    `sort_at` is the release's place in date order, also when its date is unknown. `note` goes into
    the public history; the log of a correction carries `document.correction`.
    Raises OutdatedDocument unless `document.version` is higher than the stored one.
    """
    correction = document.correction if kind is ChangeKind.CORRECTED else None
    fact = correction.model_dump_json() if correction else None
    change = log.record(session, kind, document.id, document.version, document.modified_at, fact)
    old = _stored(session, document.id, document.version)
    if old is not None:
        _move_slug(session, old, document.slug)
        _forget_parts(session, document.id)
        _assign(old, _row(document, sort_at))
    else:
        _release_slug(session, document.slug)
        session.add(_row(document, sort_at))
    session.flush()
    session.add_all(_parts(document))
    session.add(_history(document.id, document.version, kind, document.modified_at, note))
    session.flush()
    return change.seq


def withdraw(session: Session, notice: Notice, document: PublicRelease | None = None) -> int:
    """Put `notice` in the place of a release, and write the fact to the log.

    Answers the number of the fact.

    `document` is what stays readable under a notice of the kind `kept`; the other kinds leave
    nothing of the text. Raises OutdatedDocument for a release that is not public or a version that
    is not higher, Invalid when the successor is not public: a notice must not betray a draft.
    """
    if (document is not None) is not (notice.kind is NoticeKind.KEPT):
        raise ValueError("a document stays when, and only when, the notice is of the kind kept")
    words = notice.model_dump_json()
    kind = ChangeKind.WITHDRAWN
    change = log.record(
        session, kind, notice.release_id, notice.version, notice.withdrawn_at, words
    )
    row = _stored(session, notice.release_id, notice.version)
    if row is None:
        raise OutdatedDocument(f"release {notice.release_id} was never public")
    _check_successor(session, notice)
    if document is not None:
        _move_slug(session, row, document.slug)
        _assign(row, _row(document, row.sort_at))
    _forget_parts(session, notice.release_id)
    _close(row, notice)
    session.add(
        _history(notice.release_id, notice.version, kind, notice.withdrawn_at, notice.text)
    )
    session.flush()
    return change.seq


def intend(session: Session, at: datetime) -> None:
    """Note that a release becomes public at the instant `at`."""
    # SQLite and PostgreSQL share this form; SQLAlchemy has it for each of them only.
    session.connection().execute(
        text(
            "INSERT INTO publish_intent (at, releases) VALUES (:at, 1)"
            " ON CONFLICT (at) DO UPDATE SET releases = publish_intent.releases + 1"
        ),
        {"at": to_microseconds(at)},
    )


def unintend(session: Session, at: datetime) -> None:
    """Take one `intend(at)` back: the release was published, or will not be then."""
    moment = col(PublishIntent.at) == to_microseconds(at)
    fewer = update(PublishIntent).where(moment).values(releases=PublishIntent.releases - 1)
    session.execute(fewer)
    session.execute(delete(PublishIntent).where(moment, col(PublishIntent.releases) <= 0))


def restore_all(session: Session, states: Iterable[PublicState]) -> int:
    """Throw the read model of releases away and make it from `states`; answers their number.

    Writes no change: for the public nothing happened. Slugs that releases had before must not be
    live slugs of others. `PublishIntent` stays as it is.
    """
    log.hold(session)
    for table in (PublishedVersion, PublishedSlug, PublishedTheme, PublishedPlace):
        session.execute(delete(table))
    session.execute(delete(PublishedRelease))
    count = 0
    remaining = iter(states)
    while batch := list(islice(remaining, BATCH)):
        session.add_all([_restored(state) for state in batch])
        session.flush()
        session.add_all(chain.from_iterable(_restored_parts(state) for state in batch))
        session.flush()
        session.expunge_all()
        count += len(batch)
    return count


def _stored(session: Session, release_id: UUID, version: int) -> PublishedRelease | None:
    # The log's lock is held: nobody else can put a newer version between this and the write.
    row = session.get(PublishedRelease, release_id, populate_existing=True)
    if row is not None and row.version >= version:
        raise OutdatedDocument(f"release {release_id} is public in version {row.version}")
    return row


def _row(document: PublicRelease, sort_at: datetime) -> PublishedRelease:
    span = _days(document)
    exact = document.date_precision is DatePrecision.EXACT
    return PublishedRelease(
        id=document.id,
        story_id=document.story_id,
        slug=document.slug,
        listed=True,
        version=document.version,
        kind=document.kind,
        # BCP 47 tags are compared without letter case; the document keeps its own spelling.
        language=document.language.lower(),
        organisation_id=document.organisation.id if document.organisation else None,
        instant=document.published_at if exact else None,
        first_day=span[0].toordinal() if span else None,
        last_day=span[1].toordinal() if span else None,
        sort_at=sort_at,
        modified_at=document.modified_at,
        document=document.model_dump_json(),
        notice=None,
        replaced_by=None,
    )


def _days(document: PublicRelease) -> tuple[date, date] | None:
    """The first and the last day of a date that is known by day, month or year."""
    written = document.date
    if written is None or document.date_precision in (DatePrecision.EXACT, DatePrecision.UNKNOWN):
        return None
    if document.date_precision is DatePrecision.DAY:
        day = date.fromisoformat(written)
        return day, day
    if document.date_precision is DatePrecision.MONTH:
        first = date.fromisoformat(f"{written}-01")
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return date(int(written), 1, 1), date(int(written), 12, 31)


def _assign(row: PublishedRelease, new: PublishedRelease) -> None:
    for name in PublishedRelease.model_fields:
        setattr(row, name, getattr(new, name))


def _close(row: PublishedRelease, notice: Notice) -> None:
    row.listed = False
    row.version = notice.version
    row.modified_at = notice.withdrawn_at
    row.notice = notice.model_dump_json()
    row.replaced_by = notice.replaced_by
    if notice.kind is not NoticeKind.KEPT:
        row.document = None


def _parts(document: PublicRelease) -> Iterator[SQLModel]:
    """The rows by which the release is found: its places and themes, and all that contain them."""
    places = {
        (place_id, role.value)
        for place in document.locations
        for role in place.roles
        for place_id in (place.id, *(ancestor.id for ancestor in place.ancestors))
    }
    for place_id, role_name in sorted(places):
        yield PublishedPlace(place_id=place_id, role=role_name, release_id=document.id)
    themes = {
        theme_id
        for theme in document.themes
        for theme_id in (theme.id, *(ancestor.id for ancestor in theme.ancestors))
    }
    for theme_id in sorted(themes):
        yield PublishedTheme(theme_id=theme_id, release_id=document.id)


def _forget_parts(session: Session, release_id: UUID) -> None:
    session.execute(delete(PublishedPlace).where(col(PublishedPlace.release_id) == release_id))
    session.execute(delete(PublishedTheme).where(col(PublishedTheme.release_id) == release_id))


def _history(
    release_id: UUID, version: int, kind: ChangeKind, at: datetime, note: str | None
) -> PublishedVersion:
    return PublishedVersion(release_id=release_id, version=version, kind=kind, at=at, note=note)


def _move_slug(session: Session, row: PublishedRelease, slug: str) -> None:
    if row.slug != slug:
        _release_slug(session, slug)
        session.add(PublishedSlug(slug=row.slug, release_id=row.id))


def _release_slug(session: Session, slug: str) -> None:
    """A live slug wins over a remembered one."""
    session.execute(delete(PublishedSlug).where(col(PublishedSlug.slug) == slug))


def _check_successor(session: Session, notice: Notice) -> None:
    if notice.kind is not NoticeKind.REPLACED:
        return
    successor = notice.replaced_by and session.get(PublishedRelease, notice.replaced_by)
    if not successor or successor.id == notice.release_id:
        raise Invalid.of(
            "The release that takes its place has to be another one that is public.",
            pointer="/replaced_by",
        )


def _restored(state: PublicState) -> PublishedRelease:
    row = _row(state.document, state.sort_at)
    if state.notice is not None:
        _close(row, state.notice)
    return row


def _restored_parts(state: PublicState) -> Iterator[SQLModel]:
    release_id = state.document.id
    if state.notice is None:
        yield from _parts(state.document)
    for slug in state.former_slugs:
        yield PublishedSlug(slug=slug, release_id=release_id)
    for entry in state.versions:
        yield _history(release_id, entry.version, entry.kind, entry.at, entry.note)
