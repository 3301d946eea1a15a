"""Saves the drafts of an import as releases, and publishes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.base.ids import new_id
from app.importers.draft import ImportedDraft
from app.importers.loading.matching import body_digest, digest, own_key, title_digest
from app.importers.loading.models import ImportedItem
from app.importers.loading.report import DraftOutcome, Fate
from app.releases import preflight
from app.releases.acts import workflow
from app.releases.acts.queries import content_of, get_for_change
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import Release
from app.releases.states import Act, State, becomes_public

# Begins the digest of a source's words, so that it is never taken for one of another form.
WORDS = "words:"


@dataclass(frozen=True)
class ImportOrder:
    """Source of an import, who imports, and whether to publish."""

    source: str
    by: Actor
    publish: bool


def save(
    session: Session,
    order: ImportOrder,
    draft: ImportedDraft,
    content: Content,
    item: ImportedItem | None,
) -> tuple[Release, DraftOutcome]:
    """Save a draft as a new release, or as a new revision of the release of `item`.

    Raises PreflightFailed for a public release whose new words cannot be public.
    """
    if item is None:
        release = _begin(session, order, draft, content)
        return release, DraftOutcome.made("created", draft, release, content)
    return _renew(session, order, draft, content, item)


def publish_each(session: Session, releases: Mapping[int, Release], by: Actor) -> dict[int, str]:
    """Publish the releases. Returns by key why one could not be published and stays a draft."""
    reasons: dict[int, str] = {}
    ready: list[Release] = []
    for key, release in releases.items():
        if found := preflight.errors(content_of(session, release), by.at):
            reasons[key] = f"stays a draft: {found[0].detail}"
        else:
            ready.append(release)
    if ready:
        workflow.publish_many(session, ready, by)
    return reasons


def _begin(session: Session, order: ImportOrder, draft: ImportedDraft, content: Content) -> Release:
    release = workflow.draft(session, new_id(), content, order.by)
    key = own_key(draft)
    if session.get(ImportedItem, (order.source, key)) is not None:
        # Another release, whose words have changed since, was first read with this key.
        key = digest(key, str(release.id))
    session.add(
        ImportedItem(
            source=order.source,
            key=key,
            release_id=release.id,
            title_digest=title_digest(draft),
            body_digest=body_digest(draft),
            content_digest=_words_digest(draft, content),
            revision=release.revision,
            imported_at=order.by.at,
        )
    )
    session.flush()
    return release


def _renew(
    session: Session,
    order: ImportOrder,
    draft: ImportedDraft,
    content: Content,
    item: ImportedItem,
) -> tuple[Release, DraftOutcome]:
    release = get_for_change(session, item.release_id)
    before = content_of(session, release)
    if item.source != order.source:
        # Keep what this page does not name.
        content = content.model_copy(
            update={
                "organisation": content.organisation or before.organisation,
                "source_url": content.source_url or before.source_url,
            }
        )
    words = _words_digest(draft, content)
    if item.content_digest == words or _is_of_an_older_form(item, draft):
        item.content_digest = words
        return release, DraftOutcome.made("unchanged", draft, release, content)
    to_be_public = becomes_public(State(release.state), Act.EDIT) and not order.publish
    if release.revision != item.revision or release.state == State.WITHDRAWN or to_be_public:
        # An editor has changed it since: report the new words of the page, do not write them. Nor
        # those that would become public by themselves, where nothing was to be published.
        return release, DraftOutcome.made("kept", draft, release, content)
    if content.published_at is None and content.date is None:
        content = content.model_copy(update={"sort_at": before.sort_at})
    public = order.publish and release.state == State.PUBLISHED
    if public:
        preflight.require(content, order.by.at)
    workflow.edit(session, release, content, order.by, before=before)
    changed = release.revision != item.revision
    if public and changed:
        workflow.update(session, release, order.by)
    item.title_digest = title_digest(draft)
    item.body_digest = body_digest(draft)
    item.content_digest = words
    item.revision = release.revision
    item.imported_at = order.by.at
    session.add(item)
    session.flush()
    fate: Fate = "updated" if changed else "unchanged"
    return release, DraftOutcome.made(fate, draft, release, content)


def _is_of_an_older_form(item: ImportedItem, draft: ImportedDraft) -> bool:
    """Whether the digest of an unchanged release was made before it was one of words alone."""
    unchanged = (item.title_digest, item.body_digest) == (title_digest(draft), body_digest(draft))
    return unchanged and not item.content_digest.startswith(WORDS)


def _words_digest(draft: ImportedDraft, content: Content) -> str:
    """Digest of what the source says of a release.

    What the importer infers is no part of it: the place in the page, a year taken from a neighbour,
    places and themes. So nothing that stands above or below a release changes it.
    """
    organisation = content.organisation.name if content.organisation else ""
    return WORDS + digest(
        organisation,
        content.source_url or "",
        content.language,
        draft.category or "",
        draft.title,
        draft.subtitle or "",
        draft.date_line or "",
        draft.dateline_raw or "",
        *(paragraph.text for paragraph in draft.body),
        "related",
        *(paragraph.text for paragraph in draft.related),
    )
