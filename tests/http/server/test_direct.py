"""A read is called directly where it can be, and answered as FastAPI answers it in any case."""

from typing import Annotated

import pytest
from fastapi import Cookie, Depends, FastAPI, Query, Request, Response
from pydantic import BaseModel, Field

from app.base import clock
from app.base.problems import Gone
from app.db.database import Database
from app.db.installation import read_installation
from app.http import deps
from app.http.deps import AppSettings, CursorKey, Now, PublicSession
from app.http.routing import Router
from app.http.server.plans import comes_first
from tests.client import Client
from tests.http.small_app import small_app


class Wanted(BaseModel):
    """What can be asked."""

    names: list[str] | None = Field(None, alias="name")
    limit: int = Field(3, ge=1, le=9)


@comes_first
async def count_request(request: Request) -> None:
    """Leave a trace of every request."""
    request.app.state.began.append("first")


def _told(request: Request, text: str) -> Response:
    # FastAPI puts its router into the scope on the way to a function.
    return Response(f"{text} by {'FastAPI' if 'router' in request.scope else 'itself'}")


router = Router(prefix="/v1/things")


@router.get("")
def list_things(
    request: Request, given: Annotated[Wanted, Query()], session: PublicSession, key: CursorKey
) -> Response:
    """Things."""
    request.app.state.began.append("session")
    assert read_installation(session).secret == key.hex()
    return _told(request, f"{given.names} {given.limit}")


@router.get("/special.txt")
def get_special(
    request: Request, when: int = 0, taste: Annotated[str | None, Cookie()] = None
) -> Response:
    """One that takes what no plan knows."""
    return _told(request, f"special {when}{taste or ''}")


@router.get("/{name}")
def get_thing(request: Request, name: str, settings: AppSettings, now: Now) -> Response:
    """One thing."""
    if name == "gone":
        raise Gone({"note": "It was."})
    if name == "broken":
        raise RuntimeError("password=hunter2")
    return _told(request, f"{name} {settings.base_url} {now.year > 2000}")


@router.post("")
def create_thing() -> Response:
    """Another method of an address."""
    return Response("made")


@pytest.fixture
def app(database: Database) -> FastAPI:
    outer = Router()
    outer.include_router(router, dependencies=[Depends(count_request)])
    made = small_app(outer, database=database)
    made.state.began = []
    return made


@pytest.fixture
def client(app: FastAPI) -> Client:
    return Client(app)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/v1/things", "None 3"),
        ("/v1/things?name=a&name=b%20c&limit=5", "['a', 'b c'] 5"),
        ("/v1/things?name=", "[''] 3"),
        ("/v1/things/one", "one https://press.example True"),
        ("/v1/things/s%C4%B1r", "sır https://press.example True"),
    ],
)
def test_read_of_what_is_known_needs_no_fastapi(client: Client, path: str, text: str) -> None:
    got = client.get(path)
    assert (got.status_code, got.text) == (200, f"{text} by itself")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/things?limit=5&name=a,b", 200),
        ("GET", "/v1/things?limit=10", 422),
        ("GET", "/v1/things?limit=1&limit=2", 422),
        ("GET", "/v1/things?limt=1", 422),
        ("GET", "/v1/things?name=%00", 422),
        ("GET", "/v1/things?name=%FF", 422),
        ("GET", "/v1/things/one?x=1", 422),
        ("GET", "/v1/things/%FF", 404),
        ("GET", "/v1/things/one/two", 404),
        ("GET", "/v1/things/", 404),
        ("GET", "/v1/things/gone", 410),
        ("GET", "/v1/things/broken", 500),
        ("GET", "/v1/things/special.txt?when=3", 200),
        ("HEAD", "/v1/things", 200),
        ("POST", "/v1/things", 200),
        ("DELETE", "/v1/things", 405),
        ("OPTIONS", "/v1/things/one", 204),
    ],
)
def test_answer_is_that_of_fastapi(
    app: FastAPI, client: Client, method: str, path: str, status: int
) -> None:
    same_id = {"X-Request-Id": "one-id-for-both"}
    direct = client.request(method, path, headers=same_id)
    app.dependency_overrides[object] = object  # what replaces a dependency wants FastAPI
    usual = client.request(method, path, headers=same_id)
    assert direct.status_code == usual.status_code == status
    # One word longer or shorter is who called the function.
    told = usual.text.replace("FastAPI", "itself")
    assert direct.text.replace("FastAPI", "itself") == told
    lengths = {"content-length"}
    assert {pair for pair in direct.headers.items() if pair[0] not in lengths} == {
        pair for pair in usual.headers.items() if pair[0] not in lengths
    }


def test_route_that_was_declared_earlier_has_the_address(client: Client) -> None:
    assert client.get("/v1/things/special.txt").text == "special 0 by FastAPI"


def test_dependency_of_the_router_comes_before_the_function(app: FastAPI, client: Client) -> None:
    assert client.get("/v1/things").text.endswith("by itself")
    assert app.state.began == ["first", "session"]


def test_replaced_dependency_is_respected(app: FastAPI, client: Client) -> None:
    app.dependency_overrides[deps.now] = lambda: clock.now().replace(year=1999)
    assert client.get("/v1/things/one").text == "one https://press.example False by FastAPI"


def test_request_with_a_body_passes_the_layers_for_bodies(client: Client) -> None:
    got = client.request("GET", "/v1/things", headers={"Content-Encoding": "gzip"})
    assert got.status_code == 415
