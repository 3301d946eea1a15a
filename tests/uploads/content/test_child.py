"""What a process makes of hostile files, and how much memory it needs for them."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from app.uploads.content.kinds import TAKEN, Objection


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.uploads.content.hostile"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2_000:]
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def test_every_hostile_file_is_refused_or_safe(told: dict[str, Any]) -> None:
    ends = Counter(told["ended"].values())
    assert ends.total() > 200
    assert set(ends) <= {*TAKEN, *Objection}
    assert min(ends[each] for each in Objection) > 3


def test_bombs_are_told_from_broken_files(told: dict[str, Any]) -> None:
    bombs = {name: end for name, end in told["ended"].items() if name.startswith("bomb ")}
    assert bombs.pop("bomb in a text") == "broken"
    assert set(bombs.values()) == {"too_much"}
    assert told["ended"]["GIF of many frames"] == "too_much"
    assert told["ended"]["endless page"] == "too_much"


def test_cut_files_are_never_taken_but_sound_that_ends_early(told: dict[str, Any]) -> None:
    cut = {name: end for name, end in told["ended"].items() if " cut " in name}
    taken = {name.partition(" ")[0] for name, end in cut.items() if end in TAKEN}
    assert taken == {"MP3"}


def test_memory_stays_within_300_megabytes(told: dict[str, Any]) -> None:
    assert told["most_bytes"] < 300_000_000
