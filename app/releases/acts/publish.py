"""Publication: the one way by which words become public, for a person, a batch or the schedule.

What can be computed is prepared before the change log is locked: other acts then wait for the
writing alone. Under the lock `commit` checks that nothing it was made from has changed since; if
something has, it is prepared again, where nothing can change any more. Publications that wait for
the lock in one process are written together (`PublicationQueue`).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from threading import Condition
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from app.auth.audit import Entry, write_entries
from app.base.problems import Fault, Invalid
from app.changes import log
from app.changes.log import ChangeKind
from app.db import faults
from app.db.database import Database
from app.media.queries import find_files
from app.organisations.queries import make_public
from app.published.document import Correction, Place, PublicRelease
from app.published.models import PublishedRelease
from app.published.store import writer
from app.published.store.rows import prepare_with_words
from app.releases import audit
from app.releases.acts import rendering, rerender, slugs, stories
from app.releases.acts.queries import contents_and_stories, histories_of, live_contents_of
from app.releases.acts.rendering import known_names
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.preflight import Finding, inspect, require, stop
from app.releases.states import Act, State, check

ACTS = {
    ChangeKind.PUBLISHED: Act.PUBLISH,
    ChangeKind.UPDATED: Act.UPDATE,
    ChangeKind.CORRECTED: Act.CORRECT,
}
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
_UNCHANGED = "Nothing was changed since the release became public."


class ConcurrentChange(Exception):
    """Something changed between the preparation of a publication and the lock of the log."""


@dataclass(frozen=True)
class PublishOrder:
    """A release to be made public, as what, and the instant that it was scheduled for."""

    release: Release
    kind: ChangeKind
    correction: Correction | None = None
    due_at: datetime | None = None


# Reads releases and checks that they may become public; True: locks their rows too.
FindOrders = Callable[[Session, bool], Sequence[PublishOrder]]


def order_publish(release: Release, by: Actor) -> PublishOrder:
    """The order to publish the newest words. Raises NotInThisState."""
    check(State(release.state), Act.PUBLISH)
    # To publish before the instant that was set is to choose another date.
    due = release.scheduled_at if (release.scheduled_at or by.at) <= by.at else None
    return PublishOrder(release, ChangeKind.PUBLISHED, due_at=due)


def order_update(release: Release) -> PublishOrder:
    """The order to publish newer words without calling it a correction.

    Raises NotInThisState, and Invalid when there are no newer words.
    """
    check(State(release.state), Act.UPDATE)
    if release.revision == release.live_revision:
        raise Invalid([Fault(_UNCHANGED, pointer="")])
    return PublishOrder(release, ChangeKind.UPDATED)


def order_correct(
    release: Release, by: Actor, *, note: str, severity: str, action: str
) -> PublishOrder:
    """The order to publish newer words and tell readers and partners what was wrong.

    Raises NotInThisState.
    """
    check(State(release.state), Act.CORRECT)
    correction = Correction(note=note, severity=severity, action=action, corrected_at=by.at)
    return PublishOrder(release, ChangeKind.CORRECTED, correction)


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


def publish(
    session: Session,
    find_orders: FindOrders,
    by: Actor,
    *,
    queue: PublicationQueue | None = None,
    strict: bool = False,
) -> tuple[PreparedPublication, Sequence[Finding] | None]:
    """Make the newest words of releases public, in as many statements as for one.

    With a `queue` one release is prepared ahead of the lock and written with others, in another
    transaction than that of `session`, unless this one has begun: whoever waits for two
    connections at a time can wait for ever. Returns what preflight found in it then; else None.
    Raises PreflightFailed for words that cannot be public, and what `find_orders` raises.
    """
    if queue is not None and not session.in_transaction():
        with queue.reading() as ahead:
            publication = prepare(ahead, find_orders(ahead, False), by)
            (one,) = publication.prepared
            # While nobody waits for the lock: languages are detected, similar releases looked for.
            media = one.publication.document.media
            findings = inspect(ahead, one.release, one.content, by.at, media)
        stop(findings, strict=strict)
        if not one.in_story and queue.write(publication):
            log.make_stale(session, [one.release.id])
            return publication, findings
    log.lock(session)
    orders = find_orders(session, True)
    slugs.free_taken(session, [order.release for order in orders])
    publication = prepare(session, orders, by, locked=True)
    commit(session, publication.prepared, log.allocate_seqs(session, len(orders)))
    if publication.translations:
        rerender.tell_translations(session, publication.translations, by)
    return publication, None


def prepare(
    session: Session, orders: Sequence[PublishOrder], by: Actor, *, locked: bool = False
) -> PreparedPublication:
    """Read the words of releases, and compute all that is stored of them.

    With the log `locked`, places that the database lacks are copied into it; else nothing is
    written, and no release is changed. Raises PreflightFailed.
    """
    known = known_names(session)
    releases = [order.release for order in orders]
    contents, linked = contents_and_stories(session, releases, known)
    histories = histories_of(session, releases)
    reference = rendering.reference_for(session, contents.values(), copying=locked, known=known)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    for order in orders:
        histories[order.release.id].append(_act_of(order, by))
    shared = linked or len({release.story_id for release in releases}) < len(releases)
    told = stories.around(session, releases, histories, contents) if shared else None
    prepared = []
    for order in orders:
        release, content = order.release, contents[order.release.id]
        require(content, by.at)
        history = histories[release.id]
        change, act = _change_of(release, by), history[-1]
        others = told.others(release.id) if told else ()
        document = rendering.render(release, history, content, reference, by.zone, others)
        sort_at = rendering.sort_instant(content, history[0])
        if order.kind is ChangeKind.UPDATED:
            _require_change(session, release, content, document, sort_at)
        note = order.correction.note if order.correction else None
        stored = prepare_with_words(document, sort_at, order.kind, is_sqlite=is_sqlite)
        publication = writer.Publication(document, sort_at, order.kind, note, stored)
        entry = audit.entry_after(release, change, ACTS[order.kind], by)
        one = PreparedRelease(release, content, change, act, publication, entry, told is not None)
        prepared.append(one)
    return PreparedPublication(
        prepared,
        places={} if locked else reference.not_known,
        unseen=frozenset() if locked else reference.unseen,
        vocabulary=None if known is None else known.vocabulary,
        translations=told.before if told else frozenset(),
        files={id: file.lock for id, file in reference.files.items()},
    )


def _require_change(
    session: Session, release: Release, content: Content, document: PublicRelease, sort_at: datetime
) -> None:
    """Raises Invalid where readers have it all already, at its place, and partners all contacts."""
    stored = session.get(PublishedRelease, document.id)
    if stored is None or stored.document is None or stored.sort_at != sort_at:
        return
    public = PublicRelease.model_validate_json(stored.document)
    again = {"version": document.version, "modified_at": document.modified_at}
    if public.model_copy(update=again) != document:
        return
    if live_contents_of(session, [release])[release.id].contacts == content.contacts:
        raise Invalid([Fault(_UNCHANGED, pointer="")])


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
    if session.info[log.VOCABULARY] != publication.vocabulary or not rendering.lend_places(
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


def _change_of(release: Release, by: Actor) -> Mapping[str, Any]:
    return {
        "state": State.PUBLISHED,
        "slug_fixed": True,
        "lock": release.lock + 1,
        "live_revision": release.revision,
        "live_story_id": release.story_id,
        "public_version": release.public_version + 1,
        "first_public_at": release.first_public_at or by.at,
        "updated_at": by.at,
        "scheduled_at": None,
        "scheduled_local": None,
        "scheduled_zone": None,
        "held_back": None,
    }


def _act_of(order: PublishOrder, by: Actor) -> PublicAct:
    note = order.correction.model_dump_json() if order.correction else None
    return rendering.next_act(
        order.release,
        order.kind,
        at=by.at,
        author=by.author,
        due_at=order.due_at,
        note=note,
    )
