"""Turns what an editor sent into content: names become ids, HTML becomes safe, faults are named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.base.problems import Fault, Invalid, excerpt
from app.base.text import nearest
from app.contacts.contact import Contact, PressContact
from app.contacts.intake import contacts_from
from app.media.queries import find_files
from app.places.place import PlaceRecord
from app.places.queries import find_places, nearest_places
from app.places.reading.resolve import resolve_text
from app.published.document import DateBounds, DatePrecision, Link
from app.releases.content import (
    Content,
    DatelineContent,
    MediaUse,
    ThemeAssignment,
    date_span,
    reduced,
)
from app.releases.desk.schemas import KINDS, ReleaseInput
from app.releases.desk.signing import read_signing
from app.releases.sanitiser import CleanBody, clean, from_text
from app.themes.queries import find_themes, list_themes

# Of names that are not known; the others are told without a suggestion.
MAX_SUGGESTIONS = 10


@dataclass
class _Intake:
    given: ReleaseInput
    places: Mapping[str, PlaceRecord | None]
    themes: Mapping[str, Any]
    # Whether the one who writes may name places that no public release has had.
    hidden: bool
    faults: list[Fault] = field(default_factory=list)
    # The place of the dateline, when it is known.
    dateline_place: PlaceRecord | None = None


def content_from(
    session: Session,
    given: ReleaseInput,
    *,
    default_language: str,
    before: Content | None = None,
    limit: str | None = None,
    body_stays: bool = False,
    known_contacts: Iterable[Contact] = (),
) -> Content:
    """The content that `given` describes. `before` tells which themes a rule had assigned.

    One who writes for the organisation `limit` alone signs as it; what is hidden does not exist for
    it, save in `before`. With `body_stays` the body is that of `before`. Telephone numbers of
    `known_contacts` stay as they were read. Raises Invalid for all that it cannot find.
    """
    intake = _intake_of(session, given, before, hidden=limit is None)
    signing = read_signing(session, given, before, limit, given.language or default_language)
    published_at, day, precision = _date(given)
    body = CleanBody(before.body_html, before.left_out) if before and body_stays else _body(given)
    content = Content(
        kind=_kind(intake),
        language=signing.language,
        title=given.title,
        subtitle=given.subtitle,
        summary=given.summary,
        body_html=body.html,
        left_out=body.left_out,
        dateline=_dateline(session, intake),
        locations=_locations(intake),
        themes=_themes(session, intake, before),
        published_at=published_at,
        date=day,
        date_precision=precision,
        date_bounds=_as(DateBounds, given.date_bounds),
        sort_at=given.sort_at,
        organisation=signing.issuer(given.organisation),
        partners=signing.partners(given.partners),
        contacts=_contacts(intake, before, known_contacts) if given.contacts else (),
        links=tuple(_as(Link, link) for link in given.links),
        media=_media(session, intake, before, limit) if given.media else (),
        usage_terms=given.usage_terms,
        source_url=given.source_url,
        story_id=given.story_id,
        based_on_revision=given.based_on_revision,
        internal_note=given.internal_note,
    )
    if faults := [*intake.faults, *signing.faults]:
        raise Invalid(faults)
    return content


def _intake_of(
    session: Session, given: ReleaseInput, before: Content | None, *, hidden: bool
) -> _Intake:
    """Returns `given` with the places and themes that it names."""
    asked = [*given.locations]
    if given.dateline and given.dateline.location:
        asked.append(given.dateline.location)
    places = find_places(session, asked, hidden=hidden) if asked else {}
    if not hidden and (kept := _places_of(before).intersection(asked)):
        # By its id a place stays that stood in the words before.
        places |= find_places(session, kept, hidden=True)
    return _Intake(
        given, places, find_themes(session, given.themes) if given.themes else {}, hidden
    )


def as_input(content: Content) -> dict[str, Any]:
    """The members of `ReleaseInput` that give `content` again: what GET shows and PUT takes."""
    members = content.model_dump(mode="json")
    del members["left_out"], members["translation_of"]
    members["themes"] = [theme.id for theme in content.themes]
    members["locations"] = list(content.locations)
    return members


def _as(shape: Any, given: Any) -> Any:
    return None if given is None else shape.model_validate(given.model_dump())


def _kind(intake: _Intake) -> str:
    kind = intake.given.kind
    if kind not in KINDS:
        known = ", ".join(KINDS)
        intake.faults.append(
            Fault(
                f"{excerpt(kind)!r} is no kind of release; there are {known}.",
                "/kind",
                suggestion=nearest(kind, KINDS),
            )
        )
    return kind


def _body(given: ReleaseInput) -> CleanBody:
    if given.body_html is not None:
        return clean(given.body_html)
    return CleanBody(from_text(given.body_text or ""))


def _dateline(session: Session, intake: _Intake) -> DatelineContent | None:
    given = intake.given.dateline
    if given is None:
        return None
    if "location" not in given.model_fields_set:
        intake.dateline_place = resolve_text(
            session, given.text, context=intake.given.title, hidden=intake.hidden
        )
    elif given.location is not None:
        intake.dateline_place = _known_place(intake, given.location, "/dateline/location")
    place_id = intake.dateline_place.id if intake.dateline_place else None
    return DatelineContent(text=given.text, location=place_id)


def _contacts(
    intake: _Intake, before: Content | None, known: Iterable[Contact]
) -> tuple[PressContact, ...]:
    """The contacts; numbers in national form are of the dateline's country, which is read first.

    Numbers of contacts in `before` and of `known` ones stay as they were read.
    """
    place = intake.dateline_place
    country = place.country if place else None
    kept = (*known, *(before.contacts if before else ()))
    return contacts_from(intake.given.contacts, intake.faults, country=lambda: country, kept=kept)


def _locations(intake: _Intake) -> tuple[str, ...]:
    found = [
        _known_place(intake, value, f"/locations/{number}")
        for number, value in enumerate(intake.given.locations)
    ]
    # Two spellings of one place are one place.
    return tuple(dict.fromkeys(place.id for place in found if place))


def _known_place(intake: _Intake, value: str, pointer: str) -> PlaceRecord | None:
    place = intake.places.get(value)
    if place is None:
        # To look for one takes a hundredth of a second.
        near = nearest_places(value, 1) if len(intake.faults) < MAX_SUGGESTIONS else []
        intake.faults.append(
            Fault(
                f"No place is known as {excerpt(value)!r}; give an id, an ISO 3166 code or a slug.",
                pointer,
                suggestion=near[0] if near else None,
            )
        )
        return None
    return place


def _places_of(content: Content | None) -> set[str]:
    if content is None:
        return set()
    dateline = content.dateline.location if content.dateline else None
    return {*content.locations, *([dateline] if dateline else [])}


def _themes(
    session: Session, intake: _Intake, before: Content | None
) -> tuple[ThemeAssignment, ...]:
    was = {theme.id: theme.assigned_by for theme in before.themes} if before else {}
    found: dict[str, ThemeAssignment] = {}
    for number, value in enumerate(intake.given.themes):
        theme = intake.themes.get(value)
        if theme is None:
            intake.faults.append(
                Fault(
                    f"There is no theme {excerpt(value)!r}.",
                    f"/themes/{number}",
                    suggestion=nearest(value, (theme.id for theme in list_themes(session))),
                )
            )
        elif theme.retired and theme.id not in was:
            intake.faults.append(
                Fault(
                    f"The theme {excerpt(theme.id)!r} is retired: releases keep it, but no other"
                    " gets it.",
                    f"/themes/{number}",
                    suggestion=theme.parent_id,
                )
            )
        else:
            found[theme.id] = ThemeAssignment(id=theme.id, assigned_by=was.get(theme.id, "person"))
    return tuple(found.values())


def _media(
    session: Session, intake: _Intake, before: Content | None, limit: str | None
) -> tuple[MediaUse, ...]:
    given = intake.given.media
    kept = {use.file for use in before.media} if before else set()
    found = find_files(session, {use.file for use in given})
    named: set[UUID] = set()
    for number, use in enumerate(given):
        file, pointer = found.get(use.file), f"/media/{number}/file"
        is_theirs = file is not None and limit not in (None, file.organisation)
        if file is None or (is_theirs and file.id not in kept):
            detail = f"There is no file {use.file}. Upload it first, and give its id."
            intake.faults.append(Fault(detail, pointer))
        elif use.file in named:
            intake.faults.append(Fault("This file stands before already. Name it once.", pointer))
        named.add(use.file)
    return tuple(_as(MediaUse, use) for use in given)


def _date(given: ReleaseInput) -> tuple[Any, str | None, DatePrecision]:
    """Instant, reduced date and precision, of which the wire gives one or two."""
    asked = given.date_precision
    if given.date is not None:
        precision = date_span(given.date)[2]
        if asked not in (None, precision):
            raise Invalid.of(
                f"{given.date!r} is known by {precision}, not {asked}.",
                pointer="/date_precision",
                suggestion=precision,
            )
        return None, given.date, precision
    if given.published_at is not None and asked not in (None, DatePrecision.EXACT):
        return None, reduced(given.published_at, asked), asked
    if asked not in (None, DatePrecision.EXACT, DatePrecision.UNKNOWN):
        raise Invalid.of(f"A date known by {asked} has to be given as `date`.", pointer="/date")
    return given.published_at, None, asked or DatePrecision.EXACT
