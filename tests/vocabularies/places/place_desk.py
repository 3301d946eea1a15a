"""What tests of places of editors share: a camp, the acts on it, and what readers see."""

from typing import Any

import httpx

from tests.newsroom import Newsroom, checked

PLACES = "/v1/editorial/locations"
CAMP = {
    "name": "Kara Tepe camp",
    "names": {"el": "Καρά Τεπέ", "tr": "Kara Tepe kampı"},
    "other_names": ["Mavrovouni RIC"],
    "parent": "mytilene",
    "coordinates": {"latitude": 39.1206, "longitude": 26.5322},
}
CAMP_ID = "own:kara-tepe-camp"
PATCH = "application/merge-patch+json"


def make(newsroom: Newsroom, **members: Any) -> dict[str, Any]:
    return checked(newsroom.desk.post(PLACES, json=CAMP | members), 201)


def change(newsroom: Newsroom, place: dict[str, Any], query: str = "", **members: Any) -> Any:
    return newsroom.desk.patch(
        f"{PLACES}/{place['id']}{query}",
        headers={"If-Match": place["etag"], "Content-Type": PATCH},
        json=members,
    )


def merge(newsroom: Newsroom, place: dict[str, Any], into: str) -> httpx.Response:
    return newsroom.desk.post(
        f"{PLACES}/{place['id']}/merge", headers={"If-Match": place["etag"]}, json={"into": into}
    )


def faults(answer: httpx.Response) -> dict[str, str | None]:
    assert answer.status_code == 422, answer.text
    return {each.get("pointer"): each.get("suggestion") for each in answer.json()["errors"]}


def public(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    return checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)


def facts(newsroom: Newsroom) -> list[tuple[str, str]]:
    body = checked(newsroom.api.get("/v1/changes"), 200)
    return [(each["kind"], each["release_id"]) for each in body["data"]]


def addresses(place_id: str = CAMP_ID) -> list[str]:
    return [
        "/v1/locations",
        "/v1/locations?q=kara",
        "/v1/locations?q=kara&unused=true",
        "/v1/locations?q=mavro&unused=true&kind=site",
        "/v1/locations?parent=mytilene&unused=true",
        "/v1/locations.geojson",
        f"/v1/locations/{place_id}",
        "/v1/locations/kara-tepe-camp",
        "/v1/locations/Mavrovouni%20RIC",
        "/v1/locations/mytilene",
        f"/v1/releases?location={place_id}",
        "/v1/releases?location=kara-tepe-camp",
        f"/v1/releases?location.not={place_id}",
        f"/v1/locations?parent={place_id}",
        "/v1/releases/facets",
        "/v1/feeds.opml",
    ]


def snapshot(newsroom: Newsroom) -> dict[str, tuple[int, bytes]]:
    found = {}
    for address in addresses():
        answer = newsroom.api.get(address, headers={"X-Request-Id": "the-same"})
        found[address] = (answer.status_code, answer.content)
    return found
