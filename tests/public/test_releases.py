"""What readers get at /v1/releases: the list under any selection."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from app.base import ids
from app.changes import log
from app.db.database import Database
from app.published.document import PlaceRole, PublicRelease
from app.themes.models import Theme
from tests.client import Client
from tests.factories import a_document, a_place, a_theme, edirne, known_by_day
from tests.public.conftest import Publish
from tests.public.reading import BASE, CASES, LATER, listed, path_of, read_case, walk, withdraw
from tests.statements import counted


def test_a_full_list_is_the_stored_documents_with_their_addresses(
    reader: Client, publish: Publish
) -> None:
    document = a_document(title="Çeşme, «Western» Türkiye")
    publish(document)
    answer = reader.get("/v1/releases?profile=full")
    stored = json.loads(document.model_dump_json())
    url = f"{BASE}/v1/releases/{document.id}"
    labelled = {"kind_label": "Press release", "date_text": "May 1, 2024", "image": None}
    addressed = {**stored, **labelled, "url": url, "web_url": f"{url}.html"}
    self = f"{BASE}/v1/releases?profile=full"
    assert answer.json() == {
        "data": [addressed],
        "meta": {"total": 1, "limit": 20, "language": "en", "filters": []},
        "links": {"self": self, "first": self},
    }
    assert "Çeşme" in answer.text
    assert answer.headers["content-type"] == "application/json"
    assert reader.get(urlsplit(url).path).json() == {**addressed, "labels_language": "en"}


def test_links_and_the_link_header_are_equal(reader: Client, publish: Publish) -> None:
    publish(*(a_document() for _ in range(5)))
    first = reader.get("/v1/releases?limit=2&language=en")
    second = reader.get(path_of(first.json()["links"]["next"]))
    links = second.json()["links"]
    assert sorted(links) == ["first", "next", "prev", "self"]
    for relation, url in links.items():
        assert f'<{url}>; rel="{relation}"' in second.headers["link"]
    back = reader.get(path_of(links["prev"]))
    assert listed(back) == listed(first)
    assert reader.get(path_of(links["first"])).content == first.content


def test_fields_are_shown_alone_and_with_the_id(reader: Client, publish: Publish) -> None:
    document = a_document(locations=(edirne(),))
    publish(document)
    answer = reader.get("/v1/releases?fields=title,dateline&fields=url")
    assert answer.json()["data"] == [
        {
            "id": str(document.id),
            "title": document.title,
            "dateline": None,
            "url": f"{BASE}/v1/releases/{document.id}",
        }
    ]


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ("fields=titel", "fields", "title"),
        ("locaton=TR", "locaton", "location"),
        ("location=Edirn", "location", "edirne"),
        ("location=%25", "location", None),
        ("location=_", "location", None),
        ("theme=helth", "theme", "health"),
        ("kind=statment", "kind", "statement"),
        ("qq=zephyrine", "qq", "q"),
        ("limit=0", "limit", "1"),
        ("limit=101", "limit", "100"),
        ("sort=title", "sort", None),
        ("sort=publishedat", "sort", "published_at"),
        ("date=2024-02-30", "date", None),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest_that_is(
    reader: Client, query: str, parameter: str, suggestion: str | None
) -> None:
    """QUERY-1, QUERY-2: no filter is ever ignored in silence."""
    answer = reader.get(f"/v1/releases?{query}")
    assert answer.status_code == 422
    fault = answer.json()["errors"][0]
    assert fault["parameter"] == parameter
    assert fault.get("suggestion") == suggestion


def test_a_place_contains_its_parts_under_any_of_its_names(
    reader: Client, publish: Publish
) -> None:
    document = a_document(locations=(edirne(PlaceRole.DATELINE),))
    publish(document, a_document())
    for name in ("TR", "tur", "TR-22", "145", "001", "edirne", "EDİRNE", "geonames:747712"):
        assert listed(reader.get("/v1/releases", params={"location": name})) == [document.id], name
    narrowed = "/v1/releases?location=TR&location.role="
    assert listed(reader.get(f"{narrowed}dateline")) == [document.id]
    assert listed(reader.get(f"{narrowed}about")) == []


@pytest.mark.parametrize("pair", read_case("lang-2.json")["pairs"])
def test_joined_and_split_accents_name_one_place(reader: Client, pair: dict[str, str]) -> None:
    """LANG-2: both forms are the same selection."""
    links = [
        reader.get("/v1/locations/" + form).json().get("id") for form in (pair["nfc"], pair["nfd"])
    ]
    assert links[0] == links[1] is not None


def test_page_1(reader: Client, publish: Publish) -> None:
    case = read_case("page-1.json")
    keys = {item["key"]: ids.new_id() for item in case["releases"]}
    released = [a_document(id=keys[item["key"]], title=item["title"]) for item in case["releases"]]
    publish(*released)
    sorts = {"newest": "-published_at", "oldest": "published_at"}
    for asked in case["walks"]:
        path = f"/v1/releases?limit={asked['limit']}&sort={sorts[asked['order']]}"
        found = walk(reader, path)
        assert len(found) == len(set(found)) == case["expect"]["unique_ids"]
        assert found == walk(reader, path)
        assert found == sorted(found, reverse=asked["order"] == "newest")


def page_2() -> list[str]:
    lines = (CASES / "page-2.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("line", page_2())
def test_page_2(reader: Client, publish: Publish, line: str) -> None:
    publish(*(a_document() for _ in range(3)))
    if line.startswith("id path "):
        assert reader.get("/v1" + line.removeprefix("id path ")).status_code == 404
        return
    good = reader.get("/v1/releases?limit=1").json()["links"]["next"].split("cursor=")[1]
    query = line.replace("<a good cursor cut by one character>", good[:-1])
    query = query.replace("<a good cursor>", good)
    if "another filter" in query:
        for other in ("kind=event", "sort=published_at"):
            assert reader.get(f"/v1/releases?{other}&cursor={good}").status_code == 422
        return
    answer = reader.get(f"/v1/releases?{query}")
    if query == "cursor=":
        assert answer.status_code == 200  # the empty field of a form
        return
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]


def test_a_good_cursor_can_be_followed_with_another_limit(reader: Client, publish: Publish) -> None:
    publish(*(a_document() for _ in range(4)))
    url = reader.get("/v1/releases?limit=1").json()["links"]["next"]
    assert len(listed(reader.get(path_of(url.replace("limit=1", "limit=3"))))) == 3


def test_time_1(reader: Client, publish: Publish) -> None:
    case = read_case("time-1.json")
    keys: dict[str, UUID] = {item["key"]: ids.new_id() for item in case["releases"]}
    publish(*(timed(item, keys[item["key"]]) for item in case["releases"]))
    for asked in case["queries"]:
        answer = reader.get(f"/v1/releases?{asked['q']}")
        if "status" in asked:
            assert answer.status_code == asked["status"], asked
            continue
        # An instant is compared with the days of the newsroom: R4's day is not over before it.
        wanted = {*asked["ids"], *(["R4"] if "note" in asked else [])}
        assert set(listed(answer)) == {keys[key] for key in wanted}, asked


def timed(item: dict[str, str], release_id: UUID) -> PublicRelease:
    if "published_on" in item:
        return known_by_day(date.fromisoformat(item["published_on"]), id=release_id)
    document = PublicRelease.model_validate(
        {**a_document(id=release_id).model_dump(), "published_at": item["published_at"]}
    )
    return document


def test_time_2(reader: Client, publish: Publish) -> None:
    case = read_case("time-2.json")
    released = [timed({"published_at": at}, ids.new_id()) for at in case["same_instant"]]
    publish(*released)
    assert listed(reader.get("/v1/releases?sort=published_at")) == [each.id for each in released]
    for release in reader.get("/v1/releases").json()["data"]:
        assert release["published_at"] == case["instant"]
    for asked in case["queries"]:
        answer = reader.get(f"/v1/releases?{asked['q']}")
        if "note" in asked:
            assert answer.status_code == 422
            assert "%2B" in answer.json()["errors"][0]["suggestion"]
        else:
            assert answer.json()["meta"]["total"] == len(listed(answer)) == asked["count"]
    assert reader.get(f"/v1/releases?date={case['naive']}").status_code == 422


QUERY_1 = {
    "theme health OR migration": [
        "theme=health,migration-displacement",
        "theme=health&theme=migration-displacement",
        "theme=Migration-Displacement,HEALTH",
    ],
    "theme health AND migration": ["theme.all=health,migration-displacement"],
    "location TR, theme health OR migration": ["location=TR&theme=health,migration-displacement"],
    "location TR OR GR": ["location=TR,GR", "location=tr&location=grc"],
    "theme health given twice": ["theme=health&theme=health", "theme=health,health"],
    "theme nosuch": ["theme=nosuch"],
}
# The file's short names, and the themes of the taxonomy that stand for them here.
QUERY_1_THEMES = {
    "health": "health",
    "migration": "migration-displacement",
    "education": "education",
}


@pytest.mark.parametrize("asked", read_case("query-1.json")["queries"], ids=lambda q: q["means"])
def test_query_1(reader: Client, publish: Publish, asked: dict[str, Any]) -> None:
    case = read_case("query-1.json")
    keys: dict[str, UUID] = {item["key"]: ids.new_id() for item in case["releases"]}
    publish(
        *(
            timed(item, keys[item["key"]]).model_copy(
                update={
                    "themes": tuple(a_theme(QUERY_1_THEMES[name]) for name in item["theme"]),
                    "locations": tuple(a_place(place) for place in item["location"]),
                }
            )
            for item in case["releases"]
        )
    )
    for query in QUERY_1[asked["means"]]:
        answer = reader.get(f"/v1/releases?{query}")
        if "note" in asked:
            assert answer.status_code == 422
            continue
        expected = {keys[key] for key in asked["ids"]}
        found = listed(answer)
        assert len(found) == answer.json()["meta"]["total"] == len(expected)
        assert set(found) == expected
        assert set(walk(reader, f"/v1/releases?{query}&limit=2")) == expected


@pytest.mark.parametrize("limit", [1, 100])
def test_a_list_takes_as_many_statements_whatever_the_page_size(
    reader: Client, publish: Publish, database: Database, limit: int
) -> None:
    publish(*(a_document(locations=(edirne(),)) for _ in range(limit)))
    # The index is read; no document is.
    assert not listed(reader.get("/v1/releases?date=1999"))
    query = "location=TR,145&location.not=CH&theme.not=health,education&date=2024&limit="
    with counted(database) as statements:
        assert len(listed(reader.get(f"/v1/releases?{query}{limit}"))) == limit
    # The places and the themes that are asked for, the mark of the log, the documents.
    assert len(statements) == 4, statements
    # What the names mean is known now, and the documents are in memory.
    for again in (f"{query}{limit}&sort=published_at", f"limit={limit}"):
        with counted(database) as statements:
            assert len(listed(reader.get(f"/v1/releases?{again}"))) == limit
        assert statements == []


def test_a_release_is_one_statement(reader: Client, publish: Publish, database: Database) -> None:
    document = a_document()
    publish(document)
    # Labels are read once.
    assert reader.get("/v1/releases/unknown").status_code == 404
    for address in (document.slug, document.id, "unknown"):
        with counted(database) as statements:
            reader.get(f"/v1/releases/{address}")
        assert len(statements) == 1, statements


def test_a_name_that_means_something_else_now_is_not_taken_from_memory(
    reader: Client, publish: Publish, database: Database
) -> None:
    """Another process writes: nothing but the log's mark tells of it."""
    publish(a_document(themes=(a_theme("health"),)), a_document(themes=(a_theme("education"),)))
    asked = "/v1/releases?theme=wellbeing"
    for known_as, count in (("health", 1), ("education", 1), (None, 0)):
        with database.write() as session:
            for theme_id in ("health", "education"):
                theme = session.get_one(Theme, theme_id)
                labels = {"en": "wellbeing" if theme_id == known_as else theme_id}
                theme.labels = json.dumps(labels)
            log.lock(session, words=1)
        for _ in range(2):
            answer = reader.get(asked)
            assert answer.status_code == (200 if known_as else 422)
            shown = answer.json().get("data", ())
            assert [release["themes"][0]["id"] for release in shown] == [known_as] * count


def test_a_list_changes_its_tag_when_its_newest_release_is_withdrawn(
    reader: Client, publish: Publish, database: Database
) -> None:
    """HTTP-1."""
    old, newest = a_document(), a_document(published_at=LATER)
    publish(old, newest)
    first = reader.get("/v1/releases")
    known = {"If-None-Match": first.headers["etag"]}
    assert reader.get("/v1/releases", headers=known).status_code == 304
    withdraw(database, newest)
    assert listed(reader.get("/v1/releases", headers=known)) == [old.id]
    since = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert listed(reader.get("/v1/releases", headers=since)) == [old.id]


def test_a_release_changes_its_tag_with_what_it_shows(reader: Client, publish: Publish) -> None:
    document = a_document()
    publish(document)
    path = f"/v1/releases/{document.id}"
    known = {"If-None-Match": reader.get(path).headers["etag"]}
    assert reader.get(path, headers=known).status_code == 304
    publish(document.model_copy(update={"version": 2, "themes": (a_theme(),)}))
    assert reader.get(path, headers=known).status_code == 200


def test_answers_may_be_kept_but_are_asked_for_again(reader: Client, publish: Publish) -> None:
    document = a_document()
    publish(document)
    for path in ("/v1/releases", f"/v1/releases/{document.id}"):
        assert reader.get(path).headers["cache-control"] == "public, max-age=0, must-revalidate"
        head = reader.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == reader.get(path).headers["etag"]
    assert reader.get("/v1/releases/nothing").headers["cache-control"] == "no-store"
