"""`dateline follow`, killed again and again, ends with what the other installation shows."""

import json
import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.base.settings import Settings
from app.mirror.folder import POSITION_FILE
from tests.behaviour.processes.live_server import serving
from tests.newsroom import Newsroom, checked
from tests.waiting import until

RELEASES, KILLS = 220, 3


def seeded(settings: Settings) -> list[dict[str, Any]]:
    """Public releases."""
    newsroom = Newsroom(settings)

    def done(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = newsroom.desk.post("/v1/editorial/releases:batch", json={"acts": acts})
        results: list[dict[str, Any]] = checked(answer, 200)["data"]
        return results

    members = [{"title": f"No. {number}", "body_text": "Words."} for number in range(RELEASES)]
    made = done([{"act": "create", "release": one} for one in members])
    public = done([{"act": "publish", "id": one["id"], "if_match": one["etag"]} for one in made])
    newsroom.close()
    return public


def follow(url: str, into: Path, *more: str) -> subprocess.Popen[bytes]:
    command = str(Path(sys.executable).with_name("dateline"))
    return subprocess.Popen(
        [command, "follow", url, "--into", str(into), *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"NO_PROXY": "127.0.0.1"},
    )


def kept(into: Path) -> dict[str, dict[str, Any]]:
    """Every file of the mirror, each whole: one that is half written cannot be read."""
    files = [file for file in into.glob("*.json") if file.name != POSITION_FILE]
    return {file.stem: json.loads(file.read_text()) for file in files}


def _has_more_than(count: int, into: Path) -> bool:
    return len(list(into.glob("*.json"))) > count


def shown(url: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    address: str | None = f"{url}/v1/releases?profile=full&limit=100"
    while address:
        page = checked(httpx.get(address, trust_env=False), 200)
        found |= {release["id"]: release for release in page["data"]}
        address = page["links"].get("next")
    return found


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_mirror_survives_kill_9_at_any_point(settings: Settings, tmp_path: Path) -> None:
    releases = seeded(settings)
    into, dice = tmp_path / "mirror", random.Random(1)
    with serving(settings, tmp_path) as server:
        newsroom = Newsroom(settings)
        grown = []
        for number in range(KILLS):
            process = follow(server.url, into)
            before = len(list(into.glob("*.json")))
            until(partial(_has_more_than, before, into))
            time.sleep(dice.uniform(0, 0.1))
            process.kill()
            process.wait()
            grown.append(len(kept(into)))
            newsroom.act(releases[number], "withdraw", notice="Issued in error.")
            newsroom.published(title=f"Afterwards {number}")
        assert grown == sorted(grown)
        assert follow(server.url, into, "--once").wait(timeout=60) == 0
        mirror = kept(into)
        withdrawn = [one for one in mirror.values() if one.get("withdrawn")]
        assert {one["id"] for one in withdrawn} == {one["id"] for one in releases[:KILLS]}
        assert {name: one for name, one in mirror.items() if not one.get("withdrawn")} == shown(
            server.url
        )
        newsroom.close()
