"""Matches the drafts of a page with the releases that earlier imports made."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import Session, select

from app.base.text import fold
from app.importers.draft import ImportedDraft
from app.importers.loading.models import ImportedItem

# A missing id and the digest of an empty body are equal in all drafts: no evidence.
NO_EVIDENCE = (None, "")


def digest(*parts: str) -> str:
    """SHA-256 of `parts`, cut to 128 bits, which is enough to distinguish releases."""
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def title_digest(draft: ImportedDraft) -> str:
    """Digest of the folded title."""
    return digest(draft.key.title_key)


def known_titles(session: Session, source: str) -> Callable[[str], bool]:
    """Returns a function that tells whether a line is the title of an imported release."""
    asked = select(ImportedItem.title_digest).where(ImportedItem.source == source)
    digests = set(session.exec(asked))
    return lambda title: bool(digests) and digest(fold(title)) in digests


def body_digest(draft: ImportedDraft) -> str:
    """Digest of the folded body, or "" for an empty one, since all empty bodies are equal."""
    return digest(draft.key.body_key) if draft.body else ""


def own_key(draft: ImportedDraft) -> str:
    """Returns the source's own id or, if it has none, a digest of this first reading."""
    key = draft.key
    if key.own_id is not None:
        return key.own_id
    return digest(key.title_key, key.body_key, str(key.occurrence_of_title))


def match(
    drafts: Sequence[ImportedDraft],
    items: Sequence[ImportedItem],
    whole_page: Collection[tuple[str, str]],
    source: str,
) -> list[ImportedItem | None]:
    """Returns the item of each draft: with the same id, else the same text, else title or body.

    `whole_page` holds the (title, body) digests of all drafts of the page. An item that equals one
    of them in both belongs to that draft, so that another draft cannot take it by its title alone.
    Of equal items the first is taken. Items of another source than `source` match by their body
    alone, since two agencies often use the same headline.
    """
    found: list[ImportedItem | None] = [None] * len(drafts)
    taken: set[tuple[str, str]] = set()
    for rule in RULES:
        by_key: dict[Hashable, list[ImportedItem]] = {}
        for item in items:
            is_of_another_draft = (
                rule.partial and (item.title_digest, item.body_digest) in whole_page
            )
            holds = rule.between_sources or item.source == source
            if holds and (item.source, item.key) not in taken and not is_of_another_draft:
                by_key.setdefault(rule.of_item(item), []).append(item)
        for position, draft in enumerate(drafts):
            key = rule.of_draft(draft)
            if found[position] is None and key not in NO_EVIDENCE and by_key.get(key):
                chosen = by_key[key].pop(0)
                found[position] = chosen
                taken.add((chosen.source, chosen.key))
    return found


@dataclass(frozen=True)
class MatchRule:
    """One way to match drafts with items. A partial rule compares the title or the body alone."""

    of_draft: Callable[[ImportedDraft], Hashable | None]
    of_item: Callable[[ImportedItem], Hashable | None]
    partial: bool
    between_sources: bool


RULES = (
    MatchRule(
        lambda draft: draft.key.own_id, lambda item: item.key, partial=False, between_sources=False
    ),
    MatchRule(
        lambda draft: (title_digest(draft), body_digest(draft)),
        lambda item: (item.title_digest, item.body_digest),
        partial=False,
        between_sources=True,
    ),
    MatchRule(title_digest, lambda item: item.title_digest, partial=True, between_sources=False),
    MatchRule(body_digest, lambda item: item.body_digest, partial=True, between_sources=True),
)
