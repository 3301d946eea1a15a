"""The application: middleware, problem handlers, and one visible list of routers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from app.auth import audit_routes as audit
from app.auth import routes as auth
from app.auth.caller import TokenVerifier
from app.changes import routes as changes
from app.core import health, logs, metrics, problem_pages, reference, schema
from app.core.db import Database
from app.core.settings import Settings
from app.core.web_app import WebApp
from app.public import feeds, places, themes
from app.public import releases as public_releases
from app.releases import batch_routes as batch
from app.releases import editing_routes as editing
from app.releases import embargo_routes as embargoed
from app.releases import preview_routes as previews
from app.releases import review_routes as review
from app.releases import revision_routes as revisions
from app.releases import routes as editorial
from app.releases.publish_first import publish_first
from app.releases.watch import DueWatch
from app.themes import taxonomy
from app.themes.taxonomy import Taxonomy, built_in

ROUTERS = (
    feeds.router,  # /v1/releases.rss, /v1/releases/{id}.html and the like
    public_releases.router,  # /v1/releases
    places.router,  # /v1/locations
    themes.router,  # /v1/themes
    changes.router,  # /v1/changes
    editorial.router,  # /v1/editorial/releases
    batch.router,  # /v1/editorial/releases:batch
    revisions.router,  # /v1/editorial/releases/{id}/revisions
    review.router,  # /v1/editorial/releases/{id}/preflight, /audit
    editing.router,  # /v1/editorial/releases/{id}/editing
    previews.router,  # /v1/editorial/releases/{id}/preview-link, /v1/editorial/preview-links
    previews.previews,  # /v1/previews
    audit.router,  # /v1/editorial/audit
    embargoed.router,  # /v1/embargoed/releases
    auth.router,  # /v1/keys
    problem_pages.router,  # /problems
    reference.router,  # /v1/openapi.json, /docs
    health.router,  # /health
    metrics.router,  # /metrics
)
# What these answer depends on no release: before every other door, what is due is published first.
TIMELESS = (auth.router, problem_pages.router, reference.router, health.router, metrics.router)


def prepare(settings: Settings) -> None:
    """Bring the database to the newest schema and load the taxonomy. Safe to run at any time."""
    database = Database(settings)
    try:
        schema.upgrade(database)
        with database.write() as session:
            taxonomy.load(session, _taxonomy(settings))
    finally:
        database.close()


def _taxonomy(settings: Settings) -> Taxonomy:
    if settings.themes_file is None:
        return built_in()
    return taxonomy.read(Path(settings.themes_file))


def _token_verifier(settings: Settings) -> TokenVerifier | None:
    if settings.oidc_issuer is None:
        return None
    # The cryptography behind it takes a fifth of a second to load: who has no issuer does not wait.
    verifier: TokenVerifier | None = import_module("app.auth.oidc").verifier_for(settings)
    return verifier


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service over the database that `settings` name."""
    chosen = settings or Settings()
    logs.configure(chosen)
    database = Database(chosen)
    watch = DueWatch(database, chosen.zone)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(watch.start)
        yield
        await run_in_threadpool(watch.stop)
        database.close()

    app = WebApp(chosen, lifespan=lifespan)
    app.state.database = database
    app.state.token_verifier = _token_verifier(chosen)
    app.state.due = watch
    for router in ROUTERS:
        first = [] if router in TIMELESS else [Depends(publish_first)]
        app.include_router(router, dependencies=first)
    return app
