"""Publication: the one way by which words become public, for a person, a batch or the schedule.

What can be computed is prepared before the change log is locked. What has changed until then is
prepared again under the lock, where nothing can change any more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.base.problems import Fault, Invalid
from app.changes import log
from app.changes.log import ChangeKind
from app.published.document import Correction, PublicRelease
from app.published.models import PublishedRelease
from app.published.store import writer
from app.published.store.rows import prepare_with_words
from app.releases import audit
from app.releases.acts import rendering, rerender, slugs, stories
from app.releases.acts.prepared_publication import (
    PreparedPublication,
    PreparedRelease,
    PublicationQueue,
    commit,
)
from app.releases.acts.queries import contents_and_stories, histories_of, live_contents_of
from app.releases.acts.reference import known_names, reference_for
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
_UNCHANGED = "Nothing was changed since the release became public."


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
    reference = reference_for(session, contents.values(), copying=locked, known=known)
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
