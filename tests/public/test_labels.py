"""Every label of an answer is in its language or says which it is in: one list in five languages.

What language a name is in is told here by the raw data of Babel and iso-codes and by scripts,
not by the code that chose it.
"""

import gettext
import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import pycountry
import pytest
from babel import Locale
from babel.languages import get_official_languages
from sqlmodel import Session

from app.db.database import Database
from app.places.gazetteer import shipped_gazetteer
from app.places.shapes import PlacePath, describe
from app.published.document import Organisation, PlaceRole, ReleasePlace, ReleaseTheme
from app.published.kind_labels import KIND_LABELS
from app.themes.models import Theme
from app.themes.taxonomy import built_in
from tests.client import Client
from tests.factories import a_document
from tests.public.conftest import Publish

LANGUAGES = ("ar", "en", "es", "fr", "tr")
# From the world down to a town of 2,000: cities with and without a name in every language, towns in
# countries of one and of several languages, divisions, a camp.
PLACES = (
    "geonames:747712", "geonames:318755", "geonames:745044", "geonames:264371", "geonames:2523693",
    "geonames:261507", "geonames:3108288", "geonames:3029162", "geonames:3020686",
    "geonames:3704327", "geonames:4959834", "site:azraq-camp", "BA-BIH", "BE-BRU", "TR-22",
)  # fmt: skip
MEMBERS = ("label", "name")
THEMES = {term.id: term.labels for term in built_in().terms} | {
    "reinstallation": {"fr": "Réinstallation"}
}
# An organisation is called as a release in this language calls it.
ORGANISATIONS = {f"o{number}": LANGUAGES[number % 5] for number in range(len(PLACES))}
# What an English text calls a place is GeoNames' name for it.
BY_CONVENTION = "en"


def release_place(place_id: str) -> ReleasePlace:
    known = shipped_gazetteer()
    place = known.get(place_id)
    assert place is not None, place_id
    shape = describe(PlacePath(place, known.ancestors(place_id)))
    return ReleasePlace.model_validate({**shape, "roles": (PlaceRole.ABOUT,)})


@pytest.fixture
def newsroom_list(reader: Client, publish: Publish, database: Database) -> Client:
    """Releases of all these places, with a theme that has a French label alone."""
    with database.write() as session:
        _add_theme(session)
    lonely = ReleaseTheme(
        id="reinstallation", label="Réinstallation", labels={"fr": "Réinstallation"},
        assigned_by="person", iptc=(), ancestors=(),
    )  # fmt: skip
    publish(
        *(
            a_document(
                locations=(release_place(place_id),),
                themes=(lonely,),
                language=ORGANISATIONS[f"o{number}"],
                organisation=Organisation(id=f"o{number}", name="Bureau"),
            )
            for number, place_id in enumerate(PLACES)
        )
    )
    return reader


def _add_theme(session: Session) -> None:
    labels = json.dumps(THEMES["reinstallation"])
    session.add(Theme(id="reinstallation", position=99, labels=labels, iptc="[]", keywords="{}"))


def labelled(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of an answer that has a label or the name of a place."""
    if isinstance(value, dict):
        if "label" in value or {"name", "kind"} <= value.keys():
            yield value
        for inner in value.values():
            yield from labelled(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from labelled(inner)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    [
        "/v1/releases",
        "/v1/releases?profile=full",
        "/v1/releases/facets",
        "/v1/locations",
        "/v1/locations.geojson",
        "/v1/themes",
        "/v1",
    ],
)
def test_no_label_is_in_another_language_without_saying_so(
    newsroom_list: Client, address: str, language: str
) -> None:
    answer = newsroom_list.get(address, params={"lang": language}).json()
    told = answer.get("meta", answer)["language"]
    assert told == language
    found = list(labelled(answer))
    assert len(found) >= 6
    for one in found:
        member = next(name for name in MEMBERS if name in one)
        claimed = one.get(f"{member}_language", language)
        assert is_in(one[member], claimed, one), (one, claimed)
        assert f"{member}_language" not in one or claimed.partition("-")[0] != language


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_labels_are_in_the_language_of_the_reader(
    newsroom_list: Client, language: str
) -> None:
    answer = newsroom_list.get(f"/v1/releases/facets?lang={language}&facets=location,theme").json()
    found = list(labelled(answer))
    flagged = [one for one in found if "label_language" in one]
    assert len(flagged) < len(found) / 2
    if language != "fr":
        assert {"value": "reinstallation", "label_language": "fr"}.items() <= next(
            one for one in found if one["value"] == "reinstallation"
        ).items()


def is_in(text: str, language: str, one: dict[str, Any]) -> bool:
    """Whether a raw source says that `text` is in `language`."""
    value = str(one.get("value", one.get("id")))
    if value in THEMES:
        return THEMES[value].get(language) == text
    if value in KIND_LABELS:
        return KIND_LABELS[value].get(language) == text
    if value in ORGANISATIONS:
        return ORGANISATIONS[value] == language
    if language.startswith("und"):
        return language == "und" or _script(text) == "LATIN"
    if language == "ar":
        return _script(text) in ("ARABIC", None)
    return text in _words(language) or text in _divisions(language) or _is_local(value, language)


def _script(text: str) -> str | None:
    scripts = {unicodedata.name(char).split(" ")[0] for char in text if char.isalpha()}
    return scripts.pop() if len(scripts) == 1 else None


@cache
def _words(language: str) -> frozenset[str]:
    locale = Locale.parse(language)
    months = locale.months["format"]["wide"].values()
    years = {str(year) for year in range(1990, 2100)}
    dates = {f"{month} {year}" for month in months for year in years}
    dates |= {f"{month} de {year}" for month in months for year in years}
    # CLDR leaves out a city that is written as in the name of its zone (UTS 35, part 4).
    cities = {
        dict(locale.time_zones.get(zone, {})).get("city") or str(zone).rpartition("/")[2]
        for zone in Locale.parse("ar").time_zones
    }
    return frozenset(
        {*locale.territories.values(), *locale.languages.values(), *cities, *dates, *years}
    )


@cache
def _divisions(language: str) -> frozenset[str]:
    try:
        found = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language])
    except OSError:
        return frozenset(one.name for one in pycountry.subdivisions)
    return frozenset(found.gettext(one.name) for one in pycountry.subdivisions)


def _is_local(place_id: str, language: str) -> bool:
    place = shipped_gazetteer().get(place_id)
    if place is None or language == BY_CONVENTION:
        return place is not None
    official = get_official_languages(place.country or "", regional=True, de_facto=True)
    return official == (language,)
