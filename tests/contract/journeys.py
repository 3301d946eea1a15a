"""Which files of `app/` a request enters: a list, a publication and a search over the sample page.

`python -m tests.contract.journeys` prints them, in the order in which they are first entered. The
service has answered another request of the same kind before, so that nothing is counted that is
done once a process. Run as a process of its own: what another test left in a cache is not skipped.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Any

from app.base.settings import Settings
from app.importers.loading.sample import load_sample
from app.main import prepare
from tests.contract.sources import TOP
from tests.newsroom import EDITORIAL, Newsroom, checked

APP = f"{TOP}/app/"


class Journey:
    """Notes the files of `app/` whose functions are called, in every thread that starts later."""

    def __init__(self) -> None:
        self._entered: dict[str, None] = {}

    def start(self) -> None:
        """Begin to look on."""
        threading.setprofile(self._note)
        sys.setprofile(self._note)

    def end(self) -> None:
        """Leave new threads, and this one, alone."""
        sys.setprofile(None)
        threading.setprofile(None)

    def files(self, walk: Callable[[], object]) -> list[str]:
        """Returns the files that `walk` enters, below `app/`, in the order of their first calls."""
        self._entered.clear()
        walk()
        return [name.removeprefix(APP) for name in self._entered]

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(APP):
            self._entered.setdefault(name)


def walked() -> dict[str, list[str]]:
    """Returns the files of each journey, walked in this process on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/dateline.db")
        prepare(settings)
        load_sample(settings)
        journey = Journey()
        # Threads of a pool serve later requests: they are watched from their start.
        journey.start()
        newsroom = Newsroom(settings)
        try:
            return {
                "list": _list(newsroom, journey),
                "search": _search(newsroom, journey),
                "publication": _publication(newsroom, journey),
            }
        finally:
            newsroom.close()
            journey.end()


def _keep_current(newsroom: Newsroom) -> None:
    """Do what a server's own thread does, several times a second, so that no request has to."""
    newsroom.app.state.due.tick()
    newsroom.follower.update()


def _found(newsroom: Newsroom, query: str) -> None:
    answer = checked(newsroom.api.get(f"/v1/releases?{query}"), 200)
    assert answer["data"], f"the sample has nothing for {query}"


def _list(newsroom: Newsroom, journey: Journey) -> list[str]:
    # The place is known and its releases are in memory: the usual read, and no hit.
    _found(newsroom, "location=TR&limit=9")
    _keep_current(newsroom)
    return journey.files(lambda: _found(newsroom, "location=TR"))


def _search(newsroom: Newsroom, journey: Journey) -> list[str]:
    _found(newsroom, "q=migration&limit=9")
    _keep_current(newsroom)
    return journey.files(lambda: _found(newsroom, "q=migration"))


def _publication(newsroom: Newsroom, journey: Journey) -> list[str]:
    members: dict[str, Any] = {"locations": ["TR"], "themes": ["health"], "body_text": "Again."}
    newsroom.published(title="Bridge closed", **members)
    draft = newsroom.draft(title="Bridge open again", **members)
    address, tag = f"{EDITORIAL}/{draft['id']}/publish", {"If-Match": draft["etag"]}
    _keep_current(newsroom)
    return journey.files(lambda: checked(newsroom.desk.post(address, headers=tag), 200))


@cache
def journeys() -> dict[str, list[str]]:
    """Returns the files of each journey, walked in a process of its own."""
    command = [sys.executable, "-m", "tests.contract.journeys"]
    printed = subprocess.run(command, cwd=TOP, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, list[str]] = json.loads(printed)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walked(), indent=1))
