"""What a list costs to load: 20 real releases as cards, plain and compressed."""

import json
import sys
from itertools import islice
from typing import Any

import brotli
import pytest

from tests.behaviour.cases.case_newsroom import publish_all
from tests.behaviour.relevance_set import read_releases
from tests.newsroom import Newsroom, checked

PAGE, PAGES = 20, 5
MOST_PLAIN, MOST_BROTLI, MOST_EACH = 20_000, 5_000, 1_024
BASE = "http://127.0.0.1:8000"


def publish_real(newsroom: Newsroom) -> None:
    real = {key: text for key, text in read_releases().items() if text["language"] == "en"}
    publish_all(newsroom, dict(islice(real.items(), PAGE * PAGES)))


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_list_of_real_releases_is_small(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_real(newsroom)
    address, found = f"/v1/releases?limit={PAGE}", []
    while address:
        answer = newsroom.api.get(address, headers={"Accept-Encoding": "identity"})
        page = checked(answer, 200)
        entries = [len(written(one)) for one in page["data"]]
        coded = len(brotli.compress(answer.content, quality=5))
        found.append((len(answer.content), coded, sum(entries) // PAGE, max(entries)))
        address = page["links"].get("next", "").removeprefix(BASE)
    assert len(found) == PAGES
    with capsys.disabled():
        for plain, coded, mean, longest in found:
            sizes = f"{plain:,} B, Brotli {coded:,} B; one: mean {mean:,} B, longest {longest:,} B"
            sys.stdout.write(f"\n20 cards: {sizes}")
    assert max(plain for plain, *_ in found) <= MOST_PLAIN
    # Ids and chance make a page of long headlines a little larger than the mean.
    assert sum(coded for _, coded, *_ in found) / PAGES <= MOST_BROTLI
    assert max(mean for *_, mean, _ in found) <= MOST_EACH
