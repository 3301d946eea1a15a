"""Examples of answers for the contract: one release and what stands around it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.http.contract.openapi import EXAMPLE_BASE
from app.published.document import (
    Contact,
    Coordinates,
    Dateline,
    DatePrecision,
    Organisation,
    Place,
    PlaceReference,
    PlaceRole,
    ReleasePlace,
    ReleaseTheme,
    ThemeReference,
)
from app.published.selection.list_schemas import ListedRelease, ListLinks, ListMeta, ReleaseList
from app.published.selection.parameters import Release, VersionEntry, VersionList

_ID = UUID("019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11")
_AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
_SUMMARY = "Blankets and heaters for 1,200 people were handed out in Edirne this week."
_ADDRESS = f"{EXAMPLE_BASE}/v1/releases"

_EDIRNE = Place(
    id="geonames:747712",
    kind="city",
    name="Edirne",
    code=None,
    slug="edirne",
    country="TR",
    coordinates=Coordinates(latitude=41.67719, longitude=26.55597),
    ancestors=(
        PlaceReference(id="TR-22", kind="division", name="Edirne", code="TR-22"),
        PlaceReference(id="TR", kind="country", name="Türkiye", code="TR"),
        PlaceReference(id="145", kind="region", name="Western Asia", code="145"),
    ),
)

_RELEASE = Release(
    id=_ID,
    story_id=_ID,
    slug="winter-supplies-reach-edirne",
    version=1,
    kind="press_release",
    language="en",
    title="Winter supplies reach Edirne",
    subtitle=None,
    summary=_SUMMARY,
    summary_derived=True,
    body_html=f"<p>{_SUMMARY}</p>",
    body_text=_SUMMARY,
    dateline=Dateline(text="Edirne", location=_EDIRNE),
    locations=(ReleasePlace(**dict(_EDIRNE), roles=(PlaceRole.DATELINE, PlaceRole.ABOUT)),),
    themes=(
        ReleaseTheme(
            id="shelter-settlements",
            label="Shelter and settlements",
            labels={"en": "Shelter and settlements"},
            assigned_by="rule",
            iptc=(),
            ancestors=(ThemeReference(id="humanitarian-aid", label="Humanitarian aid"),),
        ),
    ),
    published_at=_AT,
    date="2026-11-03",
    date_precision=DatePrecision.EXACT,
    date_bounds=None,
    first_public_at=_AT,
    modified_at=_AT,
    correction=None,
    usable=True,
    usable_from=None,
    organisation=Organisation(id="relief-network", name="Relief Network"),
    contacts=(Contact(name="Press office", role=None, email="press@relief.example", phone=None),),
    links=(),
    media=(),
    usage_terms=None,
    source_url=None,
    url=f"{_ADDRESS}/{_ID}",
)

RELEASE: dict[str, Any] = _RELEASE.model_dump(mode="json")

RELEASE_LIST: dict[str, Any] = ReleaseList(
    data=(ListedRelease.model_validate(RELEASE),),
    meta=ListMeta(total=1, limit=20),
    links=ListLinks(self=f"{_ADDRESS}?location=TR-22", first=f"{_ADDRESS}?location=TR-22"),
).model_dump(mode="json", exclude_unset=True)

VERSIONS: dict[str, Any] = VersionList(
    release_id=_ID,
    data=(VersionEntry(version=1, kind="published", at=_AT, note=None),),
).model_dump(mode="json")
