"""Releases on their way into the public: rendered, stored for readers, told by the change log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.changes.log import ChangeKind
from app.published import store
from app.published.document import Correction
from app.releases import preflight, publication, slugs, trail
from app.releases.models import PublicAct, Release
from app.releases.queries import contents_of, histories_of
from app.releases.states import Act
from app.releases.trail import By

ACTS = {
    ChangeKind.PUBLISHED: Act.PUBLISH,
    ChangeKind.UPDATED: Act.UPDATE,
    ChangeKind.CORRECTED: Act.CORRECT,
}


@dataclass(frozen=True)
class Debut:
    """A release on its way into the public, as what, and the instant it was to be there."""

    release: Release
    kind: ChangeKind
    correction: Correction | None = None
    due_at: datetime | None = None


def go_public(session: Session, debuts: Sequence[Debut], by: By) -> None:
    """Make the newest words of releases public, in as many statements as for one.

    Raises PreflightFailed for words that cannot be public.
    """
    releases = [debut.release for debut in debuts]
    slugs.settle(session, releases)
    contents = contents_of(session, releases)
    histories = histories_of(session, releases)
    reference = publication.reference_for(session, contents.values())
    acts, publications = [], []
    for debut in debuts:
        release, content = debut.release, contents[debut.release.id]
        preflight.require(content, by.at)
        act = _act_of(session, debut, by)
        history = [*histories[release.id], act]
        document = publication.render(release, history, content, reference, by.zone)
        sort_at = publication.sort_instant(content, history[0])
        note = debut.correction.note if debut.correction else None
        acts.append(act)
        publications.append(store.Publication(document, sort_at, debut.kind, note))
    for act, number in zip(acts, store.put_many(session, publications), strict=True):
        act.seq = number
    session.add_all(acts)
    session.flush()


def _act_of(session: Session, debut: Debut, by: By) -> PublicAct:
    release = debut.release
    release.public_version += 1
    release.live_revision = release.revision
    release.first_public_at = release.first_public_at or by.at
    release.slug_fixed = True
    trail.change(session, release, ACTS[debut.kind], by)
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
