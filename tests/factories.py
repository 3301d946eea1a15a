"""Valid things with no arguments; a test names only what it is about."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.base import ids
from app.published.document import (
    DatePrecision,
    PlaceReference,
    PlaceRole,
    PublicRelease,
    ReleasePlace,
    ReleaseTheme,
    ThemeReference,
)

PUBLISHED_AT = datetime(2024, 5, 1, 9, tzinfo=UTC)

WORLD = PlaceReference(id="001", kind="region", name="World", code="001")
WESTERN_ASIA = PlaceReference(id="145", kind="region", name="Western Asia", code="145")
TURKIYE = PlaceReference(id="TR", kind="country", name="Türkiye", code="TR")


def a_document(**changes: Any) -> PublicRelease:
    """A public release of its own id and slug, exact to the instant, about nowhere and no theme."""
    release_id: UUID = changes.get("id") or ids.new_id()
    published_at = changes.get("published_at", PUBLISHED_AT)
    base: dict[str, Any] = {
        "id": release_id,
        "story_id": release_id,
        "slug": f"release-{release_id}",
        "version": 1,
        "kind": "press_release",
        "language": "en",
        "title": "Winter supplies reach Edirne",
        "subtitle": None,
        "summary": "Blankets for 1,200 people.",
        "summary_derived": False,
        "body_html": "<p>Blankets for 1,200 people.</p>",
        "body_text": "Blankets for 1,200 people.",
        "dateline": None,
        "locations": (),
        "themes": (),
        "published_at": published_at,
        "date": published_at.date().isoformat() if published_at else None,
        "date_precision": DatePrecision.EXACT if published_at else DatePrecision.UNKNOWN,
        "date_bounds": None,
        "first_public_at": PUBLISHED_AT,
        "modified_at": PUBLISHED_AT,
        "correction": None,
        "usable": True,
        "usable_from": None,
        "organisation": None,
        "contacts": (),
        "links": (),
        "media": (),
        "usage_terms": None,
        "source_url": None,
    }
    return PublicRelease(**{**base, **changes})


def known_by_day(day: date, **changes: Any) -> PublicRelease:
    """A public release of which only the day is known."""
    return a_document(
        published_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        date=day.isoformat(),
        date_precision=DatePrecision.DAY,
        **changes,
    )


def a_place(
    place_id: str = "TR",
    *,
    roles: tuple[PlaceRole, ...] = (PlaceRole.ABOUT,),
    ancestors: tuple[PlaceReference, ...] = (),
    kind: str = "country",
) -> ReleasePlace:
    """A place of a release."""
    return ReleasePlace(
        id=place_id,
        kind=kind,
        name=place_id,
        code=place_id if kind == "country" else None,
        slug=place_id.lower().replace(":", "-"),
        country=None,
        coordinates=None,
        ancestors=ancestors,
        roles=roles,
    )


def edirne(*roles: PlaceRole) -> ReleasePlace:
    """Edirne with its country and regions; without `roles` both."""
    return ReleasePlace(
        id="geonames:747712",
        kind="city",
        name="Edirne",
        code=None,
        slug="edirne",
        country="TR",
        coordinates=None,
        ancestors=(
            PlaceReference(id="TR-22", kind="division", name="Edirne", code="TR-22"),
            TURKIYE,
            WESTERN_ASIA,
            WORLD,
        ),
        roles=roles or (PlaceRole.DATELINE, PlaceRole.ABOUT),
    )


def a_theme(theme_id: str = "health", *ancestors: str) -> ReleaseTheme:
    """A theme of a release, assigned by a person; `ancestors` from the nearest on."""
    return ReleaseTheme(
        id=theme_id,
        label=theme_id.title(),
        labels={"en": theme_id.title()},
        assigned_by="person",
        iptc=(),
        ancestors=tuple(ThemeReference(id=name, label=name.title()) for name in ancestors),
    )
