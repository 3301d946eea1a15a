"""Releases of a case file through the editors' own door, many in one call."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked

CASES = Path(__file__).parents[2] / "data" / "cases"
BATCH = f"{EDITORIAL}:batch"


def read_case(name: str) -> Any:
    """The content of a file of tests/data/cases."""
    return json.loads((CASES / name).read_text(encoding="utf-8"))


def publish_all(
    newsroom: Newsroom, releases: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """All of `releases` made public in two calls: by key what the batch says of each."""
    acts = [{"act": "create", "release": dict(members)} for members in releases.values()]
    made = _done(newsroom, acts)
    tags = [{"act": "publish", "id": one["id"], "if_match": one["etag"]} for one in made]
    return dict(zip(releases, _done(newsroom, tags), strict=True))


def ids_of(made: Mapping[str, Mapping[str, Any]], keys: Iterable[str]) -> set[str]:
    """The ids of the releases with these keys."""
    return {str(made[key]["id"]) for key in keys}


def walk(client: Client, address: str) -> list[str]:
    """All ids of a list, followed by `links.next` to its end; each page says the same total."""
    found: list[str] = []
    totals = set()
    while True:
        page = checked(client.get(address), 200)
        found += [release["id"] for release in page["data"]]
        totals.add(page["meta"]["total"])
        if "next" not in page["links"]:
            break
        parts = urlsplit(page["links"]["next"])
        address = f"{parts.path}?{parts.query}"
    assert totals == {len(found)}
    return found


def _done(newsroom: Newsroom, acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = checked(newsroom.desk.post(BATCH, json={"acts": acts}), 200)[
        "data"
    ]
    assert [one for one in done if one["problem"]] == []
    return done
