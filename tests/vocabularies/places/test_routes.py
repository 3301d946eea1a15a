"""Places that editors make, rename and move, and what readers see of it."""

from typing import Any

import pytest

from app.auth.caller import Scope
from tests.newsroom import Newsroom, checked
from tests.vocabularies.places.place_desk import (
    CAMP,
    CAMP_ID,
    PATCH,
    PLACES,
    change,
    facts,
    faults,
    make,
    merge,
    public,
    snapshot,
)


def test_nobody_without_a_key_makes_a_place(newsroom: Newsroom) -> None:
    assert newsroom.api.post(PLACES, json=CAMP).status_code == 401
    assert newsroom.api.get(PLACES).status_code == 401


def test_who_may_write_makes_places_and_who_may_publish_changes_them(newsroom: Newsroom) -> None:
    writer, reader = newsroom.as_key(Scope.WRITE), newsroom.as_key(Scope.READ)
    assert reader.post(PLACES, json=CAMP).status_code == 403
    place = checked(writer.post(PLACES, json=CAMP), 201)
    headers = {"If-Match": place["etag"], "Content-Type": PATCH}
    address = f"{PLACES}/{place['id']}"
    assert writer.patch(address, headers=headers, json={"name": "X"}).status_code == 403
    assert writer.post(f"{address}/merge", json={"into": "TR"}).status_code == 403
    assert reader.get(address).json() == place


def test_a_key_of_one_organisation_changes_no_place_and_sees_no_hidden_one(
    newsroom: Newsroom,
) -> None:
    make(newsroom)
    limited = newsroom.as_key(Scope.PUBLISH, organisation="open-harbour")
    assert limited.post(PLACES, json=CAMP).status_code == 403
    assert limited.get(f"{PLACES}/{CAMP_ID}").status_code == 404
    assert limited.get(PLACES).json()["data"] == []
    search = f"{PLACES}?q=kara+tepe"
    assert CAMP_ID in [place["id"] for place in newsroom.desk.get(search).json()["data"]]
    assert CAMP_ID not in [place["id"] for place in limited.get(search).json()["data"]]
    newsroom.published(locations=[CAMP_ID])
    assert [place["id"] for place in limited.get(PLACES).json()["data"]] == [CAMP_ID]


def test_a_place_that_no_gazetteer_has_is_made(newsroom: Newsroom) -> None:
    answer = newsroom.desk.post(PLACES, json=CAMP)
    place = checked(answer, 201)
    assert answer.headers["location"].endswith(f"{PLACES}/{CAMP_ID}")
    assert answer.headers["etag"] == place["etag"] == '"1"'
    assert place | {"ancestors": None} == {
        "id": CAMP_ID,
        "etag": '"1"',
        "kind": "site",
        "name": "Kara Tepe camp",
        "names": CAMP["names"],
        "other_names": CAMP["other_names"],
        "slug": "kara-tepe-camp",
        "code": None,
        "country": "GR",
        "coordinates": CAMP["coordinates"],
        "parent": place["ancestors"][0]["id"],
        "ancestors": None,
        "made_here": True,
        "public": False,
    }
    kinds = [above["kind"] for above in place["ancestors"]]
    assert kinds[:2] == ["city", "division"]
    assert "GR" in [above["id"] for above in place["ancestors"]]


def test_the_same_request_again_makes_no_second_place(newsroom: Newsroom) -> None:
    headers = {"Idempotency-Key": "place-1"}
    first = newsroom.desk.post(PLACES, json=CAMP, headers=headers)
    again = newsroom.desk.post(PLACES, json=CAMP, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert newsroom.desk.get(PLACES).json()["meta"]["total"] == 1


def test_a_name_that_is_known_in_the_country_is_refused_with_its_place(newsroom: Newsroom) -> None:
    make(newsroom)
    answer = newsroom.desk.post(PLACES, json=CAMP | {"name": "kara tepe CAMP", "names": {}})
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/problems/place-exists")
    assert [place["id"] for place in answer.json()["places"]] == [CAMP_ID]
    another = newsroom.desk.post(f"{PLACES}?namesake=true", json=CAMP)
    assert checked(another, 201)["id"] == "own:kara-tepe-camp-gr"
    of_gazetteer = newsroom.desk.post(PLACES, json={"name": "Edirne", "parent": "TR"})
    assert of_gazetteer.status_code == 409
    abroad = checked(newsroom.desk.post(PLACES, json={"name": "Edirne", "parent": "PE"}), 201)
    assert abroad["id"] == "own:edirne-pe"


WRONG: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    ({"parent": "Edirn"}, {"#/parent": "edirne"}),
    ({"parent": None}, {"#/parent": None}),
    ({"kind": "cty"}, {"#/kind": "city"}),
    ({"kind": "country"}, {"#/kind": None}),
    ({"kind": "division"}, {"#/parent": None}),
    ({"name": " "}, {"#/name": None}),
    ({"names": {"klingonish": "x"}}, {"#/names/klingonish": None}),
    ({"coordinates": {"latitude": 91, "longitude": 0}}, {"#/coordinates/latitude": None}),
    ({"nme": "x"}, {"#/nme": "name"}),
]


def test_what_is_wrong_with_a_place_is_said_with_its_member(newsroom: Newsroom) -> None:
    for members, wrong in WRONG:
        found = faults(newsroom.desk.post(PLACES, json=CAMP | members))
        assert set(found) == set(wrong), members
        for pointer, meant in wrong.items():
            assert meant is None or found[pointer] == meant


def test_editors_find_a_place_by_all_its_names(newsroom: Newsroom) -> None:
    make(newsroom)
    for value in (CAMP_ID, "kara-tepe-camp", "kara tepe camp", "mavrovouni ric", "ΚΑΡΆ ΤΕΠΈ"):
        assert newsroom.draft(locations=[value])["locations"] == [CAMP_ID], value


def test_a_dateline_names_a_place_of_editors(newsroom: Newsroom) -> None:
    make(newsroom)
    for text in ("Kara Tepe camp", "KARA TEPE KAMPI, Greece", "Mavrovouni RIC, Mytilene"):
        assert newsroom.draft(dateline={"text": text})["dateline"]["location"] == CAMP_ID, text
    elsewhere = newsroom.draft(dateline={"text": "Kara Tepe camp, Norway"})
    assert elsewhere["dateline"]["location"] != CAMP_ID


def test_a_place_of_editors_is_suggested_by_any_of_its_names(newsroom: Newsroom) -> None:
    make(newsroom)
    for text in ("MAVROVOUNI RIC – Blankets arrived.", "ΚΑΡΆ ΤΕΠΈ – Blankets arrived."):
        answer = newsroom.desk.post("/v1/editorial/suggest", json={"body_text": text})
        assert checked(answer, 200)["dateline"]["location"]["id"] == CAMP_ID, text


def test_no_door_shows_a_place_that_only_unpublished_releases_have(newsroom: Newsroom) -> None:
    before = snapshot(newsroom)
    place = make(newsroom)
    newsroom.draft(locations=[place["id"]], dateline={"text": "Kara Tepe camp"})
    scheduled = newsroom.draft(locations=[place["id"]])
    newsroom.act(scheduled, "schedule", at="2099-01-01T00:00:00Z")
    assert snapshot(newsroom) == before


def test_readers_see_a_place_once_a_release_with_it_is_public(newsroom: Newsroom) -> None:
    place = make(newsroom)
    newsroom.published(dateline={"text": "Kara Tepe camp"})
    shown = checked(newsroom.api.get(f"/v1/locations/{CAMP_ID}?lang=tr"), 200)
    assert (shown["name"], shown["releases"]) == ("Kara Tepe kampı", 1)
    assert (shown["language"], "name_language" in shown) == ("tr", False)
    assert shown["names"] == {"el": "Καρά Τεπέ", "en": "Kara Tepe camp", "tr": "Kara Tepe kampı"}
    assert shown["other_names"] == ["Mavrovouni RIC"]
    for query in ("q=mavro", "q=Καρ", "q=camp", "kind=site"):
        listed = checked(newsroom.api.get(f"/v1/locations?{query}"), 200)["data"]
        assert [each["id"] for each in listed] == [CAMP_ID], query
    assert newsroom.api.get("/v1/releases?location=GR").json()["meta"]["total"] == 1
    assert newsroom.api.get("/v1/releases?location=Mavrovouni RIC").json()["meta"]["total"] == 1
    features = newsroom.api.get("/v1/locations.geojson?place.kind=site").json()["features"]
    assert features[0]["geometry"]["coordinates"] == [26.5322, 39.1206]
    assert checked(newsroom.desk.get(f"{PLACES}/{CAMP_ID}"), 200)["public"] is True
    parent = checked(newsroom.api.get(f"/v1/locations/{place['parent']}"), 200)
    assert [(below["id"], below["releases"]) for below in parent["children"]] == [(CAMP_ID, 1)]


def test_a_place_stays_known_when_its_release_is_withdrawn(newsroom: Newsroom) -> None:
    make(newsroom)
    release = newsroom.published(locations=[CAMP_ID])
    newsroom.act(release, "withdraw", kind="gone", notice="Issued in error.")
    assert newsroom.api.get("/v1/locations?q=kara").json()["data"] == []
    assert newsroom.api.get(f"/v1/releases?location={CAMP_ID}").json()["meta"]["total"] == 0
    assert checked(newsroom.api.get(f"/v1/locations/{CAMP_ID}"), 200)["releases"] == 0


def test_editors_complete_hidden_places_and_those_of_the_gazetteer(newsroom: Newsroom) -> None:
    make(newsroom)
    found = checked(newsroom.desk.get(f"{PLACES}?q=kara&limit=100"), 200)["data"]
    ids = [place["id"] for place in found]
    assert CAMP_ID in ids
    assert any(place_id.startswith("geonames:") for place_id in ids)
    first = newsroom.desk.get(f"{PLACES}?q=mavrov&limit=1").json()["data"]
    assert [place["id"] for place in first] == [CAMP_ID]


def test_edited_places_are_listed_page_by_page(newsroom: Newsroom) -> None:
    for number in range(3):
        make(newsroom, name=f"Camp {number}", names={}, other_names=[])
    first = checked(newsroom.desk.get(f"{PLACES}?limit=2"), 200)
    assert first["meta"] == {"total": 3, "limit": 2}
    address = first["links"]["next"].partition("/v1")[2]
    second = checked(newsroom.desk.get(f"/v1{address}"), 200)
    ids = [place["id"] for place in (*first["data"], *second["data"])]
    assert ids == ["own:camp-0", "own:camp-1", "own:camp-2"]
    assert second["links"] == {}


def test_a_change_needs_the_newest_tag(newsroom: Newsroom) -> None:
    place = make(newsroom)
    address = f"{PLACES}/{CAMP_ID}"
    headers = {"Content-Type": PATCH}
    assert newsroom.desk.patch(address, json={"name": "X"}, headers=headers).status_code == 428
    assert change(newsroom, place, name="Kara Tepe").status_code == 200
    assert change(newsroom, place, name="Kara Tepe II").status_code == 412
    assert newsroom.desk.post(f"{address}/merge", json={"into": "TR"}).status_code == 428
    assert newsroom.desk.get(f"{PLACES}/own:no-such").status_code == 404


def test_a_rename_renders_public_releases_anew_and_tells_the_log(newsroom: Newsroom) -> None:
    place = make(newsroom)
    release = newsroom.published(locations=[CAMP_ID], title="Blankets arrive")
    newsroom.edit(release, title="A newer title that nobody published")
    other = newsroom.published(locations=["TR"])
    renamed = checked(change(newsroom, place, name="Mavrovouni camp", names={"tr": None}), 200)
    assert (renamed["id"], renamed["etag"]) == (CAMP_ID, '"2"')
    assert renamed["names"] == {"el": "Καρά Τεπέ"}
    shown = public(newsroom, release)
    assert shown["locations"][0]["name"] == "Mavrovouni camp"
    assert (shown["title"], shown["version"]) == ("Blankets arrive", 2)
    assert facts(newsroom)[-1] == ("updated", release["id"])
    assert public(newsroom, other)["version"] == 1
    history = checked(newsroom.api.get(f"/v1/releases/{release['id']}/versions"), 200)
    assert "Mavrovouni camp" in history["data"][-1]["note"]
    assert [each["id"] for each in newsroom.api.get("/v1/locations?q=mavr").json()["data"]] == [
        CAMP_ID
    ]


def test_further_names_change_no_public_release(newsroom: Newsroom) -> None:
    place = make(newsroom)
    release = newsroom.published(locations=[CAMP_ID])
    checked(change(newsroom, place, other_names=["The hill"]), 200)
    assert public(newsroom, release)["version"] == 1
    assert newsroom.draft(locations=["the hill"])["locations"] == [CAMP_ID]
    assert newsroom.api.get("/v1/releases?location=Mavrovouni RIC").status_code == 422


def test_a_place_moves_with_all_that_lies_in_it(newsroom: Newsroom) -> None:
    place = make(newsroom)
    section = make(newsroom, name="Blue zone", names={}, other_names=[], parent=CAMP_ID)
    release = newsroom.published(locations=[section["id"]])
    moved = checked(change(newsroom, place, parent="edirne"), 200)
    assert (moved["parent"], moved["country"]) == ("geonames:747712", "TR")
    shown = public(newsroom, release)["locations"][0]
    assert shown["country"] == "TR"
    ancestors = [above["id"] for above in shown["ancestors"]]
    assert ancestors[:4] == [CAMP_ID, "geonames:747712", "TR-22", "TR"]
    assert newsroom.public_ids("location=TR-22") == [release["id"]]
    assert newsroom.public_ids("location=GR") == []
    assert faults(change(newsroom, moved, parent=section["id"])) == {"#/parent": None}
    assert faults(change(newsroom, moved, parent=CAMP_ID)) == {"#/parent": None}


def test_a_place_of_the_gazetteer_is_renamed_but_not_moved(newsroom: Newsroom) -> None:
    release = newsroom.published(locations=["edirne"])
    city = checked(newsroom.desk.get(f"{PLACES}/geonames:747712"), 200)
    assert (city["made_here"], city["etag"]) == (False, '"1"')
    checked(change(newsroom, city, name="Adrianople", names={"bg": "Одрин"}), 200)
    assert public(newsroom, release)["locations"][0]["name"] == "Adrianople"
    for value in ("edirne", "Adrianople", "Одрин", "geonames:747712"):
        assert newsroom.public_ids(f"location={value}") == [release["id"]], value
    renamed = checked(newsroom.desk.get(f"{PLACES}/geonames:747712"), 200)
    assert faults(change(newsroom, renamed, parent="GR", kind="site")) == {
        "#/kind": None,
        "#/parent": None,
    }


def test_every_act_on_a_place_leaves_an_entry(newsroom: Newsroom) -> None:
    place = make(newsroom)
    place = checked(change(newsroom, place, name="Mavrovouni camp"), 200)
    newsroom.published(locations=[CAMP_ID])
    checked(merge(newsroom, place, "mytilene"), 200)
    admin = newsroom.as_key(Scope.ADMIN)
    entries = checked(admin.get(f"/v1/editorial/audit?subject={CAMP_ID}"), 200)["data"]
    assert [entry["act"] for entry in entries] == ["merge-place", "edit-place", "add-place"]
    assert entries[0]["details"]["rendered"] == 1
    assert {entry["subject_kind"] for entry in entries} == {"location"}


@pytest.mark.parametrize("member", ["name", "other_names", "names"])
def test_a_name_that_is_too_long_written_out_is_refused(newsroom: Newsroom, member: str) -> None:
    """LANG-2: one sign of Arabic stands for eighteen letters."""
    name = "ﷺ" * 120
    value: Any = {"name": name, "other_names": [name], "names": {"ar": name}}[member]
    place = make(newsroom)
    made = newsroom.desk.post(PLACES, json={**CAMP, "name": "Other", member: value})
    assert any(member in (pointer or "") for pointer in faults(made))
    changed = faults(change(newsroom, place, **{member: value}))
    assert any(member in (pointer or "") for pointer in changed)
