"""Releases on their way into the public: rendered, stored for readers, told by the change log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel

from app.auth.audit import Entry, write_entries
from app.changes import log
from app.changes.log import ChangeKind
from app.db.write import Write
from app.published.document import Correction, Place
from app.published.store import writer
from app.published.store.prepared import prepare, prepare_with_words
from app.releases import audit
from app.releases.acts import rendering, slugs
from app.releases.acts.known_names import KnownNames, names_that_stand
from app.releases.acts.queries import contents_of, histories_of
from app.releases.audit import By
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.preflight import checks
from app.releases.states import Act

ACTS = {
    ChangeKind.PUBLISHED: Act.PUBLISH,
    ChangeKind.UPDATED: Act.UPDATE,
    ChangeKind.CORRECTED: Act.CORRECT,
}
# What going public changes of a release.
_CHANGED = (
    *("state", "slug_fixed", "lock", "live_revision", "public_version", "first_public_at"),
    *("updated_at", "scheduled_at", "scheduled_local", "scheduled_zone", "held_back"),
)
_RELEASES = SQLModel.metadata.tables["release"]
# Made once: to build a statement takes longer than to run it.
_CHANGE = Write(
    update(_RELEASES)
    .where(_RELEASES.c.id == bindparam("release"), _RELEASES.c.lock == bindparam("seen"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)
_ACTED = Write(insert(SQLModel.metadata.tables["public_act"]))


class Overtaken(Exception):
    """Something changed between a look without the log's lock and the lock."""


@dataclass(frozen=True)
class Debut:
    """A release on its way into the public, as what, and the instant it was to be there."""

    release: Release
    kind: ChangeKind
    correction: Correction | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Outgoing:
    """Releases that can go out: whatever can be made before the log is locked."""

    releases: Sequence[Release]
    contents: Mapping[UUID, Content]
    acts: Sequence[PublicAct]
    publications: Sequence[writer.Publication]
    entries: Sequence[Entry]
    # Places of the documents that the database may still lack, or hide from readers.
    places: Mapping[str, Place]


def go_public(session: Session, debuts: Sequence[Debut], by: By) -> Mapping[UUID, Content]:
    """Make the newest words of releases public, in as many statements as for one; answers them.

    Raises PreflightFailed for words that cannot be public.
    """
    slugs.settle(session, [debut.release for debut in debuts])
    outgoing = make_ready(session, debuts, by, names_that_stand(session))
    send(session, outgoing)
    return outgoing.contents


def make_ready(
    session: Session,
    debuts: Sequence[Debut],
    by: By,
    known: KnownNames | None,
    *,
    analysed: bool = False,
    copying: bool = True,
) -> Outgoing:
    """Read the words of releases, and make all that is stored of them; writes places at most.

    `analysed`: their words for the full text too. Raises PreflightFailed.
    """
    releases = [debut.release for debut in debuts]
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    contents = contents_of(session, releases, known)
    histories = histories_of(session, releases)
    reference = rendering.reference_for(session, contents.values(), copying=copying, known=known)
    acts, publications, entries = [], [], []
    for debut in debuts:
        release, content = debut.release, contents[debut.release.id]
        checks.require(content, by.at)
        act = _act_of(debut, by)
        entries.append(audit.changed(release, ACTS[debut.kind], by))
        history = [*histories[release.id], act]
        document = rendering.render(release, history, content, reference, by.zone)
        sort_at = rendering.sort_instant(content, history[0])
        note = debut.correction.note if debut.correction else None
        made = (
            prepare_with_words(document, sort_at, debut.kind, is_sqlite=is_sqlite)
            if analysed
            else prepare(document, sort_at, debut.kind)
        )
        acts.append(act)
        publications.append(writer.Publication(document, sort_at, debut.kind, note, made))
    places = {} if copying else reference.not_known
    return Outgoing(releases, contents, acts, publications, entries, places)


def send(session: Session, outgoing: Outgoing, numbers: Sequence[int] | None = None) -> None:
    """Write what is ready. `numbers` are those that `log.hold` gave for it, where it was called.

    Raises Overtaken when a release is not as it was.
    """
    numbers = numbers or log.take_numbers(session, len(outgoing.acts))
    _change(session, outgoing.releases)
    write_entries(session, outgoing.entries)
    writer.put_many(session, outgoing.publications, numbers)
    rows = [
        {**act.model_dump(), "seq": number}
        for act, number in zip(outgoing.acts, numbers, strict=True)
    ]
    _ACTED.run(session.connection(), rows)


def send_if_unchanged(session: Session, outgoing: Outgoing, known: KnownNames) -> None:
    """Lock the log, and write what was made ready without it, from names in `known`.

    Raises Overtaken, with the log locked and nothing written, when something changed meanwhile.
    """
    numbers = log.take_numbers(session, len(outgoing.acts))
    try:
        stands = session.info[log.VOCABULARY] == known.vocabulary
        if not stands or slugs.are_taken(session, outgoing.releases):
            raise Overtaken
        if not rendering.lend_places(session, outgoing.places):
            raise Overtaken
        send(session, outgoing, numbers)
    except Overtaken:
        log.hold(session, -len(numbers))
        raise


def _change(session: Session, releases: Sequence[Release]) -> None:
    changes = [
        {
            "release": release.id,
            "seen": release.lock - 1,
            **{f"new_{name}": getattr(release, name) for name in _CHANGED},
        }
        for release in releases
    ]
    if _CHANGE.run(session.connection(), changes) != len(releases):
        raise Overtaken
    for release in releases:
        for name in _CHANGED:
            set_committed_value(release, name, getattr(release, name))


def _act_of(debut: Debut, by: By) -> PublicAct:
    release = debut.release
    release.public_version += 1
    release.live_revision = release.revision
    release.first_public_at = release.first_public_at or by.at
    release.slug_fixed = True
    note = debut.correction.model_dump_json() if debut.correction else None
    return public_act(release, debut.kind, by, release.slug, note, debut.due_at)


def public_act(
    release: Release,
    kind: ChangeKind,
    by: By,
    slug: str,
    note: str | None,
    due_at: datetime | None = None,
) -> PublicAct:
    """The row of an act that the public sees; the log's number is put in when it is known."""
    assert release.live_revision is not None
    return PublicAct(
        release_id=release.id,
        version=release.public_version,
        kind=kind,
        at=by.at,
        due_at=due_at,
        author=by.author,
        revision=release.live_revision,
        slug=slug,
        seq=0,
        note=note,
    )
