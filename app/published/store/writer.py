"""The only place that writes public rows. Every public act is one row of the change log too."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Insert, bindparam, delete, insert, null
from sqlmodel import Session, SQLModel, col, select

from app.base.problems import Invalid
from app.changes import log
from app.changes.log import ChangeKind
from app.published.document import Notice, NoticeKind, PublicRelease
from app.published.models import (
    PublishedMedia,
    PublishedRelease,
    PublishedSlug,
    PublishedVersion,
)
from app.published.state import PublicState
from app.published.store import fulltext_storage
from app.published.store.rows import Prepared, Row, media_rows, prepare, row_of
from app.published.words.analysis import TextFields

BATCH = 200
# Made once: to build a statement takes longer than to run it.
_RELEASES = SQLModel.metadata.tables["published_release"]
_SLUGS = SQLModel.metadata.tables["published_slug"]
_MEDIA = SQLModel.metadata.tables["published_media"]
_INSERTS: dict[type[SQLModel], Insert] = {
    PublishedRelease: insert(_RELEASES),
    PublishedSlug: insert(_SLUGS),
    PublishedMedia: insert(_MEDIA),
    PublishedVersion: insert(SQLModel.metadata.tables["published_version"]),
}
_FORGET = delete(_SLUGS).where(_SLUGS.c.slug.in_(bindparam("slugs", expanding=True)))
_HIDE = delete(_MEDIA).where(_MEDIA.c.release_id.in_(bindparam("ids", expanding=True)))
_SLUGS_GIVEN: BindParameter[str] = bindparam("slugs", expanding=True)
# What is public of some releases, and who has or had one of some slugs; a slug that a release had
# is remembered without a version.
_FIND = (
    select(_RELEASES.c.id, _RELEASES.c.slug, _RELEASES.c.version)
    .where(
        _RELEASES.c.id.in_(bindparam("ids", expanding=True)) | _RELEASES.c.slug.in_(_SLUGS_GIVEN)
    )
    .union_all(
        select(_SLUGS.c.release_id, _SLUGS.c.slug, null()).where(_SLUGS.c.slug.in_(_SLUGS_GIVEN))
    )
)


class OutdatedDocument(Exception):
    """The stored version is as new as the one that was handed in, or newer."""


class SlugInUse(Exception):
    """Another public release has the slug of one that was handed in."""


@dataclass(frozen=True)
class Publication:
    """A document for the public to see, and the fact for the log.

    `sort_at` is the release's place in date order, also when its date is unknown. `note` goes into
    the public history; the log of a correction carries `document.correction`.
    """

    document: PublicRelease
    sort_at: datetime
    kind: ChangeKind
    note: str | None = None
    # Made before the lock was taken; else `put_many` makes it.
    prepared: Prepared | None = None

    def ready(self) -> Prepared:
        """Returns what is stored of it."""
        return self.prepared or prepare(self.document, self.sort_at, self.kind)


def put(
    session: Session,
    document: PublicRelease,
    sort_at: datetime,
    kind: ChangeKind,
    note: str | None = None,
) -> int:
    """`put_many` for one document. Returns the number of its fact."""
    return put_many(session, [Publication(document, sort_at, kind, note)])[0]


def put_many(
    session: Session, publications: Sequence[Publication], numbers: Sequence[int] | None = None
) -> list[int]:
    """Store documents for the public to see. Returns the numbers of their facts, one for each.

    The number of statements does not grow with the number of documents (at most 1,000 in a call).
    `numbers` are those of `log.lock`, if it was called before.
    Raises OutdatedDocument unless every version is higher than the stored one, SlugInUse.
    """
    ready = [publication.ready() for publication in publications]
    numbers = log.record_many(session, [each.fact for each in ready], numbers)
    documents = [publication.document for publication in publications]
    # The log's lock is held: nobody else can put a newer version between this and the write.
    stored, remembered = _stored(session, documents)
    _move_slugs(session, stored, documents, remembered)
    _hide_files(session, stored.values())
    new: list[Row] = []
    texts: list[tuple[int, Prepared]] = []
    for seq, publication, made in zip(numbers, publications, ready, strict=True):
        known = stored.get(publication.document.id)
        number = seq if known is None else known.number
        values = {**made.values, "number": number}
        texts.append((number, made))
        if known is not None:
            _assign(known, values)
        else:
            new.append((PublishedRelease, values))
    if stored:
        session.flush()
    files = chain.from_iterable(media_rows(document) for document in documents if document.media)
    _insert(session, chain(new, map(_history_of, publications), files))
    fulltext_storage.write(
        session,
        [(number, made.fields) for number, made in texts],
        {number: made.words for number, made in texts if made.words is not None},
        new=[values["number"] for _, values in new],
    )
    return numbers


def withdraw(
    session: Session, notice: Notice, document: PublicRelease | None = None
) -> tuple[int, PublicRelease | None]:
    """Put `notice` in the place of a release, and write the fact to the log.

    Returns the number of the fact, and the document that readers had.

    `document` is what stays readable under a notice of the kind `kept`; the other kinds leave
    nothing of the text. Raises OutdatedDocument for a release that is not public or a version that
    is not higher, Invalid when the successor is not public: a notice must not betray a draft.
    """
    if (document is not None) is not (notice.kind is NoticeKind.KEPT):
        raise ValueError("a document stays when, and only when, the notice is of the kind kept")
    words = notice.model_dump_json()
    kind = ChangeKind.WITHDRAWN
    fact = log.Fact(kind, notice.release_id, notice.version, notice.withdrawn_at, words)
    number = log.record(session, fact)
    row = session.get(PublishedRelease, notice.release_id, populate_existing=True)
    if row is None:
        raise OutdatedDocument(f"release {notice.release_id} was never public")
    _check_newer(row.id, row.version, notice.version)
    _check_successor(session, notice)
    before = row.document and PublicRelease.model_validate_json(row.document)
    _hide_files(session, [row])
    files = []
    if document is not None:
        _move_slugs(session, {row.id: row}, [document], [document.slug])
        _assign(row, row_of(document, row.sort_at, row.number)[1])
        files = media_rows(document)
    _assign(row, _closing(notice))
    session.flush()
    entry = _history(notice.release_id, notice.version, kind, notice.withdrawn_at, notice.text)
    _insert(session, [entry, *files])
    # Under a notice of the kind `kept` the text can be read, but no longer found.
    fulltext_storage.remove(session, [row.number])
    return number, before or None


def restore_all(session: Session, states: Iterable[PublicState]) -> int:
    """Throw the read model of releases away and make it from `states`. Returns their number.

    Writes no change: for the public nothing happened. Slugs that releases had before must not be
    live slugs of others.
    """
    log.lock(session)
    log.start_epoch(session)
    for table in (PublishedVersion, PublishedSlug, PublishedMedia):
        session.execute(delete(table))
    session.execute(delete(PublishedRelease))
    fulltext_storage.clear(session)
    count = 0
    remaining = iter(states)
    while batch := list(islice(remaining, BATCH)):
        numbers = log.first_numbers(session, [state.document.id for state in batch])
        rows = (_restored(state, numbers[state.document.id]) for state in batch)
        parts = chain.from_iterable(map(_restored_parts, batch))
        _insert(session, chain(rows, parts))
        listed = [state for state in batch if state.notice is None]
        fulltext_storage.write(
            session,
            [(numbers[state.document.id], TextFields.of(state.document)) for state in listed],
        )
        session.expunge_all()
        count += len(batch)
    fulltext_storage.optimize(session)
    return count


def _stored(
    session: Session, documents: Sequence[PublicRelease]
) -> tuple[dict[UUID, PublishedRelease], list[str]]:
    """Returns the rows of those that are public already, and which of their slugs are remembered.

    Raises OutdatedDocument, SlugInUse.
    """
    versions = {document.id: document.version for document in documents}
    owners = {document.slug: document.id for document in documents}
    given = {"ids": list(versions), "slugs": list(owners)}
    known, remembered = [], []
    for id, slug, version in session.connection().execute(_FIND, given):
        if version is None:
            remembered.append(slug)
        elif id not in versions:
            raise SlugInUse(slug)
        else:
            known.append(id)
            _check_newer(id, version, versions[id])
    if not known:
        return {}, remembered
    asked = select(PublishedRelease).where(col(PublishedRelease.id).in_(known))
    rows = session.exec(asked.execution_options(populate_existing=True)).all()
    return {row.id: row for row in rows}, remembered


def _check_newer(release_id: UUID, stored: int, version: int) -> None:
    if stored >= version:
        raise OutdatedDocument(f"release {release_id} is public in version {stored}")


def _insert(session: Session, rows: Iterable[Row]) -> None:
    """Insert rows of one table or several, each table in one statement."""
    tables: dict[type[SQLModel], list[dict[str, Any]]] = {}
    for table, values in rows:
        tables.setdefault(table, []).append(values)
    connection = session.connection()
    for table, many in tables.items():
        connection.execute(_INSERTS[table], many)


def _assign(row: PublishedRelease, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _closing(notice: Notice) -> dict[str, Any]:
    """Returns the columns of a withdrawn release that change."""
    values = {
        "listed": False,
        "version": notice.version,
        "modified_at": notice.withdrawn_at,
        "notice": notice.model_dump_json(),
        "replaced_by": notice.replaced_by,
        "terms": "",
    }
    return values if notice.kind is NoticeKind.KEPT else {**values, "document": None, "files": 0}


def _history(
    release_id: UUID, version: int, kind: ChangeKind, at: datetime, note: str | None
) -> Row:
    values = {"release_id": release_id, "version": version, "kind": kind, "at": at, "note": note}
    return PublishedVersion, values


def _history_of(publication: Publication) -> Row:
    document = publication.document
    return _history(
        document.id, document.version, publication.kind, document.modified_at, publication.note
    )


def _move_slugs(
    session: Session,
    stored: Mapping[UUID, PublishedRelease],
    documents: Sequence[PublicRelease],
    remembered: Collection[str],
) -> None:
    """Remember slugs that releases leave; a live slug wins over a `remembered` one."""
    live = {document.slug for document in documents}
    left = {
        stored[document.id].slug: document.id
        for document in documents
        if document.id in stored and stored[document.id].slug not in live
    }
    if remembered:
        session.connection().execute(_FORGET, {"slugs": list(remembered)})
    for slug, release_id in left.items():
        session.add(PublishedSlug(slug=slug, release_id=release_id))


def _hide_files(session: Session, rows: Iterable[PublishedRelease]) -> None:
    """Take from readers what these releases used; nothing is asked where they used nothing."""
    if ids := [row.id for row in rows if row.files]:
        session.connection().execute(_HIDE, {"ids": ids})


def _check_successor(session: Session, notice: Notice) -> None:
    if notice.kind is not NoticeKind.REPLACED:
        return
    successor = notice.replaced_by and session.get(PublishedRelease, notice.replaced_by)
    if not successor or successor.id == notice.release_id:
        raise Invalid.of(
            "The release that takes its place has to be another one that is public.",
            pointer="/replaced_by",
        )


def _restored(state: PublicState, number: int) -> Row:
    table, values = row_of(state.document, state.sort_at, number)
    return table, values if state.notice is None else {**values, **_closing(state.notice)}


def _restored_parts(state: PublicState) -> Iterator[Row]:
    release_id = state.document.id
    for slug in state.former_slugs:
        yield PublishedSlug, {"slug": slug, "release_id": release_id}
    for entry in state.versions:
        yield _history(release_id, entry.version, entry.kind, entry.at, entry.note)
    if state.notice is None or state.notice.kind is NoticeKind.KEPT:
        yield from media_rows(state.document)
