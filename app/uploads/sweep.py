"""Sweeps what uploads leave behind: objects of the store that no file needs, and their folders.

A process that is killed half-way leaves a folder. An upload that fails after its objects were
stored, a file that was removed, renditions that were made anew: they leave objects without a row,
which nobody can have. Both go when they are old enough to belong to nothing that is under way.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import gettempdir

import structlog
from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.base import clock
from app.base.poller import Poller
from app.db.database import Database
from app.media.models import MediaObject, MediaUpload
from app.media.store import MediaStore, StoreUnavailable
from app.published.media import ENDINGS
from app.published.models import PublishedMedia
from app.uploads.processing import FOLDER_PREFIX

# No upload takes so long: `body_limit.FILES_PATIENCE` ends it.
KEPT_FOR = timedelta(days=1)
_EVERY_SECONDS = 6 * 3_600.0
_AT_ONCE = 500

log = structlog.get_logger("dateline.media")


class MediaSweep(Poller):
    """Sweeps when it starts, and a few times a day."""

    def __init__(self, database: Database, store: MediaStore) -> None:
        self._database, self._store = database, store
        super().__init__("media sweep", self._sweep)

    def _sweep(self) -> float:
        sweep_folders(Path(gettempdir()), clock.now())
        try:
            sweep(self._database, self._store, clock.now())
        except StoreUnavailable:
            log.warning("store not swept")
        return _EVERY_SECONDS


def sweep_folders(below: Path, now: datetime) -> None:
    """Remove the folders of uploads that began `KEPT_FOR` ago or earlier: their process is gone."""
    for folder in below.glob(f"{FOLDER_PREFIX}*"):
        _remove_folder(folder, now - KEPT_FOR)


def sweep(database: Database, store: MediaStore, now: datetime) -> int:
    """Remove what was stored `KEPT_FOR` ago or earlier and is needed by no file.

    Returns how many objects went. What is stored again counts as new. Raises StoreUnavailable.
    """
    before = now - KEPT_FOR
    with database.write() as session:
        session.execute(delete(MediaUpload).where(col(MediaUpload.created_at) <= before))
    removed = 0
    for part in _parts(store.list_before(before)):
        with database.read() as session:
            needed = _needed(session, part)
        for sha256 in part:
            # Asked again: somebody may be storing it anew.
            if sha256 not in needed and store.is_from_before(sha256, before):
                store.delete(sha256)
                removed += 1
    return removed


def _needed(session: Session, hashes: Sequence[str]) -> set[str]:
    """Returns those that files or public documents name.

    A release that is kept under a notice shows a file as it was when it was withdrawn.
    """
    named = select(MediaObject.sha256).where(col(MediaObject.sha256).in_(hashes))
    addresses = [f"{sha256}.{ending}" for sha256 in hashes for ending in ENDINGS.values()]
    shown = select(PublishedMedia.address).where(col(PublishedMedia.address).in_(addresses))
    return {*session.exec(named), *(one.partition(".")[0] for one in session.exec(shown))}


def _remove_folder(folder: Path, before: datetime) -> None:
    try:
        if folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder)
    except OSError:
        # Another process sweeps as well, or it is another user's.
        log.info("folder not swept", folder=folder.name)


def _parts(hashes: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(hashes)
    while part := list(islice(waiting, _AT_ONCE)):
        yield part
