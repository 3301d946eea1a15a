"""Organisations as documents show them, and those that the words of a release make."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from app.auth.audit import write_entry
from app.contacts.contact import PressContact
from app.organisations.models import OrganisationRow
from app.organisations.queries import Organisations, make_organisation, read_organisations
from app.organisations.shapes import contacts_of, describe
from app.published.document import Organisation
from app.releases.audit import Actor
from app.releases.content import Content, NamedOrganisation

# An organisation in documents of one language: its id and the language.
Key = tuple[str, str]
# A newsroom knows a few hundred, in a few languages.
_MOST = 5_000


@dataclass(frozen=True)
class ShownOrganisation:
    """An organisation as documents show it, and its contacts, for releases that have none."""

    organisation: Organisation
    contacts: tuple[PressContact, ...] = ()


def named_in(content: Content) -> Iterator[NamedOrganisation]:
    """Yields the organisation that issues a release, and its partners."""
    if content.organisation is not None:
        yield content.organisation
    yield from content.partners


def keep_named(session: Session, content: Content, by: Actor) -> None:
    """Make the organisations of `content` that there are not; no statement where all were read."""
    # Of two transactions that make the same ones, in one order, the second waits for the first.
    for named in sorted(named_in(content), key=lambda named: named.id):
        if session.get(OrganisationRow, named.id) is None:
            row = make_organisation(session, named.id, named.name, content.language, by.at)
            write_entry(
                session,
                at=by.at,
                principal=by.author,
                act="add-organisation",
                subject=("organisation", row.id),
                organisation=row.id,
                request_id=by.request_id,
                details={"lock": row.lock},
            )


def shown_organisations(
    session: Session, wanted: Collection[Key], kept: dict[Key, ShownOrganisation]
) -> tuple[dict[Key, ShownOrganisation], frozenset[str]]:
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
            hidden = set(_unseen(known, shown.organisation))
            if not hidden:
                kept[key] = shown
            unseen |= hidden
            found[key] = shown
    return found, frozenset(unseen)


def _shown(known: Organisations, id: str, language: str) -> ShownOrganisation | None:
    row = known.find(id)
    if row is None:
        return None
    shown = Organisation.model_validate(describe(row, known.above(id), language))
    return ShownOrganisation(shown, contacts_of(row))


def _unseen(known: Organisations, shown: Organisation) -> Iterator[str]:
    for id in (shown.id, *(above.id for above in shown.ancestors)):
        row = known.find(id)
        if row is not None and not row.is_public:
            yield id
