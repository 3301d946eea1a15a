"""The public shape of an organisation in a release."""

import json
from collections.abc import Sequence
from typing import Any

from app.base.language import look_up
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


def refer(row: OrganisationRow, language: str) -> dict[str, Any]:
    """Returns `{id, name, names}`: a reference to an organisation."""
    names: dict[str, str] = json.loads(row.names)
    tag = look_up([language], names)
    return {"id": row.id, "name": names[tag] if tag else row.name, "names": names}
