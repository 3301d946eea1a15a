"""A server process with the sample page and what clients have to cope with beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.base.settings import Settings
from app.importers.loading.sample import load_sample
from app.main import prepare
from tests.behaviour.processes.live_server import serving
from tests.newsroom import Newsroom

THEME = "health"
KIND = "statement"
NOTICE = "Issued in error."
NOTE = "The number of ferries."


@dataclass(frozen=True)
class PressRoom:
    """Where the server is, and what became of three statements about health, in this order.

    `moved` was published under `old_slug` and has another slug since; `corrected` was corrected;
    `withdrawn` was withdrawn.
    """

    url: str
    moved: str
    old_slug: str
    corrected: str
    withdrawn: str

    def environment(self) -> dict[str, str]:
        """All of it as DATELINE_TEST_... variables, for tests in other languages."""
        named = {**asdict(self), "theme": THEME, "notice": NOTICE, "note": NOTE}
        return {f"DATELINE_TEST_{name.upper()}": value for name, value in named.items()}


@contextmanager
def open_press_room(folder: Path) -> Iterator[PressRoom]:
    """A press room over a SQLite file of its own in `folder`."""
    settings = Settings(database_url=f"sqlite:///{folder / 'dateline.db'}")
    prepare(settings)
    load_sample(settings)
    newsroom = Newsroom(settings)
    about = {"themes": [THEME], "kind": KIND, "locations": ["TR"], "body_text": "All of it."}
    moved = newsroom.published(title="Ferry service", slug="old-ferry", **about)
    newsroom.act(newsroom.edit(moved, slug="new-ferry"), "update")
    corrected = newsroom.published(title="Two ferries", **about)
    corrected = newsroom.edit(corrected, title="Three ferries")
    newsroom.act(corrected, "correct", note=NOTE, severity="minor", action="update")
    withdrawn = newsroom.published(title="No ferries", **about)
    newsroom.act(withdrawn, "withdraw", notice=NOTICE)
    newsroom.close()
    with serving(settings, folder) as server:
        yield PressRoom(server.url, moved["id"], "old-ferry", corrected["id"], withdrawn["id"])


def _main() -> int:
    """Run a command, the arguments, beside an open press room. Returns its exit code."""
    with TemporaryDirectory() as folder, open_press_room(Path(folder)) as opened:
        environment = os.environ | opened.environment()
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(_main())
