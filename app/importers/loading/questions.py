"""Asks whether a new release of a page is an earlier one with other words in title and text."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from rapidfuzz import fuzz, process
from sqlmodel import Session, col, select

from app.base.text import slugify
from app.importers.draft import ImportedDraft
from app.importers.loading.models import ImportedItem
from app.importers.loading.report import DraftOutcome
from app.releases.acts.queries import content_of
from app.releases.body import to_text
from app.releases.models import Release

# Likeness in per cent from which title and text may be those of one release.
LIKE_TITLE = 85
LIKE_TEXT = 80
# Characters of the texts that are compared: time grows with the product of their lengths.
COMPARED = 10_000


def missing_from_page(session: Session, source: str, matched: Collection[UUID]) -> dict[UUID, str]:
    """Returns id and slug of the releases of a source that are no longer on its page."""
    asked = (
        select(Release.id, Release.slug)
        .join(ImportedItem, col(ImportedItem.release_id) == col(Release.id))
        .where(ImportedItem.source == source)
    )
    return {id: slug for id, slug in session.exec(asked) if id not in matched}


def with_questions(
    session: Session,
    drafts: Sequence[ImportedDraft],
    outcomes: Sequence[DraftOutcome],
    missing: Mapping[UUID, str],
) -> list[DraftOutcome]:
    """Returns the outcomes, with a question for each new release that is much like a missing one.

    Nobody but an editor can tell: a weekly bulletin is like the one before, a reworded one too.
    """
    asked = list(outcomes)
    for position, (draft, outcome) in enumerate(zip(drafts, outcomes, strict=True)):
        slug = _likest(session, draft, missing) if outcome.became == "created" else None
        if slug:
            question = f"much like /{slug}, which left the page: is it the same release?"
            reason = "; ".join(filter(None, (outcome.reason, question)))
            asked[position] = replace(outcome, reason=reason, undecided=True)
    return asked


def _likest(session: Session, draft: ImportedDraft, missing: Mapping[UUID, str]) -> str | None:
    title = slugify(draft.title)
    found = process.extractOne(title, missing, scorer=fuzz.ratio, score_cutoff=LIKE_TITLE)
    if found is None or _figures(found[0]) != _figures(title):
        return None
    slug, _likeness, release_id = found
    release = session.get(Release, release_id)
    text = to_text(content_of(session, release).body_html) if release else ""
    likeness = fuzz.ratio(text[:COMPARED], draft.body_text[:COMPARED])
    return slug if likeness >= LIKE_TEXT else None


def _figures(slug: str) -> list[str]:
    """The numbers of a title: «Bulletin 12» is not «Bulletin 13» with another word."""
    return [word for word in slug.split("-") if word.isdigit()]
