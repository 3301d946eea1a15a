"""The speed benchmark itself: it notices wrong answers, and its floor gives what it was given."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.base.settings import Settings
from app.db.database import Database
from benchmarks import archive, speed_goals
from benchmarks.speed_checks import check_facets, check_feed, check_list, check_release
from benchmarks.speed_floor import Answer, application, key
from benchmarks.speed_load import Load
from benchmarks.speed_model import Document, Expectation, documents, show_all
from benchmarks.speed_operations import plan
from benchmarks.speed_publish import Published
from benchmarks.speed_rounds import Effort, Measured, measure
from benchmarks.speed_servers import Cores, product
from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.newsroom import Newsroom
from tests.system_tools import needs

ASKED = {"location": "TR", "theme": "health", "date": "2024-05"}
Change = Callable[[dict[str, Any]], object]


def _load(rate: int) -> Load:
    return Load(
        requests=rate, seconds=1, size=rate, failed=0, median_ms=1, p99_ms=2, server_seconds=1
    )


def _expected(count: int = 2, *, facets: bool = False) -> Expectation:
    """Of releases in Edirne on health, one a day, and one of June."""
    expected = Expectation(ASKED, facets=facets)
    for day in range(1, count + 1):
        at = datetime(2024, 5, day, tzinfo=UTC)
        expected.see(_document(at, title=f"Day {day}"))
    expected.see(_document(datetime(2024, 6, 1, tzinfo=UTC), title="June"))
    return expected


def _document(at: datetime, **members: Any) -> Document:
    made = a_document(
        published_at=at, locations=(edirne(),), themes=(a_theme("health"),), **members
    )
    return Document(made.model_dump_json())


def _answer(expected: Expectation) -> dict[str, Any]:
    data = [
        {**members, "url": f"http://x/v1/releases/{members['id']}"} for members in expected.newest
    ]
    return {"data": data, "meta": {"total": expected.total}}


def test_the_model_counts_what_all_filters_hold_for() -> None:
    expected = _expected(facets=True)
    assert expected.total == 2
    assert [each["title"] for each in expected.newest] == ["Day 2", "Day 1"]
    # A facet leaves its own filter aside: the one of June is counted with the months.
    assert expected.counts["month"] == {"2024-05": 2, "2024-06": 1}
    assert expected.counts["kind"] == {"press_release": 2}


def test_the_model_finds_words_in_another_form() -> None:
    expected = Expectation({"q": "blanket people"})
    expected.see(_document(datetime(2024, 5, 1, tzinfo=UTC)))
    assert expected.total == 1


def test_a_right_list_passes() -> None:
    expected = _expected()
    assert list(check_list(json.dumps(_answer(expected)).encode(), expected)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: answer["meta"].update(total=3),
        lambda answer: answer["data"].reverse(),
        lambda answer: answer["data"].pop(),
        lambda answer: answer["data"][0].update(title="Another"),
        lambda answer: answer["data"][0].pop("url"),
        lambda answer: answer["data"][0].update(draft=True),
    ],
    ids=["total", "order", "missing", "title", "address", "member"],
)
def test_a_wrong_list_is_noticed(change: Change) -> None:
    expected = _expected()
    answer = _answer(expected)
    change(answer)
    assert list(check_list(json.dumps(answer).encode(), expected)) != []


def test_a_wrong_release_and_a_wrong_feed_are_noticed() -> None:
    expected = _expected()
    release = _answer(expected)["data"][0]
    assert list(check_release(json.dumps(release).encode(), expected.newest[0])) == []
    assert list(check_release(json.dumps(release).encode(), expected.newest[1])) != []
    assert list(check_feed(b"<title>Day 2</title><title>Day 1</title>", expected)) == []
    assert list(check_feed(b"<title>Day 1</title><title>Day 2</title>", expected)) != []


def test_facets_are_those_of_the_product(newsroom: Newsroom) -> None:
    archive.fill(newsroom.database, 60)
    expected = Expectation({"location": "145", "date": "2012/2026"}, facets=True)
    show_all(newsroom.settings, [expected])
    body = newsroom.api.get("/v1/releases/facets", params=expected.parameters).content
    assert list(check_facets(body, expected)) == []
    answer = json.loads(body)
    answer["facets"]["kind"][0]["releases"] += 1
    assert list(check_facets(json.dumps(answer).encode(), expected)) != []


def test_the_floor_answers_the_bytes_that_it_was_given() -> None:
    given = Answer(200, {"content-type": "application/json", "etag": '"1"'}, b'{"data":[]}')
    client = Client(application({key("/v1/releases?theme=health"): given}))
    answer = client.get("/v1/releases?theme=health")
    assert (answer.status_code, answer.content) == (200, given.body)
    assert answer.headers["etag"] == '"1"'


def test_a_share_below_its_goal_is_missed() -> None:
    measured = Measured("newest 20", "miss", [_load(100)], [_load(16)], [_load(1)])
    assert not speed_goals.share_row(measured, "sqlite", 20_000).held
    measured.products[:] = [_load(17)]
    assert speed_goals.share_row(measured, "sqlite", 20_000).held
    # The share is meant for archives of 20,000 releases; wrong answers are missed over any.
    assert speed_goals.share_row(measured, "sqlite", 1_000_000).goal == ""
    measured.wrong.append("another total")
    assert not speed_goals.share_row(measured, "sqlite", 1_000_000).held


def test_too_few_publications_are_missed() -> None:
    assert not speed_goals.publish_row(Published([_load(99)]), "sqlite").held
    assert speed_goals.publish_row(Published([_load(100)]), "sqlite").held
    assert not speed_goals.publish_row(Published([_load(49)]), "postgresql").held
    assert speed_goals.publish_row(Published([_load(99)]), "postgresql").held


@needs(shutil.which("wrk"), "wrk")
def test_floor_and_product_are_measured_in_turn(sqlite_template: Path, tmp_path: Path) -> None:
    file = shutil.copy(sqlite_template, tmp_path / "dateline.db")
    settings = Settings(database_url=f"sqlite:///{file}")
    with Database(settings) as database:
        archive.fill(database, 200)
    planned = plan(list(documents(settings)), checked=4)
    show_all(settings, planned.expectations)
    cores = Cores.of_machine()
    chosen = [each for each in planned.operations if each.name == "location, theme and date"]
    with product(settings, tmp_path, cores.server) as server:
        found = measure(chosen[0], server, tmp_path, cores, Effort(seconds=1, rounds=1))
        assert server.megabytes() > 10
    assert found.wrong == []
    assert found.ratio > 0
    assert found.median_ms > 0
