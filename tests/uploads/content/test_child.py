"""What a process makes of hostile files, and how much memory it needs for them."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from app.uploads.content.child import FileJob
from app.uploads.content.kinds import TAKEN, Objection
from tests.uploads import samples


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


def test_a_film_is_read_in_pieces(tmp_path: Path) -> None:
    source, size = tmp_path / "film", 150_000_000
    with source.open("wb") as file:
        file.write(samples.film() + (8 + size).to_bytes(4) + b"free")
        file.truncate(file.tell() + size)
    job = FileJob(str(source), str(tmp_path), 10_000, "en")
    code = (
        "import sys; from app.uploads.content.child import main; main();"
        "from tests.resident_memory import most_kilobytes; sys.stderr.write(str(most_kilobytes()))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ended.stdout)["made"]["bytes"] > size
    assert int(ended.stderr) < 100_000
