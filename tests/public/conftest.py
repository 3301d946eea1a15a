"""The readers' routes behind all layers, over a database of the test's own."""

from collections.abc import Callable

import pytest

from app.changes import routes as changes
from app.changes.log import ChangeKind
from app.core.db import Database
from app.public import feeds, places, releases, themes
from app.published import store
from app.published.document import PublicRelease
from app.themes import taxonomy
from tests.client import Client
from tests.core.small_app import small_app
from tests.factories import PUBLISHED_AT

Publish = Callable[..., None]


@pytest.fixture
def reader(database: Database) -> Client:
    """A client without a key."""
    with database.write() as session:
        taxonomy.load(session, taxonomy.built_in())
    routers = (feeds.router, releases.router, places.router, themes.router, changes.router)
    return Client(small_app(*routers, database=database))


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
