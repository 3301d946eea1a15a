"""Two places that become one, and what readers and editors see of it."""

from typing import Any

from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.vocabularies.places.place_desk import (
    CAMP,
    CAMP_ID,
    PLACES,
    change,
    facts,
    faults,
    make,
    merge,
    public,
    snapshot,
)


def test_a_merge_moves_releases_drafts_names_and_addresses(newsroom: Newsroom) -> None:
    old = make(newsroom)
    new = make(newsroom, name="Lesvos centre", names={}, other_names=[], coordinates=None)
    section = make(newsroom, name="Blue zone", names={}, other_names=[], parent=CAMP_ID)
    shown = newsroom.published(
        dateline={"text": "Kara Tepe camp"}, locations=[CAMP_ID, new["id"]], title="Shown"
    )
    in_section = newsroom.published(locations=[section["id"]], title="In the section")
    draft = newsroom.draft(locations=["TR", CAMP_ID], dateline={"text": "Kara Tepe camp"})
    answer = checked(merge(newsroom, old, new["id"]), 200)
    assert answer["id"] == new["id"]
    assert answer["other_names"] == [
        "Kara Tepe camp",
        "Καρά Τεπέ",
        "Kara Tepe kampı",
        "Mavrovouni RIC",
    ]
    assert answer["coordinates"] == CAMP["coordinates"]
    document = public(newsroom, shown)
    assert document["dateline"]["location"]["id"] == new["id"]
    assert [(each["id"], each["roles"]) for each in document["locations"]] == [
        (new["id"], ["dateline", "about"])
    ]
    ancestors = public(newsroom, in_section)["locations"][0]["ancestors"]
    assert ancestors[0]["id"] == new["id"]
    assert set(facts(newsroom)[-2:]) == {
        ("updated", shown["id"]),
        ("updated", in_section["id"]),
    }
    edited = checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}"), 200)
    assert edited["locations"] == ["TR", new["id"]]
    assert edited["dateline"]["location"] == new["id"]
    assert edited["etag"] != draft["etag"]
    for value in (CAMP_ID, "kara-tepe-camp", "Mavrovouni RIC", new["id"]):
        assert set(newsroom.public_ids(f"location={value}")) == {shown["id"], in_section["id"]}
    moved = newsroom.api.get(f"/v1/locations/{CAMP_ID}?lang=tr")
    assert moved.status_code == 301
    assert moved.headers["location"].endswith(f"/v1/locations/{new['id']}?lang=tr")
    assert newsroom.desk.get(f"{PLACES}/{CAMP_ID}").status_code == 301
    assert newsroom.desk.get(PLACES).json()["meta"]["total"] == 2
    listed = newsroom.api.get("/v1/locations?q=kara").json()["data"]
    assert [(each["id"], each["matched"]) for each in listed] == [(new["id"], "Kara Tepe camp")]


def test_a_merge_goes_on_where_an_earlier_one_led(newsroom: Newsroom) -> None:
    first = make(newsroom)
    second = make(newsroom, name="Second camp", names={}, other_names=[])
    release = newsroom.published(locations=[CAMP_ID])
    second = checked(merge(newsroom, first, second["id"]), 200)
    city = checked(merge(newsroom, second, "mytilene"), 200)
    assert public(newsroom, release)["locations"][0]["id"] == city["id"]
    assert newsroom.public_ids(f"location={CAMP_ID}") == [release["id"]]
    moved = newsroom.api.get(f"/v1/locations/{CAMP_ID}")
    assert moved.headers["location"].endswith(city["id"])


def test_what_cannot_be_merged_is_refused(newsroom: Newsroom) -> None:
    place = make(newsroom)
    section = make(newsroom, name="Blue zone", names={}, other_names=[], parent=CAMP_ID)
    city = checked(newsroom.desk.get(f"{PLACES}/geonames:747712"), 200)
    assert faults(merge(newsroom, place, CAMP_ID)) == {"#/into": None}
    assert faults(merge(newsroom, place, section["id"])) == {"#/into": None}
    assert faults(merge(newsroom, place, "Edirn")) == {"#/into": "edirne"}
    assert set(faults(merge(newsroom, city, CAMP_ID))) == {"#"}
    checked(merge(newsroom, section, CAMP_ID), 200)
    assert merge(newsroom, section, CAMP_ID).status_code == 404


def test_a_merge_of_hidden_places_is_hidden_too(newsroom: Newsroom) -> None:
    before = snapshot(newsroom)
    old = make(newsroom)
    new = make(newsroom, name="Kara Tepe centre", names={}, other_names=[])
    newsroom.draft(locations=[CAMP_ID])
    checked(merge(newsroom, old, new["id"]), 200)
    assert snapshot(newsroom) == before
    assert newsroom.api.get(f"/v1/locations/{CAMP_ID}").status_code == 404


def test_a_rebuild_after_a_merge_gives_the_same_documents(newsroom: Newsroom) -> None:
    old = make(newsroom)
    new = make(newsroom, name="Lesvos centre", names={}, other_names=[])
    release = newsroom.published(locations=[CAMP_ID])
    checked(merge(newsroom, old, new["id"]), 200)
    before = public(newsroom, release)
    with newsroom.database.write() as session:
        restore_all(session, public_states(session, newsroom.settings.zone))
    assert public(newsroom, release) == before


def test_what_readers_know_leads_to_nothing_that_they_do_not(newsroom: Newsroom) -> None:
    """A place that was public once shows the one that it became, and the one that it lies in."""
    old = make(newsroom)
    section = make(newsroom, name="Blue zone", names={}, other_names=[])
    island = make(newsroom, name="Lesvos centre", names={}, other_names=[])
    new = make(newsroom, name="New centre", names={}, other_names=[], parent=island["id"])
    release = newsroom.published(locations=[CAMP_ID, section["id"]])
    newsroom.act(release, "withdraw", kind="gone", notice="Issued in error.")
    assert newsroom.api.get(f"/v1/locations/{new['id']}").status_code == 404
    checked(merge(newsroom, old, new["id"]), 200)
    for place in (new, island):
        assert newsroom.api.get(f"/v1/locations/{place['id']}").status_code == 200
    hidden = make(newsroom, name="Hidden site", names={}, other_names=[])
    checked(change(newsroom, section, parent=hidden["id"]), 200)
    assert newsroom.api.get(f"/v1/locations/{hidden['id']}").status_code == 200


def test_a_hidden_place_that_becomes_a_public_one_tells_none_of_its_names(
    newsroom: Newsroom,
) -> None:
    before = snapshot(newsroom)
    city = checked(merge(newsroom, make(newsroom), "mytilene"), 200)
    assert city["other_names"] == []
    assert snapshot(newsroom) == before


def test_a_place_does_not_become_one_that_cannot_hold_what_lies_in_it(newsroom: Newsroom) -> None:
    bare: dict[str, Any] = {"names": {}, "other_names": [], "coordinates": None}
    district = make(newsroom, **bare, name="North shore", kind="division", parent="GR")
    town = make(newsroom, **bare, name="New town", kind="city", parent=district["id"])
    site = make(newsroom, **bare, name="Blue zone")
    assert faults(merge(newsroom, district, site["id"])) == {"#/into": None}
    answer = change(newsroom, district, kind="site", parent="mytilene")
    assert faults(answer) == {"#/kind": None}
    checked(change(newsroom, district, kind="city"), 200)
    checked(change(newsroom, town, kind="site"), 200)


def test_a_place_with_very_many_names_after_a_merge_can_still_be_changed(
    newsroom: Newsroom,
) -> None:
    old = make(newsroom, names={}, other_names=[f"Gate {n}" for n in range(90)])
    new = make(newsroom, name="Harbour", names={}, other_names=[f"Berth {n}" for n in range(90)])
    new = checked(merge(newsroom, old, new["id"]), 200)
    assert len(new["other_names"]) == 181
    new = checked(change(newsroom, new, name="Port"), 200)
    assert len(new["other_names"]) == 181
    assert faults(change(newsroom, new, other_names=new["other_names"])) == {"#/other_names": None}
    assert checked(change(newsroom, new, other_names=["Berth"]), 200)["other_names"] == ["Berth"]
