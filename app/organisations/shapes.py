"""The public shape of an organisation in a release."""

import json
from collections.abc import Sequence
from typing import Any

from app.base.language import look_up
from app.contacts.contact import PressContact
from app.organisations.models import OrganisationRow


def describe(
    row: OrganisationRow, above: Sequence[OrganisationRow], language: str
) -> dict[str, Any]:
    """Returns `{id, name, names, home_page, logo, ancestors}`; `name` in `language` if known.

    `ancestors` are `{id, name, names}`, the nearest first.
    """
    return {
        **refer(row, language),
        "home_page": row.home_page,
        "logo": row.logo,
        "ancestors": [refer(wider, language) for wider in above],
    }


def contacts_of(row: OrganisationRow) -> tuple[PressContact, ...]:
    """Returns the contacts of an organisation, also those that partners alone may know."""
    return tuple(PressContact.model_validate(one) for one in json.loads(row.contacts or "[]"))


def refer(row: OrganisationRow, language: str) -> dict[str, Any]:
    """Returns `{id, name, names}`: a reference to an organisation."""
    names: dict[str, str] = json.loads(row.names)
    tag = look_up([language], names)
    return {"id": row.id, "name": names[tag] if tag else row.name, "names": names}
