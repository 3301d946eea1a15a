"""Prepared publications: what was computed for them, and how it is written under the log's lock.

Other acts wait for the writing alone. Nothing is written if anything that a publication was made
from has changed before the lock. Publications that wait for the lock in one process are written
together (`PublicationQueue`).
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from threading import Condition
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from app.auth.audit import Entry, write_entries
from app.changes import log
from app.db import faults
from app.db.database import Database
from app.media.queries import find_files
from app.organisations.queries import make_public
from app.published.document import Place
from app.published.store import writer
from app.releases.acts.reference import lend_places
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.states import State

# What publication changes of a release.
_CHANGED = (
    *("state", "slug_fixed", "lock", "live_revision", "public_version", "first_public_at"),
    *("updated_at", "scheduled_at", "scheduled_local", "scheduled_zone", "held_back"),
    "live_story_id",
)
_RELEASES = SQLModel.metadata.tables["release"]
# Built once: to build a statement takes longer than to run it.
_OTHERS = _RELEASES.alias()
_CHANGE = (
    update(_RELEASES)
    .where(_RELEASES.c.id == bindparam("release"), _RELEASES.c.lock == bindparam("seen"))
    # No translation has become public meanwhile; null where the documents name those there are.
    .where(
        ~exists().where(
            _OTHERS.c.live_story_id == bindparam("alone_in", type_=_RELEASES.c.story_id.type),
            _OTHERS.c.state == State.PUBLISHED,
            _OTHERS.c.id != bindparam("release"),
        )
    )
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)
_INSERT_ACT = insert(SQLModel.metadata.tables["public_act"])


class ConcurrentChange(Exception):
    """Something changed between the preparation of a publication and the lock of the log."""


@dataclass(frozen=True)
class PreparedRelease:
    """All of one release's publication that is computed before the change log is locked."""

    release: Release
    content: Content
    # New values of the release's row.
    change: Mapping[str, Any]
    act: PublicAct
    publication: writer.Publication
    entry: Entry
    # Whether the document names, or has to name, other releases of its story.
    in_story: bool = False


@dataclass(frozen=True)
class PreparedPublication:
    """Releases to be made public together, and what their documents depend on."""

    prepared: Sequence[PreparedRelease]
    # Places that the database may lack, or hide from readers, as the documents show them.
    places: Mapping[str, Place]
    # Organisations of which readers do not know yet.
    unseen: frozenset[str]
    # Of the names in the documents.
    vocabulary: int | None
    # The locks of the files that the documents show.
    files: Mapping[UUID, int]
    # The public releases that name these as their translations, or have to from now on.
    translations: frozenset[UUID] = frozenset()


# What stops a transaction, and may be of one of several publications in it.
_REFUSALS = (ConcurrentChange, writer.SlugInUse, DBAPIError)


class PublicationQueue:
    """Writes publications that wait for one another in one transaction.

    While one transaction is written others wait, and the next of them writes for all. A statement
    for eight releases takes little longer than one for one, and one commit as long as eight.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed, self._is_writing = Condition(), False
        self._waiting: list[tuple[PreparedPublication, Future[bool]]] = []

    @property
    def waiting(self) -> int:
        """How many wait for the one that is being written."""
        return len(self._waiting)

    def reading(self) -> AbstractContextManager[Session]:
        """Lend a session that locks nothing, to prepare a publication in."""
        return self._database.read()

    def write(self, publication: PreparedPublication) -> bool:
        """Make it public, in a transaction of its own. Returns False if nothing was done.

        Something that it, or one that was written with it, was made from has then changed.
        """
        done: Future[bool] = Future()
        with self._changed:
            self._waiting.append((publication, done))
            # The one that is being written, and at most the next.
            self._changed.wait_for(lambda: done.done() or not self._is_writing)
            if done.done():
                return done.result()
            together, self._waiting, self._is_writing = self._waiting, [], True
        try:
            self._write_together(together)
        finally:
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()
        return done.result()

    def _write_together(self, together: Sequence[tuple[PreparedPublication, Future[bool]]]) -> None:
        try:
            _commit_together(self._database, [publication for publication, _ in together])
        except BaseException as error:
            # Whatever ended it, nobody waits for ever. Perhaps one of them alone is at fault: each
            # is then tried by itself.
            is_of_one = isinstance(error, _REFUSALS) and not faults.is_passing(error)
            for _, done in together:
                if is_of_one:
                    done.set_result(False)
                else:
                    done.set_exception(error)
        else:
            for _, done in together:
                done.set_result(True)


def _commit_together(database: Database, some: Sequence[PreparedPublication]) -> None:
    prepared = list(chain.from_iterable(one.prepared for one in some))
    with database.write() as session:
        seqs = log.allocate_seqs(session, len(prepared))
        for one in some:
            _check_names(session, one)
            _check_files(session, one)
        commit(session, prepared, seqs)


def commit(session: Session, prepared: Sequence[PreparedRelease], seqs: Sequence[int]) -> None:
    """Write what was prepared, under the log's lock and the numbers allocated for it.

    Raises ConcurrentChange when a release is no longer as it was, SlugInUse.
    """
    _change_releases(session, prepared)
    write_entries(session, [one.entry for one in prepared])
    writer.put_many(session, [one.publication for one in prepared], seqs)
    acts = [{**one.act.model_dump(), "seq": seq} for one, seq in zip(prepared, seqs, strict=True)]
    session.connection().execute(_INSERT_ACT, acts)


def _check_names(session: Session, publication: PreparedPublication) -> None:
    """Raises ConcurrentChange when names of places or themes are no longer as they are shown."""
    if session.info[log.VOCABULARY] != publication.vocabulary or not lend_places(
        session, publication.places
    ):
        raise ConcurrentChange
    if publication.unseen:
        make_public(session, publication.unseen)


def _check_files(session: Session, publication: PreparedPublication) -> None:
    """Raises ConcurrentChange when something else is said of a file by now, or it is gone."""
    if publication.files:
        today = find_files(session, publication.files)
        if {id: file.lock for id, file in today.items()} != publication.files:
            raise ConcurrentChange


def _change_releases(session: Session, prepared: Sequence[PreparedRelease]) -> None:
    rows = [
        {
            "release": one.release.id,
            "seen": one.release.lock,
            "alone_in": None if one.in_story else one.release.story_id,
            **{f"new_{name}": value for name, value in one.change.items()},
        }
        for one in prepared
    ]
    if session.connection().execute(_CHANGE, rows).rowcount != len(rows):
        raise ConcurrentChange
    for one in prepared:
        for name, value in one.change.items():
            set_committed_value(one.release, name, value)
