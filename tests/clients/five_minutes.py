"""README's steps from a clean folder to a typed page, followed to the letter and timed.

`make five-minutes`, or: python -m tests.clients.five_minutes
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.clients.commands import run
from tests.clients.fenced import SERVER
from tests.clients.press_room import PressRoom, open_press_room
from tests.contract.sources import TOP

SECTION = "## Build a page"
LIMIT_SECONDS = 300
_BLOCK = re.compile(r"^```(console|ts)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"// ([a-z.]+)")


@dataclass(frozen=True)
class Built:
    """The page that the steps made, and how long they took."""

    html: str
    seconds: float


def steps() -> list[str]:
    """Returns README's steps as lines of a shell: its commands, and its file written."""
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"{SECTION}\n", 1)[1].split("\n## ", 1)[0]
    lines = []
    for language, text in _BLOCK.findall(section):
        if language == "console":
            lines += [line.removeprefix("$ ") for line in text.splitlines()]
        else:
            name = _NAME.match(text)
            assert name is not None, "the file says its name in its first line"
            lines.append(f"cat >{name[1]} <<'END_OF_FILE'\n{text}END_OF_FILE")
    return lines


def build(room: PressRoom, folder: Path) -> Built:
    """Follow the steps in a repository that holds what is committed of the client, and no more."""
    repository = folder / "dateline"
    for name in _files_of_the_client():
        target = repository / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(TOP / name, target)
    assert any(SERVER in step for step in steps())
    script = "\n".join(["set -euo pipefail", *steps()]).replace(SERVER, room.url)
    began = time.monotonic()
    run(["bash", "-c", script], repository, seconds=2 * LIMIT_SECONDS)
    seconds = time.monotonic() - began
    return Built((folder / "my-page" / "page.html").read_text(encoding="utf-8"), seconds)


def _files_of_the_client() -> list[str]:
    command = [
        "git",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "clients/typescript",
    ]
    return subprocess.run(
        command, cwd=TOP, check=True, capture_output=True, text=True
    ).stdout.splitlines()


def _main() -> int:
    with tempfile.TemporaryDirectory() as home, open_press_room(Path(home)) as room:
        built = build(room, Path(home))
    print(built.html)
    print(f"README's steps took {built.seconds:.0f} of {LIMIT_SECONDS} seconds.")
    return int(built.seconds > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(_main())
