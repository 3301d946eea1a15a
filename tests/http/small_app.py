"""A small app made of the parts of `app/http`, and a real server for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from pydantic import AnyHttpUrl

from app.base import logs
from app.base.settings import Settings
from app.http.server.web_app import WebApp, server_options
from app.published.reading.follower import Follower
from app.published.reading.snapshot import Snapshot
from app.releases.schedule.watch import DueWatch

PUBLIC_URL = AnyHttpUrl("https://press.example")
# Without it structlog draws every fault with all its local values, which takes seconds.
PLAIN_LOGS: list[structlog.typing.Processor] = [
    logs.add_request_id,
    structlog.processors.format_exc_info,
    structlog.processors.KeyValueRenderer(),
]


def small_app(*routers: APIRouter, database: Any = None, **changes: Any) -> WebApp:
    """An app with all layers around `routers`."""
    structlog.configure(processors=PLAIN_LOGS)
    settings = Settings(public_url=PUBLIC_URL, **changes)
    app = WebApp(settings)
    app.state.database = database
    if database is not None:
        schedule = DueWatch(database, settings.zone)
        app.state.follower = Follower(database, Snapshot(settings.zone), schedule)
    for router in routers:
        app.include_router(router)
    return app


@contextmanager
def served(app: FastAPI, **more: Any) -> Iterator[SimpleNamespace]:
    """`app` behind uvicorn on a free port of loopback: `.port`, `.url`, `.connections`."""
    own = server_options(app.state.settings)
    options: dict[str, Any] = {**own, "lifespan": "off", **more}
    config = uvicorn.Config(app, host="127.0.0.1", port=0, **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield SimpleNamespace(
            port=port,
            url=f"http://127.0.0.1:{port}",
            connections=server.server_state.connections,
        )
    finally:
        server.should_exit = True
        thread.join(timeout=10)
