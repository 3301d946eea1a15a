"""The store of bytes: a folder, or a bucket of anything that speaks S3; a file lies under its hash.

It knows no rights: bytes are sent only where a row of the database names them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from app.base.problems import UNAVAILABLE, Problem
from app.base.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config

# Bytes that are read at a time, and sent to S3 in one part. Two parts are on their way at once.
PIECE = 1_000_000
_PART, _PARTS_AT_ONCE = 8_000_000, 2
# S3 is asked again for so long; then whoever waits is told to come back.
_PATIENCE = timedelta(seconds=5)
_RETRY_AFTER_SECONDS = "10"
# The first letters of a hash name a folder: a folder of a million files is slow.
_FOLDER_LETTERS = 2


class StoreUnavailable(Problem):
    """503: the store does not answer, is full, refuses us, or lacks what it was given."""

    def __init__(self) -> None:
        super().__init__(
            UNAVAILABLE,
            "The store of files does not answer as it should. Nothing was lost; try again.",
            {},
            {"Retry-After": _RETRY_AFTER_SECONDS},
        )


class MediaStore:
    """Files by the SHA-256 of their bytes, in hexadecimal digits. Safe to share between threads.

    Nothing is opened before the first call. Every method raises StoreUnavailable for whatever goes
    wrong; the cause is logged with it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._opened: ObjectStore | None = None

    def put(self, sha256: str, content: Path | IO[bytes] | bytes) -> None:
        """Store `content`, whole or not at all. What lay there before was the same bytes."""
        with _raising_unavailable():
            obstore.put(
                self._store(),
                _key(sha256),
                content,
                chunk_size=_PART,
                max_concurrency=_PARTS_AT_ONCE,
            )

    def open(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Returns the bytes from `start` up to, but without, `end`, in pieces of a megabyte or so.

        The store is asked before the first piece is taken, so that missing bytes raise at once.
        """
        size = self.size(sha256)
        last = size if end is None else min(end, size)
        if start >= last:
            return iter(())
        with _raising_unavailable():
            found = obstore.get(self._store(), _key(sha256), options={"range": (start, last)})
            return _pieces(found.stream(min_chunk_size=PIECE))

    def size(self, sha256: str) -> int:
        """Returns the number of bytes."""
        with _raising_unavailable():
            return obstore.head(self._store(), _key(sha256))["size"]

    def delete(self, sha256: str) -> None:
        """Remove the bytes. Does nothing where there are none."""
        try:
            with _raising_unavailable():
                obstore.delete(self._store(), _key(sha256))
        except StoreUnavailable as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                raise

    def is_from_before(self, sha256: str, instant: datetime) -> bool:
        """Returns whether the bytes were last stored before `instant`."""
        with _raising_unavailable():
            modified: datetime = obstore.head(self._store(), _key(sha256))["last_modified"]
        return modified < instant

    def list_before(self, instant: datetime) -> Iterator[str]:
        """Returns the hashes of what was stored before `instant`, unordered."""
        with _raising_unavailable():
            for part in obstore.list(self._store(), chunk_size=1_000):
                for found in part:
                    if found["last_modified"] < instant:
                        yield found["path"].rpartition("/")[2]

    def _store(self) -> ObjectStore:
        with self._lock:
            if self._opened is None:
                self._opened = _open(self._settings)
            return self._opened


@contextmanager
def _raising_unavailable() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise StoreUnavailable from error


def _pieces(stream: Iterable[bytes]) -> Iterator[bytes]:
    with _raising_unavailable():
        for piece in stream:
            yield bytes(piece)


def _key(sha256: str) -> str:
    return f"{sha256[:_FOLDER_LETTERS]}/{sha256}"


def _open(settings: Settings) -> ObjectStore:
    address = urlsplit(settings.media_address)
    if address.scheme != "s3":
        return LocalStore(Path(settings.media_address).resolve(), mkdir=True)
    secret, endpoint = settings.media_s3_secret, settings.media_s3_endpoint
    # What is not given comes from the environment of AWS' own tools, or from the machine.
    config: S3Config = {"region": settings.media_s3_region}
    if endpoint is not None:
        config["endpoint"] = str(endpoint)
    if settings.media_s3_key_id is not None:
        config["access_key_id"] = settings.media_s3_key_id
    if secret is not None:
        config["secret_access_key"] = secret.get_secret_value()
    return S3Store(
        address.netloc,
        prefix=address.path.strip("/") or None,
        config=config,
        client_options={
            "allow_http": endpoint is not None and endpoint.scheme == "http",
            "connect_timeout": _PATIENCE,
            "read_timeout": 4 * _PATIENCE,
        },
        retry_config={"max_retries": 3, "retry_timeout": _PATIENCE},
    )
