"""The application: its parts, put together, and one visible list of routers."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from app.auth import audit_routes as audit
from app.auth import routes as auth
from app.auth.caller import Scope, TokenVerifier
from app.auth.deps import needs
from app.base import clock, logs
from app.base.settings import Settings
from app.cdn.purge import Purges
from app.db import schema
from app.db.database import PATIENT, Database
from app.http.server import health, metrics, problem_pages, reference
from app.http.server.shutdown import on_shutdown
from app.http.server.web_app import WebApp
from app.media.store import MediaStore
from app.organisations.queries import require_organisation
from app.outbound.client import GuardedClient
from app.public import facets, related
from app.public import releases as public_releases
from app.public.discovery import catalogue, newsroom, sitemaps
from app.public.feeds import archives, opml, routes
from app.public.feeds.topics import Topics
from app.public.media import press_kit
from app.public.media import routes as files
from app.public.organisations import routes as organisations
from app.public.places import routes as places
from app.public.themes import routes as themes
from app.published.reading.follower import Follower, replica_measure
from app.published.reading.index_keeping import IndexKeeper
from app.published.reading.snapshot import Snapshot
from app.releases.acts.prepared_publication import PublicationQueue
from app.releases.audit import Actor
from app.releases.batch import routes as batch
from app.releases.contacts import routes as contacts
from app.releases.desk import editing_routes as editing
from app.releases.desk import review_routes as review
from app.releases.desk import routes as editorial
from app.releases.embargo import group_routes as embargo_groups
from app.releases.embargo import routes as embargoed
from app.releases.previews import routes as previews
from app.releases.revisions import routes as revisions
from app.releases.schedule.watch import DueWatch, publish_first
from app.releases.suggestions import routes as suggestions
from app.stream import routes as changes
from app.stream.live import Broadcaster
from app.themes import taxonomy
from app.themes.taxonomy import Taxonomy, built_in
from app.uploads import part_routes
from app.uploads import routes as uploads
from app.uploads.processing import FileProcessor
from app.uploads.sweep import MediaSweep
from app.vocabularies.organisations import routes as editorial_organisations
from app.vocabularies.places import routes as editorial_places
from app.vocabularies.themes import acts as theme_acts
from app.vocabularies.themes import routes as editorial_themes
from app.webhooks.delivery import routes as deliveries
from app.webhooks.delivery.events import events
from app.webhooks.delivery.worker import Webhooks
from app.webhooks.reach import routes as reach
from app.webhooks.subscriptions import routes as subscriptions
from app.websub import routes as websub
from app.websub.hub import WebsubHub
from app.websub.reach import list_subscriber_reach

ROUTERS = (
    public_releases.collection,  # /v1/releases
    press_kit.router,  # /v1/releases/{id}.zip
    routes.router,  # /v1/releases.rss, /v1/releases/{id}.html and the like
    facets.router,  # /v1/releases/facets
    public_releases.router,  # /v1/releases/{id}
    related.router,  # /v1/releases/{id}/related
    files.router,  # /v1/media/{address}
    places.router,  # /v1/locations
    themes.router,  # /v1/themes
    organisations.router,  # /v1/organisations
    changes.router,  # /v1/changes
    archives.router,  # /v1/archive/{part}.atom
    websub.router,  # /v1/websub
    subscriptions.router,  # /v1/subscriptions
    deliveries.router,  # /v1/subscriptions/{id}/deliveries, /replay, /test
    sitemaps.router,  # /sitemap.xml, /sitemap-news.xml, /sitemap-{part}.xml
    opml.router,  # /v1/feeds.opml
    newsroom.router,  # /v1
    catalogue.router,  # /robots.txt, /.well-known/api-catalog
    editorial.router,  # /v1/editorial/releases
    batch.router,  # /v1/editorial/releases:batch
    revisions.router,  # /v1/editorial/releases/{id}/revisions
    suggestions.router,  # /v1/editorial/suggest
    editorial_themes.router,  # /v1/editorial/themes
    review.router,  # /v1/editorial/releases/{id}/preflight, /audit
    reach.router,  # /v1/editorial/releases/{id}/reach
    editing.router,  # /v1/editorial/releases/{id}/editing
    previews.router,  # /v1/editorial/releases/{id}/preview-link, /v1/editorial/preview-links
    previews.previews,  # /v1/previews
    editorial_places.router,  # /v1/editorial/locations
    editorial_organisations.router,  # /v1/editorial/organisations
    part_routes.router,  # /v1/editorial/media/uploads
    uploads.router,  # /v1/editorial/media
    audit.router,  # /v1/editorial/audit
    embargo_groups.router,  # /v1/editorial/embargo-groups
    embargoed.router,  # /v1/embargoed/releases
    contacts.router,  # /v1/releases/{id}/contacts
    auth.router,  # /v1/keys
    problem_pages.router,  # /problems
    reference.router,  # /v1/openapi.json, /docs
    health.router,  # /health
    metrics.router,  # /metrics
)
# No release changes what these answer. Before every other answer, what is due is published.
TIMELESS = (
    catalogue.router,
    auth.router,
    problem_pages.router,
    reference.router,
    health.router,
    metrics.router,
)
# `http` stands below `auth`, so that who may read the numbers is said here.
MAY_READ_METRICS = needs(Scope.METRICS, newsroom_wide=True)


def prepare(settings: Settings) -> None:
    """Bring the database to the newest schema and load the taxonomy. Safe to run at any time."""
    database = Database(settings.model_copy(update=PATIENT))
    try:
        schema.upgrade(database)
        with database.write() as session:
            by = Actor("taxonomy", clock.now(), zone=settings.zone)
            theme_acts.load(session, _taxonomy(settings), by)
    finally:
        database.close()


def _taxonomy(settings: Settings) -> Taxonomy:
    if settings.themes_file is None:
        return built_in()
    return taxonomy.read(Path(settings.themes_file))


def _token_verifier(settings: Settings) -> TokenVerifier | None:
    if settings.oidc_issuer is None:
        return None
    # Its cryptography takes a fifth of a second to load, which nobody without an issuer waits for.
    verifier: TokenVerifier | None = import_module("app.auth.oidc").verifier_for(settings)
    return verifier


def serving_app() -> FastAPI:
    """Return the app of a process that does nothing but serve it."""
    app = create_app()
    # What was loaded at the start lives as long as the process. A garbage collection of all of it
    # took a tenth of a second, in which no request was answered.
    gc.collect()
    gc.freeze()
    return app


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the whole service over the database that `settings` name."""
    chosen = settings or Settings()
    logs.configure(chosen)
    database = Database(chosen)
    watch = DueWatch(database, chosen.zone)
    snapshot = Snapshot(chosen.zone, language=chosen.default_language)
    follower = Follower(database, snapshot, watch)
    if database.replica is not None:
        database.replica.measure = replica_measure(database, follower)
    keeper = IndexKeeper(database, snapshot.index)
    callbacks = GuardedClient(allow_private=chosen.callbacks_to_private_hosts)
    webhooks = Webhooks(database, snapshot, chosen, callbacks)
    purges = Purges(database, chosen, follower)
    files = FileProcessor(chosen, MediaStore(chosen))
    sweep = MediaSweep(database, files.store)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        watch.begin()
        follower.start()
        for start in (webhooks.start, hub.start, purges.start, keeper.start, sweep.start):
            await run_in_threadpool(start)
        with on_shutdown(follower.release):
            yield
        for stop in (sweep.stop, keeper.stop, purges.stop, hub.stop, webhooks.stop, follower.stop):
            await run_in_threadpool(stop)
        database.close()

    app = WebApp(chosen, lifespan=lifespan)
    app.state.database = database
    app.state.token_verifier = _token_verifier(chosen)
    # `auth` stands below `organisations`.
    app.state.require_organisation = require_organisation
    app.state.due = watch
    app.state.publications = PublicationQueue(database)
    app.state.follower = follower
    app.state.callbacks = callbacks
    app.state.webhooks = webhooks
    app.state.live = Broadcaster(database, snapshot, follower)
    app.state.media, app.state.files = files.store, files
    app.state.topics = topics = Topics(app)
    app.state.hub_reach = partial(list_subscriber_reach, topics.selection)
    # A hub that the operator named may be in the operator's own network.
    to_hub = GuardedClient(allow_private=True).call
    hub = WebsubHub(database, chosen, topics.render, callbacks.call, to_hub)
    _include_routers(app)
    return app


def _include_routers(app: WebApp) -> None:
    app.webhooks.include_router(events)
    for router in ROUTERS:
        first = [] if router in TIMELESS else [Depends(publish_first)]
        guards = [MAY_READ_METRICS] if router is metrics.router else []
        app.include_router(router, dependencies=[*guards, *first])
