"""A SQLite file that nobody changes, read by all threads of a process."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_CACHE_KB = 512


class ReadOnlyFile:
    """Each thread opens it when it first asks: nobody waits for a long statement of another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def rows(self, statement: str, values: Iterable[object]) -> list[Any]:
        """What the file answers to a statement in SQL."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        rows: list[Any] = connection.execute(statement, tuple(values)).fetchall()
        return rows

    def _open(self) -> sqlite3.Connection:
        # `immutable`: no lock, no journal; the file may lie on read-only media.
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True)
        # The system has the pages, once for all threads: mapped into memory they would count as
        # that of the process for each of its threads.
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        return connection
