"""A mirror as a folder: one JSON file for each release, named by its id.

Every file is written under another name, synced, and then renamed; the position in the stream is
written last. So no file is ever half written, and a page that a kill interrupted is applied again.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from app.mirror.follow import START, CannotFollow, Origin, StreamEntry, as_text, last_entries

POSITION_FILE = ".dateline.json"
UNFINISHED = ".unfinished"


class FolderMirror:
    """A `Mirror` in `path`, which is made when it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._origin: Origin | None = None

    def open(self, origin: Origin) -> str:
        """Returns its position in the stream. Raises CannotFollow for another origin."""
        self._path.mkdir(parents=True, exist_ok=True)
        self._origin = origin
        for left in self._path.glob(f"*{UNFINISHED}"):
            left.unlink()
        place = self._path / POSITION_FILE
        if not place.exists():
            return START
        known = json.loads(place.read_text(encoding="utf-8"))
        if (known["url"], known["selection"]) != (origin.url, origin.selection):
            raise CannotFollow(
                f"{self._path} mirrors {known['url']} with the selection {known['selection']!r}."
                " Take another folder."
            )
        since: str = known["since"]
        return since

    def keep(self, changes: Sequence[StreamEntry], since: str) -> None:
        """Write the releases, then the position."""
        for release_id, change in last_entries(changes).items():
            file = self._path / f"{release_id}.json"
            if change.document is not None:
                self._write(file, as_text(change.document))
            elif change.kind == "withdrawn":
                self._write(file, as_text(change.tombstone))
            else:
                file.unlink(missing_ok=True)
        self._sync()
        assert self._origin is not None
        known = {"url": self._origin.url, "selection": self._origin.selection, "since": since}
        self._write(self._path / POSITION_FILE, as_text(known))
        self._sync()

    def _write(self, file: Path, text: str) -> None:
        beside = file.with_name(f"{file.name}{UNFINISHED}")
        with beside.open("w", encoding="utf-8") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        beside.replace(file)

    def _sync(self) -> None:
        """Sync the renames: fsync(2) of a file does not cover its folder."""
        folder = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
