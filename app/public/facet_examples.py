"""An example of facets for the contract."""

from app.http.contract.openapi import EXAMPLE_BASE
from app.published.selection.facet_schemas import (
    FacetAnswer,
    FacetLinks,
    FacetMeta,
    Facets,
    FacetValue,
    PlaceLevels,
    PlaceValue,
    ThemeValue,
)

_FACETS = Facets(
    location=PlaceLevels(
        region=(
            PlaceValue(value="145", label="Western Asia", releases=8, code="145", parent="142"),
        ),
        country=(PlaceValue(value="TR", label="Türkiye", releases=8, code="TR", parent="145"),),
        division=(
            PlaceValue(value="TR-22", label="Edirne", releases=5, code="TR-22", parent="TR"),
        ),
        city=(
            PlaceValue(
                value="geonames:747712", label="Edirne", releases=3, code=None, parent="TR-22"
            ),
        ),
        site=(),
    ),
    theme=(
        ThemeValue(
            value="humanitarian-aid",
            label="Humanitarian aid",
            releases=4,
            narrower=(
                ThemeValue(
                    value="shelter-settlements",
                    label="Shelter and settlements",
                    releases=2,
                    narrower=(),
                ),
            ),
        ),
    ),
    language=(FacetValue(value="en", label="English", releases=8),),
    month=(FacetValue(value="2020-03", label="March 2020", releases=8),),
)

_ADDRESS = f"{EXAMPLE_BASE}/v1/releases"
_FILTERS = "location=TR&date=2020-03"

ANSWER = FacetAnswer(
    facets=_FACETS,
    meta=FacetMeta(total=8),
    links=FacetLinks(
        self=f"{_ADDRESS}/facets?{_FILTERS}&facets=location,theme,language,month",
        releases=f"{_ADDRESS}?{_FILTERS}",
    ),
).model_dump(mode="json", exclude_unset=True)
