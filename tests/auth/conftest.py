"""An app with the key routes, one route a scope, and keys to call them with."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import pytest

from app.auth import keys
from app.auth.caller import Caller, Scope
from app.auth.deps import (
    Admin,
    AnyCaller,
    Editor,
    EmbargoReader,
    Publisher,
    Reader,
    Syndicator,
    needs,
)
from app.auth.routes import router as key_router
from app.base import clock
from app.db.database import Database
from app.http.routing import Router
from tests.client import Client
from tests.http.small_app import small_app

MakeKey = Callable[..., keys.MintedKey]


def guarded_routes() -> Any:
    """`/as/SCOPE` for every scope, and `/as/any`; each tells who called."""
    router = Router(prefix="/as")
    kinds = {
        "any": AnyCaller,
        "read": Reader,
        "write": Editor,
        "publish": Publisher,
        "embargo": EmbargoReader,
        "syndicate": Syndicator,
        "metrics": Annotated[Caller, needs(Scope.METRICS)],
        "admin": Admin,
    }
    for name, kind in kinds.items():

        def tell(caller: Caller) -> dict[str, Any]:
            """Who called."""
            return {
                "id": caller.id,
                "name": caller.name,
                "scopes": sorted(caller.scopes),
                "organisation": caller.organisation,
            }

        tell.__annotations__["caller"] = kind
        router.add_api_route(f"/{name}", tell, name=f"get_as_{name}")
    return router


@pytest.fixture
def client(database: Database) -> Client:
    return Client(small_app(key_router, guarded_routes(), database=database))


@pytest.fixture
def make_key(database: Database) -> MakeKey:
    """Makes a key with the scopes given."""

    def make(*scopes: Scope, at: datetime | None = None, **fields: Any) -> keys.MintedKey:
        with database.write() as session:
            return keys.mint_key(
                session, name="Desk", scopes=scopes, at=at or clock.now(), **fields
            )

    return make


def bearer(minted: keys.MintedKey) -> dict[str, str]:
    """The header that shows the key."""
    return {"Authorization": f"Bearer {minted.text}"}
