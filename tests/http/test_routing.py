"""Routes refuse what they did not declare."""

import asyncio
import threading
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, Depends, Query
from pydantic import BaseModel, Field

from app.http import routing
from app.http.routing import MERGE_PATCH, Router, RouteTable
from tests.client import BASE_URL, Client
from tests.http.small_app import small_app
from tests.waiting import PATIENCE_SECONDS

router = Router(prefix="/v1")


class Filters(BaseModel):
    location: list[str] = Field(default_factory=list)
    location_all: list[str] = Field(default_factory=list, alias="location.all")
    sort: str = "-published_at"


def page(limit: int = 20) -> int:
    return limit


@router.get("/things")
def list_things(
    filters: Annotated[Filters, Query()], limit: Annotated[int, Depends(page)], q: str | None = None
) -> dict[str, Any]:
    """Things."""
    return {"filters": filters.model_dump(by_alias=True), "limit": limit, "q": q}


@router.get("/things/{slug}")
def get_thing(slug: str) -> dict[str, str]:
    """One thing."""
    return {"slug": slug}


class Thing(BaseModel):
    title: str
    tags: list[str] = []


@router.post("/things", status_code=201)
def create_thing(thing: Thing) -> Thing:
    """Make one."""
    return thing


@router.patch("/things/{slug}")
def patch_thing(
    slug: str, patch: Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)]
) -> dict[str, Any]:
    """Change one."""
    return {"slug": slug, **patch}


@pytest.fixture
def client() -> Client:
    return Client(small_app(router))


def test_declared_parameters_pass_also_those_of_models_and_dependencies(client: Client) -> None:
    answer = client.get("/v1/things?location=TR&location=CH&location.all=a&limit=3&q=x&sort=y")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "filters": {"location": ["TR", "CH"], "location.all": ["a"], "sort": "y"},
        "limit": 3,
        "q": "x",
    }


def test_unknown_parameter_is_refused_with_the_nearest_known_one(client: Client) -> None:
    answer = client.get("/v1/things?locaton=TR&zzzzzz=1")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "detail": "Unknown parameter; did you mean 'location'?",
            "parameter": "locaton",
            "suggestion": "location",
        },
        {
            "detail": "Unknown parameter; known here: limit, location, location.all, q, sort.",
            "parameter": "zzzzzz",
        },
    ]


def test_parameter_of_one_value_given_twice_is_refused(client: Client) -> None:
    answer = client.get("/v1/things?limit=1&limit=2")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"detail": "Give this parameter once, not 2 times.", "parameter": "limit"}
    ]


@pytest.mark.parametrize("value", ["%00", "a%00b", "%ED%A0%80", "%FF"])
def test_unreadable_text_in_the_query_is_422_and_in_the_path_404(
    client: Client, value: str
) -> None:
    in_query = client.get(f"/v1/things?q={value}")
    assert in_query.status_code == 422
    assert in_query.json()["errors"][0]["parameter"] == "q"
    assert client.get(f"/v1/things?{value}=1").status_code == 422
    assert client.get(f"/v1/things/{value}").status_code == 404


def test_address_without_parameters_says_so(client: Client) -> None:
    answer = client.get("/v1/things/x?y=1")
    assert answer.json()["detail"] == "`y`: Unknown parameter; this address takes no parameters."


@pytest.mark.parametrize(
    "content_type", ["application/xml", "text/plain", None, "application/json; charset=utf-16"]
)
def test_body_of_another_type_is_415_and_names_the_right_one(
    client: Client, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.post("/v1/things", content=b'{"title":"x"}', headers=headers)
    assert answer.status_code == 415
    assert answer.headers["accept-post"] == "application/json"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("content_type", [MERGE_PATCH, "application/json; charset=UTF-8"])
def test_merge_patch_is_taken_under_its_name_and_its_alias(
    client: Client, content_type: str
) -> None:
    answer = client.patch(
        "/v1/things/a", content=b'{"x":null}', headers={"Content-Type": content_type}
    )
    assert answer.json() == {"slug": "a", "x": None}


def test_patch_of_another_type_names_accept_patch(client: Client) -> None:
    answer = client.patch(
        "/v1/things/a", content=b"[]", headers={"Content-Type": "application/json-patch+json"}
    )
    assert answer.status_code == 415
    assert answer.headers["accept-patch"] == "application/merge-patch+json, application/json"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"title": }', "The body is not JSON: Expecting value at line 1, column 11."),
        (b'{"title":"\xff"}', "The body is not UTF-8: byte 10 cannot be read."),
        (b"[" * 100_000, "The body is nested too deeply: over 100 levels."),
        (b'{"title":NaN}', "NaN is not JSON."),
        (b'{"title":"a","title":"b"}', "The name 'title' is given twice in one object."),
        (b'{"title":' + b"1" * 5_000 + b"}", "The body holds a number that is too long."),
    ],
)
def test_body_that_is_not_strict_json_is_400_with_the_place(
    client: Client, body: bytes, detail: str
) -> None:
    answer = client.post("/v1/things", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert answer.json()["type"] == "https://press.example/problems/malformed-request"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'{"title":"a\u0000b"}', "#/title"),
        (rb'{"title":"ok","tags":["t\u0000"]}', "#/tags/0"),
        (rb'{"title":"\ud800"}', "#/title"),
        (rb'{"title":"ok","\u0000":1}', "#"),
        (rb'{"title":"ok","a/b":{"c~":"\udfff"}}', "#/a~1b/c~0"),
    ],
)
def test_zero_byte_and_lone_surrogate_are_422_at_their_place(
    client: Client, body: bytes, pointer: str
) -> None:
    answer = client.post("/v1/things", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_surrogate_pair_is_a_character(client: Client) -> None:
    answer = client.post(
        "/v1/things",
        content=rb'{"title":"\ud83d\ude00"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.json()["title"] == "\N{GRINNING FACE}"


def test_route_table_knows_the_paths_of_its_routers() -> None:
    outer = Router(prefix="/v2/more")
    outer.add_api_route("/deep/{id}", get_thing, methods=["GET"])
    table = RouteTable.of(small_app(outer))
    assert table.template(get_thing) == "/v2/more/deep/{id}"
    assert table.allowed("/v2/more/deep/1") == "GET, HEAD, OPTIONS"
    assert table.allowed("/v2/more/deep") is None


def test_a_request_that_gets_no_place_in_time_is_503_and_the_place_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routing, "AT_ONCE", 1)
    begun, done = threading.Event(), threading.Event()
    slow = Router()

    @slow.get("/slow")
    def wait_for_it() -> int:
        begun.set()
        done.wait(PATIENCE_SECONDS)
        return 1

    @slow.get("/quick")
    async def wait_for_nothing() -> int:
        return 2

    app = small_app(slow, pool_wait_seconds=0.1)

    async def run() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            first = asyncio.create_task(client.get("/slow"))
            assert await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
            refused = await client.get("/slow")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
            assert (await client.get("/quick")).status_code == 200
            done.set()
            assert (await first).status_code == 200
            assert (await client.get("/slow")).status_code == 200

    asyncio.run(run())


def test_a_router_tells_what_all_of_its_paths_begin_with() -> None:
    mixed = Router()
    for path in ("/v1/feeds.opml", "/v1/feeds/{name}"):
        mixed.get(path)(get_thing)
    assert router.beginning == "/v1/things"
    assert mixed.beginning == "/v1/feeds"
    assert Router().beginning == ""


def test_routers_are_found_whatever_the_others_begin_with() -> None:
    other = Router(prefix="/v1/other")
    other.get("/{slug}")(get_thing)
    client = Client(small_app(other, router))
    for path in ("/v1/other/a", "/v1/things/a"):
        assert client.get(path).json() == {"slug": "a"}
    assert client.get("/v1/others").status_code == 404
    assert client.post("/v1/other/a").status_code == 405
