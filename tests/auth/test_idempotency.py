"""One key, one act: Idempotency-Key on every POST, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from app.auth import idempotency
from app.auth.caller import Scope
from app.auth.idempotency import KEPT_FOR, IdempotentRequest, StoredAnswer, read_key
from app.auth.models import ApiKey, IdempotentAnswer
from app.base import clock
from app.base.problems import Invalid, Problem
from app.base.settings import Settings
from app.db.database import Database
from app.releases.models import Release
from tests.contract.inlined import inlined
from tests.newsroom import EDITORIAL, Newsroom, checked

KEY = {"Idempotency-Key": '"8e03978e-40d5-43e8-bc93-6894a57f9324"'}
WORDS = {"title": "Ferry service resumes"}
NOW = clock.now()
ASKED = IdempotentRequest("key:a", "k", "f")


def _count(newsroom: Newsroom, table: type[Any] = Release) -> int:
    with newsroom.database.read() as session:
        count: int = session.exec(select(func.count()).select_from(table)).one()
    return count


def _slug(answer: Any) -> str:
    kind: str = answer.json()["type"].rsplit("/", 1)[1]
    return kind


def test_a_repetition_gets_the_first_answer_and_makes_nothing(newsroom: Newsroom) -> None:
    first = newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    again = newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("etag", "location", "content-type", "cache-control", "content-length"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert _count(newsroom) == 1


def test_quoted_and_bare_are_one_key(newsroom: Newsroom) -> None:
    newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    bare = {"Idempotency-Key": KEY["Idempotency-Key"].strip('"')}
    assert newsroom.desk.post(EDITORIAL, json=WORDS, headers=bare).headers["idempotent-replayed"]


@pytest.mark.parametrize("value", ["", '""', "a b", '"a', "ä", '"a";p=1', "x" * 256, '"\\n"'])
def test_what_is_no_key_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        read_key(value)


@pytest.mark.parametrize(
    ("value", "key"), [('"a"', "a"), ("a", "a"), (' "a\\"b" ', 'a"b'), ("x" * 255, "x" * 255)]
)
def test_a_key_is_read_from_both_forms(value: str, key: str) -> None:
    assert read_key(value) == key


def test_a_key_that_cannot_be_read_is_422_and_makes_nothing(newsroom: Newsroom) -> None:
    answer = newsroom.desk.post(EDITORIAL, json=WORDS, headers={"Idempotency-Key": "a b"})
    assert checked(answer, 422)["errors"][0]["parameter"] == "Idempotency-Key"
    assert _count(newsroom) == 0


@pytest.mark.parametrize(
    ("address", "body"),
    [(EDITORIAL, {"title": "Other words"}), (f"{EDITORIAL}?", {"title": "Other"})],
)
def test_one_key_for_another_request_is_422(
    newsroom: Newsroom, address: str, body: dict[str, str]
) -> None:
    newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    answer = newsroom.desk.post(address, json=body, headers=KEY)
    assert (answer.status_code, _slug(answer)) == (422, "idempotency-key-reused")
    assert _count(newsroom) == 1


def test_one_key_at_another_address_is_422(newsroom: Newsroom) -> None:
    releases = [newsroom.draft(title="One"), newsroom.draft(title="Two")]
    answers = [
        newsroom.desk.post(
            f"{EDITORIAL}/{one['id']}/publish", headers={"If-Match": one["etag"], **KEY}
        )
        for one in releases
    ]
    assert [answer.status_code for answer in answers] == [200, 422]


def test_publishing_again_with_the_key_is_not_refused_as_stale(newsroom: Newsroom) -> None:
    release = newsroom.draft()
    headers = {"If-Match": release["etag"], **KEY}
    answers = [
        newsroom.desk.post(f"{EDITORIAL}/{release['id']}/publish", headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(checked(newsroom.api.get("/v1/changes?since=0"), 200)["data"]) == 1


def test_nobody_sees_the_answer_of_another_with_the_same_key(newsroom: Newsroom) -> None:
    newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    other = newsroom.as_key(Scope.WRITE).post(EDITORIAL, json=WORDS, headers=KEY)
    assert other.status_code == 201
    assert "idempotent-replayed" not in other.headers
    assert _count(newsroom) == 2
    assert newsroom.api.post(EDITORIAL, json=WORDS, headers=KEY).status_code == 401
    reader = newsroom.as_key(Scope.READ)
    assert reader.post(EDITORIAL, json=WORDS, headers=KEY).status_code == 403


def test_a_refusal_is_not_kept(newsroom: Newsroom) -> None:
    bad = newsroom.desk.post(EDITORIAL, json={"title": ""}, headers=KEY)
    good = newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    assert (bad.status_code, good.status_code) == (422, 201)


def test_answers_outlive_the_process(settings: Settings) -> None:
    before = Newsroom(settings)
    first = before.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    before.close()
    after = Newsroom(settings)
    after.desk = before.desk.on(after.app)
    again = after.desk.post(EDITORIAL, json=WORDS, headers=KEY)
    after.close()
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"


def test_twenty_at_one_moment_make_one_release(newsroom: Newsroom) -> None:
    def post(_: int) -> Any:
        return newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = [answer for answer in answers if answer.status_code == 201]
    assert len([one for one in made if "idempotent-replayed" not in one.headers]) == 1
    assert len({one.content for one in made}) == 1
    assert _count(newsroom) == 1


def test_a_key_that_is_made_is_told_once(newsroom: Newsroom) -> None:
    admin = newsroom.as_key(Scope.ADMIN)
    body = {"name": "Partner", "scopes": ["embargo"]}
    first = admin.post("/v1/keys", json=body, headers=KEY)
    keys = _count(newsroom, ApiKey)
    again = admin.post("/v1/keys", json=body, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 409)
    assert _slug(again) == "shown-once"
    assert _count(newsroom, ApiKey) == keys
    with newsroom.database.read() as session:
        kept = session.exec(select(IdempotentAnswer)).one()
    assert first.json()["key"] not in f"{kept.headers}{kept.body}"


def test_what_cannot_be_kept_was_not_done(newsroom: Newsroom) -> None:
    """The act and its answer are one transaction: there is no moment with one of them only."""
    with newsroom.database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE idempotent_answer")
        session.connection().exec_driver_sql(
            "CREATE TABLE idempotent_answer (principal TEXT, key TEXT, fingerprint TEXT,"
            " status INT, headers TEXT, body TEXT CHECK (body = ''), answered_at BIGINT)"
        )
    assert newsroom.desk.post(EDITORIAL, json=WORDS, headers=KEY).status_code == 500
    assert _count(newsroom) == 0


def _find(session: Session, now: datetime) -> StoredAnswer | None:
    return idempotency.find(session, ASKED, now)


def test_a_key_is_as_new_after_a_day(database: Database) -> None:
    kept = StoredAnswer(201, {"etag": '"1"'}, b"{}")
    with database.write() as session:
        idempotency.keep(session, ASKED, kept, NOW)
    with database.write() as session:
        assert _find(session, NOW + KEPT_FOR - timedelta(seconds=1)) == kept
        assert _find(session, NOW + KEPT_FOR) is None


def test_expired_answers_are_thrown_away_by_new_ones(database: Database) -> None:
    for number in range(3):
        asked = IdempotentRequest("key:a", f"old-{number}", "f")
        with database.write() as session:
            idempotency.keep(session, asked, StoredAnswer(200, {}, b""), NOW)
    with database.write() as session:
        idempotency.keep(session, ASKED, StoredAnswer(200, {}, b""), NOW + KEPT_FOR)
        assert session.exec(select(col(IdempotentAnswer.key))).all() == ["k"]


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_who_comes_while_the_first_still_runs_is_told_to_come_back(database: Database) -> None:
    with database.write() as first:
        assert _find(first, NOW) is None
        with database.write() as second, pytest.raises(Problem) as refusal:
            _find(second, NOW)
        assert refusal.value.type.slug == "idempotency-key-in-use"
        assert refusal.value.headers["Retry-After"]


# The protocol of hubs has no keys: to subscribe again is to renew (W3C WebSub section 5.1).
REPEATABLE = "/v1/websub"


def test_every_post_takes_a_key(newsroom: Newsroom) -> None:
    without = [
        path
        for path, item in inlined(newsroom.app.openapi())["paths"].items()
        if "post" in item
        and path != REPEATABLE
        and not any(
            parameter["name"] == "Idempotency-Key"
            for parameter in item["post"].get("parameters", ())
        )
    ]
    assert without == []
