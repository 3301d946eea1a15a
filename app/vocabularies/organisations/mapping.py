"""Turns what editors write of an organisation into columns of its row, and back."""

import json
from typing import Any

from app.base.language import UNDETERMINED
from app.organisations.models import OrganisationRow
from app.vocabularies.organisations.schemas import (
    EditorialOrganisation,
    OrganisationMembers,
    OrganisationPatch,
)


def show_organisation(row: OrganisationRow) -> EditorialOrganisation:
    """Returns the organisation as editors see it; its entity tag changes with everything in it."""
    return EditorialOrganisation(
        id=row.id,
        etag=f'"{row.lock}"',
        name=row.name,
        names=json.loads(row.names),
        other_names=json.loads(row.other_names),
        home_page=row.home_page,
        logo=row.logo,
        postal_address=row.postal_address,
        accounts=json.loads(row.accounts),
        parent=row.parent_id,
        public=row.is_public,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def patched(row: OrganisationRow, patch: OrganisationPatch) -> OrganisationMembers:
    """Returns the organisation with a merge patch on top; a null name is removed.

    Raises Invalid.
    """
    members = set(OrganisationMembers.model_fields)
    before = show_organisation(row).model_dump(mode="json", include=members)
    result: OrganisationMembers = patch.apply_to(before, kept={})
    return result


def members_of(
    row: OrganisationRow | None, given: OrganisationMembers, language: str
) -> dict[str, Any]:
    """Returns the columns that `given` makes; `language` is the newsroom's own."""
    names = _names(row, given, language)
    had = [] if row is None else [row.name, *json.loads(row.names).values()]
    called = {given.name, *names.values()}
    others = [name for name in dict.fromkeys((*given.other_names, *had)) if name not in called]
    accounts = [account.model_dump() for account in given.accounts]
    return {
        "name": given.name,
        "names": json.dumps(names, ensure_ascii=False),
        "other_names": json.dumps(others, ensure_ascii=False),
        "home_page": given.home_page,
        "logo": given.logo,
        "postal_address": given.postal_address,
        "accounts": json.dumps(accounts, ensure_ascii=False),
        "parent_id": given.parent,
    }


def _names(
    row: OrganisationRow | None, given: OrganisationMembers, language: str
) -> dict[str, str]:
    """Returns the names by language with the one that it is called by, that one first.

    A name that no language is given for takes the place of the former one, else it is in the
    newsroom's `language`, or in none that is known.
    """
    names = dict(given.names)
    tag = next((tag for tag, name in names.items() if name == given.name), None)
    if tag is None and row is not None:
        tag = next((tag for tag, name in names.items() if name == row.name), None)
    if tag is None:
        tag = UNDETERMINED if language in names else language
    return {tag: given.name} | {key: name for key, name in names.items() if key != tag}
