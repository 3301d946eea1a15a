"""A SQLite file that nobody changes, read by all threads of a process."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class ReadOnlyFile:
    """Opened when it is first asked. One connection: each would have all of it in its memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def rows(self, statement: str, values: Iterable[object]) -> list[Any]:
        """What the file answers to a statement in SQL."""
        with self._lock:
            if self._connection is None:
                self._connection = self._open()
            rows: list[Any] = self._connection.execute(statement, tuple(values)).fetchall()
        return rows

    def _open(self) -> sqlite3.Connection:
        # `immutable`: no lock, no journal; the file may lie on read-only media.
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute("PRAGMA mmap_size = 33554432")
        return connection
