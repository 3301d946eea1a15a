"""Reads the public document of another installation as content of a release here."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from app.base.json_body import pointer
from app.base.problems import Fault, Invalid
from app.base.wire import format_instant, parse_instant
from app.contacts.contact import Contact
from app.organisations.models import OrganisationRow
from app.places.queries import find_places
from app.published.date_order import undated_place
from app.published.document import KINDS, DatePrecision, PlaceRole
from app.releases.content import Content
from app.releases.desk.intake import content_from
from app.releases.desk.schemas import ReleaseInput
from app.themes.queries import find_themes

# Members that mean the same there and here.
_SAME = ("language", "title", "subtitle", "body_html", "contacts", "links", "story_id")


def content_of_document(
    session: Session, document: Mapping[str, Any], default_language: str
) -> Content:
    """Returns the content that makes the same document here.

    Places and themes that are not known here are left out, and named in a note for editors. Raises
    Invalid for what cannot be saved.
    """
    about = [place for place in document["locations"] if PlaceRole.ABOUT in place["roles"]]
    places = [place["id"] for place in about]
    dateline = document["dateline"]
    named = dateline and dateline["location"] and dateline["location"]["id"]
    known_places = find_places(session, [*places, *([named] if named else [])], hidden=True)
    themes = [theme["id"] for theme in document["themes"]]
    known_themes = find_themes(session, themes)
    known = {name for found in (known_places, known_themes) for name in found if found[name]}
    unknown = [name for name in (*places, *themes) if name not in known]
    members = {
        **{name: document[name] for name in _SAME},
        "organisation": _named(session, document["organisation"]),
        # A document of an older server has no partners.
        "partners": [_named(session, partner) for partner in document.get("partners", ())],
        "kind": document["kind"] if document["kind"] in KINDS else "press_release",
        "summary": None if document["summary_derived"] else document["summary"],
        "dateline": dateline
        and {
            "text": dateline["text"],
            "location": named if named and known_places.get(named) else None,
        },
        "locations": [name for name in places if known_places.get(name)],
        "themes": [name for name in themes if known_themes.get(name)],
        "usage_terms": document["usage_terms"],
        "source_url": document["source_url"] or document["url"],
        "internal_note": f"Not known here: {', '.join(unknown)}." if unknown else None,
        **_date(document),
    }
    try:
        given = ReleaseInput.model_validate(members)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise Invalid([Fault(fault["msg"], pointer(fault["loc"])) for fault in faults]) from None
    contacts = [Contact.model_validate(contact) for contact in document["contacts"]]
    return content_from(session, given, default_language=default_language, known_contacts=contacts)


def _named(session: Session, organisation: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Returns an organisation as an editor names it; one that is known here is called as here."""
    if organisation is None:
        return None
    known = session.get(OrganisationRow, organisation["id"]) is not None
    return {"id": organisation["id"]} | ({} if known else {"name": organisation["name"]})


def _date(document: Mapping[str, Any]) -> dict[str, Any]:
    precision = document["date_precision"]
    if precision == DatePrecision.EXACT:
        return {"published_at": document["published_at"]}
    if precision != DatePrecision.UNKNOWN:
        return {"date": document["date"]}
    return {
        "date_precision": precision,
        "date_bounds": document["date_bounds"],
        "sort_at": format_instant(undated_place(parse_instant(document["first_public_at"]))),
    }
