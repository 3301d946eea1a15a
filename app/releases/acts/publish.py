"""Publication: the one way by which words become public, for a person, a batch or the schedule.

What can be computed is prepared before the change log is locked: other acts then wait for the
writing alone. Under the lock `commit` checks that nothing it was made from has changed since; if
something has, it is prepared again, where nothing can change any more.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from app.auth.audit import Entry, write_entries
from app.base.problems import Fault, Invalid
from app.changes import log
from app.changes.log import ChangeKind
from app.published.document import Correction, Place, PublicRelease
from app.published.models import PublishedRelease
from app.published.store import writer
from app.published.store.rows import prepare_with_words
from app.releases import audit
from app.releases.acts import rendering, slugs
from app.releases.acts.queries import contents_of, histories_of
from app.releases.acts.rendering import known_names
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.preflight import checks
from app.releases.preflight.checks import Finding
from app.releases.preflight.inspection import inspect
from app.releases.states import Act, State

ACTS = {
    ChangeKind.PUBLISHED: Act.PUBLISH,
    ChangeKind.UPDATED: Act.UPDATE,
    ChangeKind.CORRECTED: Act.CORRECT,
}
# What publication changes of a release.
_CHANGED = (
    *("state", "slug_fixed", "lock", "live_revision", "public_version", "first_public_at"),
    *("updated_at", "scheduled_at", "scheduled_local", "scheduled_zone", "held_back"),
)
_RELEASES = SQLModel.metadata.tables["release"]
# Built once: to build a statement takes longer than to run it.
_CHANGE = (
    update(_RELEASES)
    .where(_RELEASES.c.id == bindparam("release"), _RELEASES.c.lock == bindparam("seen"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)
_INSERT_ACT = insert(SQLModel.metadata.tables["public_act"])


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


@dataclass(frozen=True)
class PreparedPublication:
    """All of a publication that is computed before the change log is locked."""

    orders: Sequence[PublishOrder]
    contents: Mapping[UUID, Content]
    # New values of each release's row.
    changes: Sequence[Mapping[str, Any]]
    acts: Sequence[PublicAct]
    publications: Sequence[writer.Publication]
    entries: Sequence[Entry]
    # Places that the database may lack, or hide from readers, as the documents show them.
    places: Mapping[str, Place]
    # Of the names in the documents.
    vocabulary: int | None
    # What preflight finds, of a release that was prepared ahead of the lock.
    findings: Sequence[Finding] | None = None

    @property
    def releases(self) -> list[Release]:
        """The releases that become public."""
        return [order.release for order in self.orders]


def publish(
    session: Session,
    find_orders: FindOrders,
    by: Actor,
    *,
    reading: Callable[[], AbstractContextManager[Session]] | None = None,
) -> PreparedPublication:
    """Make the newest words of releases public, in as many statements as for one.

    With `reading`, the session of a state without locks, one release is prepared ahead of the
    lock, unless the transaction of `session` has begun: whoever waits for two connections at a time
    can wait for ever. Raises PreflightFailed for words that cannot be public, and what
    `find_orders` raises.
    """
    if reading is None or session.in_transaction():
        log.lock(session)
        return _publish_locked(session, find_orders, by)
    with reading() as ahead:
        prepared = _prepare_ahead(ahead, find_orders(ahead, False), by)
    seqs = log.allocate_seqs(session, len(prepared.orders))
    try:
        commit(session, prepared, seqs)
    except ConcurrentChange:
        return _publish_locked(session, find_orders, by, seqs)
    return prepared


def _prepare_ahead(
    session: Session, orders: Sequence[PublishOrder], by: Actor
) -> PreparedPublication:
    prepared = prepare(session, orders, by)
    (release,) = prepared.releases
    # Languages are detected and much the same releases looked for while nobody waits for the lock.
    findings = inspect(session, release, prepared.contents[release.id], by.at)
    return replace(prepared, findings=findings)


def _publish_locked(
    session: Session, find_orders: FindOrders, by: Actor, seqs: Sequence[int] | None = None
) -> PreparedPublication:
    orders = find_orders(session, True)
    slugs.free_taken(session, [order.release for order in orders])
    prepared = prepare(session, orders, by, locked=True)
    commit(session, prepared, seqs or log.allocate_seqs(session, len(orders)))
    return prepared


def prepare(
    session: Session, orders: Sequence[PublishOrder], by: Actor, *, locked: bool = False
) -> PreparedPublication:
    """Read the words of releases, and compute all that is stored of them.

    With the log `locked`, places that the database lacks are copied into it; else nothing is
    written, and no release is changed. Raises PreflightFailed.
    """
    known = known_names(session)
    releases = [order.release for order in orders]
    contents = contents_of(session, releases, known)
    histories = histories_of(session, releases)
    reference = rendering.reference_for(session, contents.values(), copying=locked, known=known)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    changes, acts, publications, entries = [], [], [], []
    for order in orders:
        release, content = order.release, contents[order.release.id]
        checks.require(content, by.at)
        change, act = _change_of(release, by), _act_of(order, by)
        history = [*histories[release.id], act]
        document = rendering.render(release, history, content, reference, by.zone)
        if order.kind is ChangeKind.UPDATED:
            _require_change(session, document)
        sort_at = rendering.sort_instant(content, history[0])
        note = order.correction.note if order.correction else None
        stored = prepare_with_words(document, sort_at, order.kind, is_sqlite=is_sqlite)
        changes.append(change)
        acts.append(act)
        publications.append(writer.Publication(document, sort_at, order.kind, note, stored))
        entries.append(audit.entry_after(release, change, ACTS[order.kind], by))
    return PreparedPublication(
        orders,
        contents,
        changes,
        acts,
        publications,
        entries,
        places={} if locked else reference.not_known,
        vocabulary=None if known is None else known.vocabulary,
    )


def _require_change(session: Session, document: PublicRelease) -> None:
    """Raises Invalid when readers have all of `document` already."""
    stored = session.get(PublishedRelease, document.id)
    if stored is None or stored.document is None:
        return
    public = PublicRelease.model_validate_json(stored.document)
    again = {"version": document.version, "modified_at": document.modified_at}
    if public.model_copy(update=again) == document:
        raise Invalid([Fault("Nothing was changed since the release became public.", pointer="")])


def commit(session: Session, prepared: PreparedPublication, seqs: Sequence[int]) -> None:
    """Write what was prepared, under the log's lock and the numbers allocated for it.

    Raises ConcurrentChange, with nothing written but places, when it is no longer right.
    """
    _check_unchanged(session, prepared)
    _change_releases(session, prepared)
    write_entries(session, prepared.entries)
    writer.put_many(session, prepared.publications, seqs)
    acts = zip(prepared.acts, seqs, strict=True)
    session.connection().execute(
        _INSERT_ACT, [{**act.model_dump(), "seq": seq} for act, seq in acts]
    )


def _check_unchanged(session: Session, prepared: PreparedPublication) -> None:
    if (
        session.info[log.VOCABULARY] != prepared.vocabulary
        or slugs.are_taken(session, prepared.releases)
        or not rendering.lend_places(session, prepared.places)
    ):
        raise ConcurrentChange


def _change_releases(session: Session, prepared: PreparedPublication) -> None:
    rows = [
        {
            "release": release.id,
            "seen": release.lock,
            **{f"new_{name}": value for name, value in change.items()},
        }
        for release, change in zip(prepared.releases, prepared.changes, strict=True)
    ]
    # Several are locked before: only one alone can be another than it was, and then stays so.
    if session.connection().execute(_CHANGE, rows).rowcount != len(rows):
        raise ConcurrentChange
    for release, change in zip(prepared.releases, prepared.changes, strict=True):
        for name, value in change.items():
            set_committed_value(release, name, value)


def _change_of(release: Release, by: Actor) -> Mapping[str, Any]:
    return {
        "state": State.PUBLISHED,
        "slug_fixed": True,
        "lock": release.lock + 1,
        "live_revision": release.revision,
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
