"""The readers' routes behind all layers, over a database of the test's own."""

from collections.abc import Callable

import pytest

from app.changes.log import ChangeKind
from app.core.db import Database
from app.public import archives, discovery, facets, feeds, opml, places, releases, sitemaps, themes
from app.published import store
from app.published.document import PublicRelease
from app.syndication import stream_routes as changes
from app.themes import taxonomy
from tests.client import Client
from tests.core.small_app import small_app
from tests.factories import PUBLISHED_AT

Publish = Callable[..., None]
ROUTERS = (
    feeds.router,
    facets.router,
    releases.router,
    places.router,
    themes.router,
    changes.router,
    archives.router,
    sitemaps.router,
    opml.router,
    discovery.router,
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
            store.put_many(
                session,
                [
                    store.Publication(
                        document,
                        document.published_at or PUBLISHED_AT,
                        ChangeKind.PUBLISHED if document.version == 1 else ChangeKind.UPDATED,
                    )
                    for document in documents
                ],
            )

    return act
