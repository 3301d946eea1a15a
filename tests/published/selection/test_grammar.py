"""The filter grammar: what the parameters mean, and one canonical form for equal selections."""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.base.problems import Invalid
from app.published.document import PlaceRole
from app.published.selection.grammar import Selection, Terms, parse
from app.published.selection.parameters import SelectionParameters
from app.published.selection.values import Match

EDIRNE = "geonames:747712"
PLACES = {
    "tr": "TR",
    "turkiye": "TR",
    "gr": "GR",
    "edirne": EDIRNE,
    "edirne, turkey": EDIRNE,
}
THEMES = {"health": "health", "migration": "migration", "water, sanitation": "water"}
GREENWICH = ZoneInfo("UTC")


def places(values: Collection[str]) -> Mapping[str, Match]:
    return {value: Match(PLACES.get(value.lower()), "edirne") for value in values}


def themes(values: Collection[str]) -> Mapping[str, Match]:
    return {value: Match(THEMES.get(value.lower())) for value in values}


def selected(**parameters: Any) -> Selection:
    given = SelectionParameters.model_validate(
        {name.replace("__", "."): value for name, value in parameters.items()}
    )
    return parse(given, GREENWICH, places, themes)


def refused(**parameters: Any) -> list[tuple[str | None, str | None]]:
    with pytest.raises(Invalid) as problem:
        selected(**parameters)
    return [(fault.parameter, fault.suggestion) for fault in problem.value.faults]


def test_commas_repetition_and_spellings_mean_any_of() -> None:
    asked = selected(location=["TR,edirne", "turkiye"])
    assert asked.location == Terms(any=("TR", "geonames:747712"))
    assert asked == selected(location=["edirne", "tr"])


def test_a_comma_belongs_to_a_name_that_is_known_as_a_whole() -> None:
    asked = selected(location=["Edirne, Turkey", "gr,tr"])
    assert asked.location == Terms(any=("GR", "TR", "geonames:747712"))
    assert selected(theme=["Water, sanitation"]).theme == Terms(any=("water",))
    # Beside others, which commas without a space part from it.
    assert selected(location=["gr,Edirne, Turkey,tr"]).location == asked.location
    assert selected(theme__not=["health,Water, sanitation"]).theme.none == ("health", "water")


def test_an_open_name_is_refused_with_its_candidates() -> None:
    with pytest.raises(Invalid) as problem:
        parse(
            SelectionParameters.model_validate({"location": ["Burlington"]}),
            GREENWICH,
            lambda values: {value: Match(None, "a", {}, ("a", "b")) for value in values},
            themes,
        )
    (fault,) = problem.value.faults
    assert (fault.parameter, fault.suggestion) == ("location", "a")
    assert "may mean several places: a; b" in fault.detail


def test_all_and_not_are_kept_apart() -> None:
    asked = selected(theme__all=["health,migration"], theme__not=["Health"], kind__not=["EVENT"])
    assert asked.theme == Terms(all=("health", "migration"), none=("health",))
    assert asked.kind == Terms(none=("event",))


def test_equal_selections_have_one_fingerprint_and_others_another() -> None:
    one = selected(location=["TR", "GR"], date=["2020-03"])
    same = selected(location=["gr,tr,TR"], date_from="2020-03-01", date_to="2020-03-31")
    assert one.fingerprint == same.fingerprint
    others = [
        selected(),
        selected(location=["TR"]),
        selected(location__all=["TR"]),
        selected(location__not=["TR"]),
        selected(location=["TR"], location__role="about"),
        selected(theme=["health"]),
        selected(date=["2020-03"]),
        selected(date=["2020-03,2020-04"]),
        selected(date=["2020-03"], date_from="2020-03-01"),
        selected(language=["en"]),
        selected(organisation=["iom"]),
    ]
    assert len({each.fingerprint for each in [one, *others]}) == 1 + len(others)


def test_a_look_up_is_asked_once_for_all_values_and_never_for_none() -> None:
    calls: list[set[str]] = []

    def look_up(values: Collection[str]) -> Mapping[str, Match]:
        calls.append(set(values))
        return {value: Match(value) for value in values}

    given = SelectionParameters.model_validate(
        {"location": ["TR,GR"], "location.all": ["145"], "location.not": ["CH"]}
    )
    parse(given, GREENWICH, look_up, look_up)
    assert calls == [{"TR", "GR", "145", "CH"}]


def test_unknown_names_are_refused_with_the_nearest_known_one() -> None:
    assert refused(location__not=["Edirn"]) == [("location.not", "edirne")]
    assert refused(theme=["helth"]) == [("theme", None)]
    assert refused(kind=["press_relase"]) == [("kind", "press_release")]
    assert refused(language=["en_GB"]) == [("language", "en-GB")]
    assert refused(tz="Europe/Istambul", date=["2024"]) == [("tz", "Europe/Istanbul")]


def test_every_fault_is_told_at_once() -> None:
    found = refused(location=["nowhere"], kind=["nothing"], date=["31/03/2024"])
    assert [parameter for parameter, _ in found] == ["location", "kind", "date"]


@pytest.mark.parametrize("value", ["", "TR,", ",TR", " "])
def test_an_empty_value_is_refused(value: str) -> None:
    assert refused(location=[value]) == [("location", None)]


@pytest.mark.parametrize("name", ["theme", "kind", "language", "organisation", "date"])
def test_no_parameter_takes_an_empty_value(name: str) -> None:
    assert refused(**{name: [""]})[0][0] == name


def test_more_values_than_anyone_picks_by_hand_are_refused() -> None:
    assert refused(organisation=[",".join(str(number) for number in range(101))]) == [
        ("organisation", None)
    ]


def test_a_parameter_that_narrows_nothing_is_refused() -> None:
    assert refused(location__role=PlaceRole.ABOUT) == [("location.role", None)]
    assert refused(tz="Europe/Istanbul") == [("tz", None)]


def test_days_are_days_of_the_zone_asked_for_or_else_of_the_newsroom() -> None:
    own = selected(date=["2024-03-31"])
    assert own == selected(date=["2024-03-31"], tz="UTC")
    assert own != selected(date=["2024-03-31"], tz="Europe/Istanbul")
