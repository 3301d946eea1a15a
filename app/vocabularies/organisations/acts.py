"""The acts of editors on organisations: one function each. None of them commits.

Each is called with the lock of the change log held, as those on places and themes are.
"""

import json
from typing import Any

from sqlmodel import Session, col, select

from app.auth.audit import write_entry
from app.auth.caller import Caller
from app.auth.models import ApiKey
from app.base.problems import (
    FORBIDDEN,
    Fault,
    Invalid,
    Problem,
    excerpt,
)
from app.base.text import slugify
from app.organisations.models import OrganisationRow
from app.organisations.queries import MAX_LEVELS, Organisations, make_public, read_organisations
from app.published.terms import ORGANISATION, PARTNER
from app.releases.acts.rerender import find_having, rerender
from app.releases.audit import Actor
from app.releases.models import Release, Revision
from app.vocabularies.organisations.mapping import members_of
from app.vocabularies.organisations.schemas import OrganisationCreate, OrganisationMembers

# What documents show of an organisation.
_SHOWN = frozenset({"name", "names", "home_page", "logo", "parent_id"})
_MOVED = "Where an organisation stands is said with a key that is limited to none."


def add(session: Session, given: OrganisationCreate, by: Actor, language: str) -> OrganisationRow:
    """Make an organisation; readers know of it once a release that names it is public.

    Without an id it gets one from its name. Raises Invalid.
    """
    known = read_organisations(session)
    organisation_id = given.id or slugify(given.name) or "organisation"
    if known.find(organisation_id) is not None:
        detail = f"An organisation has the id {organisation_id!r}."
        raise Invalid.of(detail, pointer="/id" if given.id else "/name")
    _check_parent(known, None, given.parent)
    members = members_of(None, given, language)
    row = OrganisationRow(id=organisation_id, **members, created_at=by.at, updated_at=by.at)
    session.add(row)
    _record(session, "add", row, by)
    return row


def change(
    session: Session,
    row: OrganisationRow,
    given: OrganisationMembers,
    by: Actor,
    *,
    caller: Caller,
    language: str,
) -> None:
    """Rename an organisation, make it part of another, or tell more of it.

    Documents that show what changed are rendered anew. Raises Invalid, and Forbidden where a key of
    one organisation moves it.
    """
    members = members_of(row, given, language)
    changed = {name for name, value in members.items() if getattr(row, name) != value}
    if not changed:
        return
    if "parent_id" in changed:
        if caller.organisation is not None:
            raise Problem(FORBIDDEN, _MOVED)
        _check_parent(read_organisations(session), row, given.parent)
    before = row.name
    row.sqlmodel_update({**members, "lock": row.lock + 1, "updated_at": by.at})
    session.flush()
    rendered = 0
    if changed & _SHOWN:
        if row.is_public:
            make_public(session, [above.id for above in read_organisations(session).above(row.id)])
        terms = (f"{ORGANISATION}{row.id}", f"{PARTNER}{row.id}")
        note = _note(before, row, changed)
        rendered = rerender(session, find_having(session, terms), by, note=note)
    _record(session, "edit", row, by, members=sorted(changed), rendered=rendered)


def remove(session: Session, row: OrganisationRow, by: Actor) -> None:
    """Delete an organisation that nothing names. Raises Invalid for another.

    One statement reads the texts of all revisions.
    """
    if used := _use_of(session, row.id):
        raise Invalid.of(f"{used} {row.id!r}.", pointer="")
    _record(session, "delete", row, by)
    session.delete(row)
    session.flush()


def _use_of(session: Session, organisation_id: str) -> str | None:
    # In the text of a body the quotation marks would be escaped: this is an id.
    written = f'{{"id":{json.dumps(organisation_id)},"name":'
    asked = (
        (
            "An organisation is part of",
            select(OrganisationRow.id).where(OrganisationRow.parent_id == organisation_id),
        ),
        (
            "A release was issued by",
            select(Release.id).where(Release.organisation_id == organisation_id),
        ),
        (
            "A key is limited to",
            select(ApiKey.id).where(
                ApiKey.organisation == organisation_id, col(ApiKey.revoked_at).is_(None)
            ),
        ),
        (
            "A revision names",
            select(Revision.number).where(col(Revision.content).contains(written, autoescape=True)),
        ),
    )
    return next((use for use, one in asked if session.exec(one.limit(1)).first() is not None), None)


def _check_parent(known: Organisations, row: OrganisationRow | None, value: str | None) -> None:
    """Raises Invalid for an unknown parent, and for one that is part of `row`."""
    if value is None:
        return
    parent = known.find(value)
    if parent is None:
        detail = f"There is no organisation {excerpt(value)!r}."
        raise Invalid([Fault(detail, "/parent", suggestion=known.nearest(value))])
    above = [parent, *known.above(parent.id)]
    if row is not None and row.id in {one.id for one in above}:
        raise Invalid.of(f"{parent.id!r} is part of {row.id!r}.", pointer="/parent")
    levels = len(above) + (1 if row is None else known.levels(row.id))
    if levels > MAX_LEVELS:
        detail = f"The tree would have {levels} levels; {MAX_LEVELS} are the most."
        raise Invalid.of(detail, pointer="/parent")


def _record(session: Session, act: str, row: OrganisationRow, by: Actor, **details: Any) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.author,
        act=f"{act}-organisation",
        subject=("organisation", row.id),
        organisation=row.id,
        request_id=by.request_id,
        details={"lock": row.lock, **details},
    )
    session.flush()


def _note(before: str, row: OrganisationRow, changed: set[str]) -> str:
    if before != row.name:
        return f"The organisation “{before}” is now called “{row.name}”."
    if "parent_id" in changed:
        return f"The organisation “{row.name}” is part of another."
    return f"The organisation “{row.name}” is described otherwise."
