"""Has files read, cleaned and rendered: one at a time, each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

import structlog

from app.base.problems import UNSUPPORTED_MEDIA_TYPE, Invalid, Problem
from app.base.settings import Settings
from app.http.problem_answers import unavailable
from app.media.store import MediaStore
from app.uploads.content.child import FileJob, Made, out_of_bounds
from app.uploads.content.credits import Credits
from app.uploads.content.kinds import TAKEN, Objection, Refused

# Names of the folders in which uploads lie until they are stored.
FOLDER_PREFIX = "dateline-upload-"
# Each takes memory up to the bound that `content/child.py` sets.
_AT_ONCE = 1
_SECONDS = 120
# How long a file waits for its turn, and when its sender is told to try again.
_WAIT_SECONDS, _RETRY_AFTER_SECONDS = 30.0, 10
# What a process that decodes hostile files need not know.
_SECRET_PREFIXES = ("DATELINE_", "AWS_")
_CHILD = [sys.executable, "-m", "app.uploads.content.child"]

log = structlog.get_logger("dateline.media")


class FileProcessor:
    """Runs the jobs of one server process. Safe to share between threads."""

    def __init__(self, settings: Settings, store: MediaStore) -> None:
        self._settings, self.store = settings, store
        self._turn = BoundedSemaphore(_AT_ONCE)

    def take(self, source: Path, *, keep_location: bool) -> Made:
        """Clean an uploaded file, render it, and store all of it.

        Raises Problem: 415 for a type that is not taken, 422 for what is broken or too much, 503
        when the store fails. Nobody can get it before a row names it.
        """
        with self._folder() as folder:
            made = self._run(self._job(source, folder, keep_location=keep_location))
            self._keep(folder, made)
        return made

    def render_again(self, sha256: str, words: Credits, focal: tuple[float, float] | None) -> Made:
        """Make and store the renditions of a stored file anew. Raises Problem as `take` does."""
        with self._folder() as folder:
            source = folder / "source"
            with source.open("wb") as file:
                file.writelines(self.store.open(sha256))
            made = self._run(self._job(source, folder, words=words, focal=focal))
            self._keep(folder, made)
        return made

    def _job(
        self,
        source: Path,
        folder: Path,
        *,
        keep_location: bool = False,
        words: Credits | None = None,
        focal: tuple[float, float] | None = None,
    ) -> FileJob:
        return FileJob(
            str(source),
            str(folder),
            self._settings.media_max_pixels,
            self._settings.default_language,
            keep_location,
            focal,
            words,
        )

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
            yield Path(folder)

    def _keep(self, folder: Path, made: Made) -> None:
        # The original last: where it is stored, all of its renditions are.
        hashes = dict.fromkeys(each["sha256"] for each in made.renditions)
        for sha256 in [*hashes, made.sha256] if made.sha256 else hashes:
            self.store.put(sha256, folder / sha256)

    def _run(self, job: FileJob) -> Made:
        if not self._turn.acquire(timeout=_WAIT_SECONDS):
            raise unavailable("Other files are being read. Try again later.", _RETRY_AFTER_SECONDS)
        try:
            answer = _answer_of_child(job)
        finally:
            self._turn.release()
        if answer is None:
            raise _problem(out_of_bounds())
        if "refused" in answer:
            raise _problem(Refused(**answer["refused"]))
        members = answer["made"]
        return Made(**{**members, "credits": Credits(**members["credits"])})


def _answer_of_child(job: FileJob) -> Any:
    """Returns what the child wrote; None for one that crashed or was killed."""
    try:
        ended = subprocess.run(
            _CHILD,
            input=json.dumps(asdict(job)),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env=_harmless_environment(),
            check=False,
        )
        return json.loads(ended.stdout)
    except subprocess.TimeoutExpired:
        log.warning("file took too long")
    except ValueError:
        log.warning("file ended its process")
    return None


def _harmless_environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith(_SECRET_PREFIXES)
    }


def _problem(refused: Refused) -> Problem:
    if refused.objection == Objection.TYPE:
        return Problem(
            UNSUPPORTED_MEDIA_TYPE,
            refused.detail,
            {"found": refused.found, "supported": list(TAKEN)},
            {"Accept-Post": ", ".join(TAKEN)},
        )
    if refused.objection == Objection.TOO_MUCH:
        return Invalid.of(refused.detail, suggestion="Send a smaller one.")
    return Invalid.of(refused.detail, suggestion="Save it anew with another program.")
