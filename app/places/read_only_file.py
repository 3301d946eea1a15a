"""A SQLite file of data that ships with the product."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class ReadOnlyFile:
    """A SQLite file that never changes.

    Each thread has its own connection, with `cache_kb` of pages, and waits for none.
    """

    def __init__(self, path: Path, cache_kb: int) -> None:
        self._path = path
        self._cache_kb = cache_kb
        self._local = threading.local()

    def rows(self, statement: str, values: Iterable[object]) -> list[Any]:
        """Returns all rows of a statement."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        rows: list[Any] = connection.execute(statement, tuple(values)).fetchall()
        return rows

    def _open(self) -> sqlite3.Connection:
        # `immutable`: no lock, no journal; the file may lie on read-only media.
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True)
        # The page cache of the system serves all threads. Mapped pages would count as memory of
        # the process, once for each thread.
        connection.execute(f"PRAGMA cache_size = -{self._cache_kb}")
        return connection
