"""Makes the content of a release from a draft, by the same validation as an editor's input."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from app.base.json_body import pointer
from app.base.problems import Fault, Invalid
from app.base.settings import Settings
from app.base.text import slugify
from app.contacts.contact import Contact
from app.importers.draft import ImportedDraft
from app.places.gazetteer import shipped_gazetteer
from app.places.reading.mentions import mentioned_places
from app.places.reading.resolve import find_edited, resolve_dateline
from app.releases.content import Content, ThemeAssignment
from app.releases.desk.intake import content_from
from app.releases.desk.schemas import ReleaseInput
from app.themes.rules import Rules, suggest

# Key of a page that came with neither address nor publisher.
UNNAMED = "page:"


@dataclass(frozen=True)
class PageSource:
    """Origin of a page, part of the identity of its releases."""

    organisation: str | None = None
    url: str | None = None
    language: str = "en"

    @property
    def key(self) -> str:
        """Identifies the source: its address or, without one, its publisher."""
        return self.url or f"{UNNAMED}{slugify(self.organisation or '')}"


def content_of_draft(
    session: Session,
    draft: ImportedDraft,
    source: PageSource,
    settings: Settings,
    sort_at: datetime,
    rules: Rules,
) -> Content:
    """The content of a draft with the places and themes that were found.

    Raises Invalid if it cannot be saved.
    """
    members = {
        "kind": draft.kind,
        "language": draft.language or source.language,
        "title": draft.title,
        "subtitle": draft.subtitle,
        "summary": draft.summary,
        "body_text": draft.body_text,
        "organisation": {"name": source.organisation} if source.organisation else None,
        "contacts": [asdict(contact) for contact in draft.contacts],
        "source_url": draft.source_url or source.url,
        "internal_note": _note(draft),
        **_date(draft, sort_at),
        **_places(session, draft, draft.language or source.language),
    }
    try:
        given = ReleaseInput.model_validate(members)
    except ValidationError as error:
        raise Invalid(
            [
                Fault(fault["msg"], pointer(fault["loc"]))
                for fault in error.errors(include_url=False, include_input=False)
            ]
        ) from None
    # A number that cannot be read is kept as printed: an import refuses no words.
    contacts = [Contact(**asdict(contact)) for contact in draft.contacts]
    content = content_from(
        session, given, default_language=settings.default_language, known_contacts=contacts
    )
    found = suggest(draft.title, draft.body_text, rules)
    themes = tuple(ThemeAssignment(id=match.theme_id, assigned_by="rule") for match in found)
    return content.model_copy(update={"themes": themes})


def _places(session: Session, draft: ImportedDraft, language: str) -> dict[str, Any]:
    gazetteer = shipped_gazetteer()
    lead = f"{draft.title}\n{draft.body[0].text if draft.body else ''}"
    dateline = None
    known: list[str] = []
    if draft.dateline is not None:
        resolved = resolve_dateline(draft.dateline, gazetteer, lead, language=language)
        known = [found.location.id for found in resolved.places if found.location]
        first = draft.dateline.regions[0] if draft.dateline.regions else None
        place = find_edited(session, draft.dateline.places[:1], first) or resolved.location
        agency = f" ({draft.dateline.agency})" if draft.dateline.agency else ""
        dateline = {"text": draft.dateline.text + agency, "location": place.id if place else None}
    about = [place.id for place in mentioned_places(lead, gazetteer, language, known)]
    # A release has one dateline; it is about the other cities of that line.
    return {"dateline": dateline, "locations": list(dict.fromkeys([*known[1:], *about]))}


def _date(draft: ImportedDraft, sort_at: datetime) -> dict[str, Any]:
    published = draft.published
    if published is not None and published.instant is not None:
        return {"published_at": published.instant}
    if published is not None and published.precision in ("day", "month", "year"):
        length = {"day": 10, "month": 7, "year": 4}[published.precision]
        return {"date": published.first.isoformat()[:length]}
    bounds = draft.bounds
    return {
        "date_precision": "unknown",
        "sort_at": sort_at,
        "date_bounds": {
            "not_before": bounds.not_before.isoformat() if bounds.not_before else None,
            "not_after": bounds.not_after.isoformat() if bounds.not_after else None,
            "reason": bounds.reason,
        }
        if bounds
        else None,
    }


def _note(draft: ImportedDraft) -> str | None:
    """Note for editors with what else the page said of the release, so that no word is lost."""
    parts = []
    if draft.category:
        parts.append(f"Category on the page: {draft.category}")
    if draft.speaker:
        parts.append(f"Speaker: {draft.speaker}")
    if draft.published:
        parts.append(f"Date of publication: {draft.published.basis}")
    if draft.date_line:
        parts.append(f"Date line on the page: {draft.date_line}")
    if draft.dateline and (draft.dateline.date_text or draft.dateline.agency):
        parts.append(f"Dateline on the page: {draft.dateline.raw.strip()}")
    parts += [f"In doubt: {doubt}" for doubt in draft.doubts]
    parts += [f"Also on the page (line {text.first_line}): {text.text}" for text in draft.related]
    parts += draft.notes
    return "\n\n".join(parts)[:5_000] or None
