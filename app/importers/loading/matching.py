"""Which release a draft of a page is, when the page was imported before."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.importers.draft import ImportedDraft
from app.importers.loading.models import ImportedItem

# A missing id, the digest of an empty body: alike in all, so signs of nothing.
NOTHING = (None, "")


def digest(*parts: str) -> str:
    """SHA-256 of `parts`, cut to 128 bits: enough to tell releases apart."""
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def title_digest(draft: ImportedDraft) -> str:
    """Of the folded title."""
    return digest(draft.key.title_key)


def body_digest(draft: ImportedDraft) -> str:
    """Of the folded body; "" when there is none, since all empty bodies are alike."""
    return digest(draft.key.body_key) if draft.body else ""


def own_key(draft: ImportedDraft) -> str:
    """The source's own id; where it has none, a digest of this first reading."""
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
    """The item of each draft: the same id, else the same text, else one of headline and body.

    `whole_page` holds (title, body) digests of all drafts of the page: an item that another draft
    equals altogether is that one's, however alike a headline is. Of equal items the first one is
    taken. An item of another source than `source` is known by its text alone: two agencies give
    many a headline alike.
    """
    found: list[ImportedItem | None] = [None] * len(drafts)
    taken: set[tuple[str, str]] = set()
    for sign in SIGNS:
        by_sign: dict[Hashable, list[ImportedItem]] = {}
        for item in items:
            is_anothers = sign.partial and (item.title_digest, item.body_digest) in whole_page
            holds = sign.between_sources or item.source == source
            if holds and (item.source, item.key) not in taken and not is_anothers:
                by_sign.setdefault(sign.of_item(item), []).append(item)
        for position, draft in enumerate(drafts):
            key = sign.of_draft(draft)
            if found[position] is None and key not in NOTHING and by_sign.get(key):
                chosen = by_sign[key].pop(0)
                found[position] = chosen
                taken.add((chosen.source, chosen.key))
    return found


@dataclass(frozen=True)
class Sign:
    """One way to know a draft again; a partial one may be mistaken where a whole one is not."""

    of_draft: Callable[[ImportedDraft], Hashable | None]
    of_item: Callable[[ImportedItem], Hashable | None]
    partial: bool
    between_sources: bool


SIGNS = (
    Sign(
        lambda draft: draft.key.own_id, lambda item: item.key, partial=False, between_sources=False
    ),
    Sign(
        lambda draft: (title_digest(draft), body_digest(draft)),
        lambda item: (item.title_digest, item.body_digest),
        partial=False,
        between_sources=True,
    ),
    Sign(title_digest, lambda item: item.title_digest, partial=True, between_sources=False),
    Sign(body_digest, lambda item: item.body_digest, partial=True, between_sources=True),
)
