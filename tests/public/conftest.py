"""The readers' routes behind all layers, over a database of the test's own."""

from collections.abc import Callable

import pytest

from app.changes.log import ChangeKind
from app.db.database import Database
from app.public import facets, related, releases
from app.public.discovery import catalogue, newsroom, sitemaps
from app.public.feeds import archives, opml, routes
from app.public.places import routes as places
from app.public.themes import routes as themes
from app.published.date_order import undated_place
from app.published.document import PublicRelease
from app.published.store import writer
from app.stream import routes as changes
from app.themes import taxonomy
from tests.client import Client
from tests.factories import PUBLISHED_AT
from tests.http.small_app import small_app

Publish = Callable[..., None]
ROUTERS = (
    releases.collection,
    routes.router,
    facets.router,
    releases.router,
    related.router,
    places.router,
    themes.router,
    changes.router,
    archives.router,
    sitemaps.router,
    opml.router,
    newsroom.router,
    catalogue.router,
)


@pytest.fixture
def reader(database: Database) -> Client:
    """A client without a key."""
    with database.write() as session:
        taxonomy.load(session, taxonomy.built_in())
    return Client(small_app(*ROUTERS, database=database))


@pytest.fixture
def publish(database: Database) -> Publish:
    """Makes documents public, each as a new version when it is one."""

    def act(*documents: PublicRelease) -> None:
        with database.write() as session:
            writer.put_many(
                session,
                [
                    writer.Publication(
                        document,
                        document.published_at or undated_place(PUBLISHED_AT),
                        ChangeKind.PUBLISHED if document.version == 1 else ChangeKind.UPDATED,
                    )
                    for document in documents
                ],
            )

    return act
