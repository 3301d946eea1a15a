"""Renders working copies as public documents: the only place where the two meet."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from app.base.clock import in_zone
from app.base.ids import story_of
from app.changes.log import ChangeKind
from app.contacts.contact import public_contacts
from app.published.date_order import dated_place, undated_place
from app.published.document import (
    Correction,
    Dateline,
    DatePrecision,
    Place,
    PlaceRole,
    PublicRelease,
    ReleasePlace,
    ReleaseTheme,
    Translation,
)
from app.releases.acts.reference import Reference, named_places
from app.releases.body import derived_summary, to_text
from app.releases.content import Content, date_span
from app.releases.media import shown_media
from app.releases.models import PublicAct, Release

# Who assigned a theme, where two that became one say it differently: a person knows better.
PERSON = "person"


def render(
    release: Release,
    history: Sequence[PublicAct],
    content: Content,
    reference: Reference,
    zone: ZoneInfo,
    translations: tuple[Translation, ...] = (),
) -> PublicRelease:
    """The public document after the last act of `history`, whose words are `content`.

    The same arguments give the same document, byte for byte: `rebuild` stands on that.
    """
    newest = history[-1]
    text = to_text(content.body_html)
    published_at, day = _dates(content, history[0], zone)
    return PublicRelease(
        id=release.id,
        story_id=story_of(content.story_id or release.id),
        slug=newest.slug,
        version=newest.version,
        kind=content.kind,
        language=content.language,
        title=content.title,
        subtitle=content.subtitle,
        summary=content.summary or derived_summary(text),
        summary_derived=content.summary is None and bool(text),
        body_html=content.body_html,
        body_text=text,
        dateline=_dateline(content, reference),
        locations=_places(content, reference),
        themes=_themes(content, reference),
        published_at=published_at,
        date=day,
        date_precision=content.date_precision,
        date_bounds=content.date_bounds,
        first_public_at=history[0].at,
        modified_at=newest.at,
        translations=translations,
        correction=_newest_correction(history),
        usable=True,
        usable_from=None,
        organisation=reference.issuer(content),
        partners=tuple(reference.show(each, content.language) for each in content.partners),
        contacts=public_contacts(found) if (found := reference.contacts(content)) else (),
        links=content.links,
        media=shown_media(content, reference.files) if content.media else (),
        usage_terms=content.usage_terms,
        source_url=content.source_url,
    )


def next_act(
    release: Release,
    kind: ChangeKind,
    *,
    at: datetime,
    author: str = "",
    revision: int | None = None,
    slug: str | None = None,
    due_at: datetime | None = None,
    note: str | None = None,
) -> PublicAct:
    """The next public act on `release`: on its newest words, unless `revision` says which.

    Its number in the change log is put in when it is known.
    """
    return PublicAct(
        release_id=release.id,
        version=release.public_version + 1,
        kind=kind,
        at=at,
        due_at=due_at,
        author=author,
        revision=revision or release.revision,
        slug=slug or release.slug,
        seq=0,
        note=note,
    )


def sort_instant(content: Content, debut: PublicAct) -> datetime:
    """The place of a release in date order: its date, else a given place, else its debut.

    One that is said to be undated, and has no place, stands after all that are dated.
    """
    if content.published_at is not None:
        return dated_place(content.published_at)
    if content.date is not None:
        return dated_place(_first_instant(content.date))
    public_since = debut.due_at or debut.at
    if content.date_precision is DatePrecision.UNKNOWN:
        return content.sort_at or undated_place(public_since)
    return content.sort_at or public_since


def _dates(
    content: Content, debut: PublicAct, zone: ZoneInfo
) -> tuple[datetime | None, str | None]:
    if content.date_precision is DatePrecision.UNKNOWN:
        return None, None
    if content.date is not None:
        return _first_instant(content.date), content.date
    instant = content.published_at or debut.due_at or debut.at
    return instant, in_zone(instant, zone).date().isoformat()


def _first_instant(reduced_date: str) -> datetime:
    # Midnight UTC, so that a day known without a time keeps its number in every output.
    return datetime.combine(date_span(reduced_date)[0], time(), UTC)


def _dateline(content: Content, reference: Reference) -> Dateline | None:
    if content.dateline is None:
        return None
    place_id = content.dateline.location
    return Dateline(
        text=content.dateline.text,
        location=reference.places[place_id] if place_id else None,
    )


def _places(content: Content, reference: Reference) -> tuple[ReleasePlace, ...]:
    """The dateline's place first, then what the release is about; a place stands once."""
    places: dict[str, Place] = {}
    roles: dict[str, list[PlaceRole]] = {}
    for place_id, role in named_places(content):
        # A place that was merged is shown as the other: two names can have become one place.
        place = reference.places[place_id]
        places[place.id] = place
        had = roles.setdefault(place.id, [])
        if role not in had:
            had.append(role)
    return tuple(
        ReleasePlace(**dict(places[place_id]), roles=tuple(found))
        for place_id, found in roles.items()
    )


def _themes(content: Content, reference: Reference) -> tuple[ReleaseTheme, ...]:
    """The themes in the order of the content; one that was merged is shown as the other."""
    shown: dict[str, ReleaseTheme] = {}
    for given in content.themes:
        theme = reference.show_theme(given.id, given.assigned_by, content.language)
        if theme.id not in shown or theme.assigned_by == PERSON:
            shown[theme.id] = theme
    return tuple(shown.values())


def _newest_correction(history: Sequence[PublicAct]) -> Correction | None:
    for act in reversed(history):
        if act.kind == ChangeKind.CORRECTED and act.note:
            return Correction.model_validate_json(act.note)
    return None
