"""Many acts in one call: each with its own result, or all or none, and line by line."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from sqlmodel import func, select

from app.auth.caller import Scope
from app.releases.batch import lines as batch_lines
from app.releases.models import Release
from tests.newsroom import EDITORIAL, Newsroom, checked

BATCH = f"{EDITORIAL}:batch"
LINES = f"{EDITORIAL}:batch.ndjson"
UNKNOWN = "01a210b6-5430-72ec-bd19-21f4fd2f8700"


def _new(title: str, **members: Any) -> dict[str, Any]:
    return {"act": "create", "release": {"title": title, **members}}


def _on(known: dict[str, Any], act: str, **members: Any) -> dict[str, Any]:
    return {"act": act, "id": known["id"], "if_match": known["etag"], **members}


def _batch(newsroom: Newsroom, *acts: Any, **more: Any) -> list[dict[str, Any]]:
    answer = newsroom.desk.post(BATCH, json={"acts": list(acts), **more})
    results: list[dict[str, Any]] = checked(answer, 200)["data"]
    return results


def _kind(result: dict[str, Any]) -> str | None:
    problem = result["problem"]
    return None if problem is None else str(problem["type"]).rsplit("/", 1)[1]


def _count(newsroom: Newsroom) -> int:
    with newsroom.database.read() as session:
        count: int = session.exec(select(func.count()).select_from(Release)).one()
    return count


def _send_lines(newsroom: Newsroom, *lines: str | dict[str, Any], **headers: str) -> Any:
    body = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return newsroom.desk.post(
        LINES,
        content=body.encode(),
        headers={"Content-Type": "application/x-ndjson", **headers},
    )


def _lines(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_every_act_does_what_it_does_alone(newsroom: Newsroom) -> None:
    draft, doomed, public, known = (
        newsroom.draft(title="A draft"),
        newsroom.draft(title="Doomed"),
        newsroom.edit(newsroom.published(title="Public"), title="Newer"),
        newsroom.published(title="Known"),
    )
    plain = newsroom.draft(title="Plain")
    results = _batch(
        newsroom,
        _new("Begun here"),
        _on(draft, "schedule", at="2126-01-01T00:00:00Z"),
        _on(doomed, "delete"),
        _on(public, "update"),
        _on(known, "withdraw", notice="Issued in error."),
        _on(plain, "replace", release={"title": "Replaced"}),
    )
    assert [result["status"] for result in results] == [201, 200, 204, 200, 200, 200]
    assert [result["index"] for result in results] == list(range(6))
    assert all(result["problem"] is None for result in results)
    assert results[2]["etag"] is None
    scheduled, replaced = results[1], results[5]
    more = _batch(
        newsroom,
        _on(scheduled, "unschedule"),
        _on(replaced, "edit", patch={"subtitle": "Below"}),
        _on(results[3], "correct", note="A number was wrong."),
    )
    assert [result["status"] for result in more] == [200, 200, 200]
    shown = checked(newsroom.desk.get(f"{EDITORIAL}/{plain['id']}"), 200)
    assert (shown["title"], shown["subtitle"], shown["etag"]) == (
        "Replaced",
        "Below",
        more[1]["etag"],
    )
    kinds = [one["kind"] for one in newsroom.api.get("/v1/changes?since=0").json()["data"]]
    assert kinds == ["published", "published", "updated", "withdrawn", "corrected"]


def test_what_fails_fails_alone_and_says_where(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    stale = {**draft, "etag": '"0"'}
    results = _batch(
        newsroom,
        _new("First"),
        _new("Bad", themes=["no-such-theme"]),
        _on(stale, "edit", patch={"title": "Lost"}),
        {"act": "edit", "id": draft["id"], "patch": {"title": "Without a tag"}},
        {"act": "publish", "id": UNKNOWN, "if_match": "*"},
        {"act": "sing", "id": draft["id"]},
        _on(draft, "edit", patch={"titel": "x"}),
        "no act",
        _on(draft, "correct", note="Never public."),
        _on(draft, "publish"),
    )
    assert [(result["status"], _kind(result)) for result in results] == [
        (201, None),
        (422, "invalid"),
        (412, "stale"),
        (428, "precondition-required"),
        (404, "not-found"),
        (422, "invalid"),
        (422, "invalid"),
        (422, "invalid"),
        (409, "not-in-this-state"),
        (200, None),
    ]
    assert results[1]["problem"]["errors"][0]["pointer"] == "#/release/themes/0"
    assert results[6]["problem"]["errors"][0]["suggestion"] == "title"
    assert results[2]["problem"]["etag"] == draft["etag"]
    assert newsroom.public_ids() == [draft["id"]]


def test_an_atomic_batch_changes_nothing_when_one_act_fails(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    acts = [_new("One"), _on(draft, "publish"), _new("Two", themes=["no-such-theme"])]
    answer = newsroom.desk.post(BATCH, json={"atomic": True, "acts": acts})
    problem = checked(answer, 422)
    assert problem["index"] == 2
    assert problem["errors"][0]["pointer"] == "#/acts/2/release/themes/0"
    assert _count(newsroom) == 1
    assert newsroom.public_ids() == []
    assert checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}"), 200)["etag"] == draft["etag"]
    assert newsroom.api.get("/v1/changes?since=0").json()["data"] == []


def test_an_atomic_batch_that_is_right_is_done(newsroom: Newsroom) -> None:
    results = _batch(newsroom, _new("One"), _new("Two"), atomic=True)
    assert [result["status"] for result in results] == [201, 201]


def test_acts_that_publish_need_the_scope_one_by_one(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    editor = newsroom.as_key(Scope.WRITE)
    acts = [_new("Mine"), _on(draft, "publish"), _on(draft, "edit", patch={"title": "Edited"})]
    results = checked(editor.post(BATCH, json={"acts": acts}), 200)["data"]
    assert [result["status"] for result in results] == [201, 403, 200]
    assert newsroom.public_ids() == []
    assert newsroom.as_key(Scope.READ).post(BATCH, json={"acts": acts}).status_code == 403


def test_a_key_of_one_organisation_reaches_no_other(newsroom: Newsroom) -> None:
    draft = newsroom.draft(organisation={"name": "Theirs"})
    own = newsroom.as_key(Scope.PUBLISH, organisation="ours")
    answer = own.post(BATCH, json={"acts": [_on(draft, "publish"), _new("Mine")]})
    assert [result["status"] for result in checked(answer, 200)["data"]] == [404, 201]


def test_neighbours_that_are_published_fall_back_to_one_by_one(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Release {number}") for number in range(4)]
    drafts[2]["etag"] = '"0"'
    results = _batch(newsroom, *(_on(draft, "publish") for draft in drafts))
    assert [result["status"] for result in results] == [200, 200, 412, 200]
    assert len(newsroom.public_ids()) == 3
    twice = _batch(newsroom, *(_on(drafts[2] | {"etag": "*"}, "publish") for _ in range(2)))
    assert [result["status"] for result in twice] == [200, 409]


def test_a_batch_tells_what_preflight_finds_in_what_it_publishes(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Bare {number}") for number in range(2)]
    results = _batch(newsroom, *(_on(draft, "publish") for draft in drafts))
    assert [result["status"] for result in results] == [200, 200]
    for result in results:
        assert "theme-missing" in [finding["code"] for finding in result["warnings"]]


def test_a_strict_act_of_a_batch_stops_on_warnings_and_stops_no_other(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Bare {number}") for number in range(3)]
    acts = [_on(draft, "publish") for draft in drafts]
    acts[1]["strict"] = True
    results = _batch(newsroom, *acts)
    assert [result["status"] for result in results] == [200, 422, 200]
    assert results[1]["problem"]["type"].endswith("/preflight-failed")
    assert newsroom.public_ids() == [drafts[2]["id"], drafts[0]["id"]]


@pytest.mark.parametrize("acts", [[], [_new("x")] * 1_001])
def test_a_batch_has_1_to_1000_acts(newsroom: Newsroom, acts: list[Any]) -> None:
    assert newsroom.desk.post(BATCH, json={"acts": acts}).status_code == 422
    assert _count(newsroom) == 0


def test_a_batch_sent_twice_with_a_key_is_done_once(newsroom: Newsroom) -> None:
    body = {"acts": [_new("One"), _new("", slug="x")]}
    first, again = (
        newsroom.desk.post(BATCH, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert _count(newsroom) == 1


def test_batches_that_share_releases_in_opposite_orders_both_end(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Release {number}") for number in range(10)]

    def edit(backwards: bool) -> Any:
        order = reversed(drafts) if backwards else drafts
        acts = [_on(draft | {"etag": "*"}, "edit", patch={"subtitle": "x"}) for draft in order]
        return newsroom.desk.post(BATCH, json={"acts": acts})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(edit, [False, True] * 3))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert {answer.json()["meta"]["done"] for answer in answers} == {10}


def test_lines_are_answered_in_their_order(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    answer = _send_lines(
        newsroom, _new("One"), "", "{not json", _on(draft, "publish"), '{"act":"create","act":"x"}'
    )
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    results = _lines(answer)
    assert [(one["index"], one["status"]) for one in results] == [
        (0, 201),
        (1, 400),
        (2, 200),
        (3, 400),
    ]
    assert newsroom.public_ids() == [draft["id"]]


def test_more_lines_than_one_transaction_takes(newsroom: Newsroom) -> None:
    count = batch_lines.ACTS_A_TRANSACTION * 2 + 7
    results = _lines(_send_lines(newsroom, *(_new(f"Release {n}") for n in range(count))))
    assert [one["index"] for one in results] == list(range(count))
    assert {one["status"] for one in results} == {201}
    assert _count(newsroom) == count


def test_lines_that_broke_off_go_on_where_they_stopped(newsroom: Newsroom) -> None:
    lines = [_new(f"Release {number}") for number in range(150)]
    key = {"Idempotency-Key": '"upload"'}
    part = _lines(_send_lines(newsroom, *lines[:100], **key))
    whole = _lines(_send_lines(newsroom, *lines, **key))
    assert whole[:100] == part
    assert _count(newsroom) == 150
    other = _lines(_send_lines(newsroom, *lines[50:], **key))
    assert {_kind(one) for one in other} == {"idempotency-key-reused"}
    assert _count(newsroom) == 150


def test_a_line_has_the_limit_of_a_body(newsroom: Newsroom) -> None:
    limit = newsroom.settings.max_body_bytes
    results = _lines(_send_lines(newsroom, _new("x" * limit), _new("Short")))
    assert [one["status"] for one in results] == [413, 201]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_lines_have_to_be_called_lines(newsroom: Newsroom, content_type: str) -> None:
    answer = newsroom.desk.post(LINES, content=b"{}", headers={"Content-Type": content_type})
    assert answer.status_code == 415
    assert answer.headers["accept-post"] == "application/x-ndjson"


def test_lines_need_a_key_before_they_are_read(newsroom: Newsroom) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    assert newsroom.api.post(LINES, content=b"{}", headers=headers).status_code == 401


def test_few_uploads_are_taken_at_a_time(newsroom: Newsroom) -> None:
    assert newsroom.settings.max_uploads == 4
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(newsroom.app.state.uploads.taken({"client": ("192.0.2.1", 1)}))
        refused = _send_lines(newsroom, _new("One too many"))
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert [one["status"] for one in _lines(_send_lines(newsroom, _new("Again")))] == [201]
