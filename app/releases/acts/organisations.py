"""Organisations as documents show them, and those that the words of a release make."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlmodel import Session

from app.organisations.queries import Organisations, ensure_organisation, read_organisations
from app.organisations.shapes import describe
from app.published.document import Organisation
from app.releases.content import Content, NamedOrganisation

# An organisation in documents of one language: its id and the language.
Key = tuple[str, str]
# A newsroom knows a few hundred, in a few languages.
_MOST = 5_000


def named_in(content: Content) -> Iterator[NamedOrganisation]:
    """Yields the organisation that issues a release, and its partners."""
    if content.organisation is not None:
        yield content.organisation
    yield from content.partners


def keep_named(session: Session, content: Content, at: datetime) -> None:
    """Make the organisations of `content` that there are not; no statement where all were read."""
    for named in named_in(content):
        ensure_organisation(session, named.id, named.name, content.language, at)


def shown_organisations(
    session: Session, wanted: Collection[Key], kept: dict[Key, Organisation]
) -> tuple[dict[Key, Organisation], frozenset[str]]:
    """Returns what documents show of them, and the ids of which readers do not know yet.

    `kept` are known ones; those that readers know are put in. One statement at most.
    """
    found = {key: kept[key] for key in wanted if key in kept}
    missing = sorted(set(wanted) - found.keys())
    if not missing:
        return found, frozenset()
    known = read_organisations(session)
    if len(kept) > _MOST:
        kept.clear()
    unseen: set[str] = set()
    for key in missing:
        if shown := _shown(known, *key):
            hidden = set(_unseen(known, shown))
            if not hidden:
                kept[key] = shown
            unseen |= hidden
            found[key] = shown
    return found, frozenset(unseen)


def _shown(known: Organisations, id: str, language: str) -> Organisation | None:
    row = known.find(id)
    if row is None:
        return None
    return Organisation.model_validate(describe(row, known.above(id), language))


def _unseen(known: Organisations, shown: Organisation) -> Iterator[str]:
    for id in (shown.id, *(above.id for above in shown.ancestors)):
        row = known.find(id)
        if row is not None and not row.is_public:
            yield id
