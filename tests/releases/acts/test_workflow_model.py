"""Editorial acts at random, over HTTP, compared after each with a plain model of the promises."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete
from sqlmodel import SQLModel, select

from app.base.text import slugify
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from app.releases.models import PublicAct, Release, Revision
from app.releases.states import State
from tests.behaviour.clock import Clock, T
from tests.client import BASE_URL
from tests.newsroom import EDITORIAL, Newsroom
from tests.published.read_model import TABLES, rows
from tests.releases.acts.workflow_model import NOBODY, Copy, Model

TITLES = ("Ferry service resumes", "Bridge closed", "Işık ve su")
SLUGS = ("alpha", "beta", "ferry-service-resumes")
# Which release an act is on: its place among those that there are, the newest for the largest.
PLACES = st.integers(0, 3)
STEPS = 15
IN_CI = 500


class Desk:
    """The service, and one event loop for all requests: a new one for each would take longer."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.clock = Clock(newsroom.app)
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=newsroom.app)
        self._client = httpx.AsyncClient(transport=transport, base_url=BASE_URL)

    def ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        """The answer to an editor with a key for `/v1/editorial`, else to a reader without."""
        headers = dict(more.pop("headers", {}))
        if url.startswith(EDITORIAL):
            headers |= self.newsroom.desk.headers
        return self._runner.run(self._client.request(method, url, headers=headers, **more))

    def empty(self) -> None:
        """Throw all releases away; numbers of changes go on."""
        with self.newsroom.database.write() as session:
            tables: tuple[type[SQLModel], ...] = (*TABLES[::-1], PublicAct, Revision, Release)
            for table in tables:
                session.execute(delete(table))
            restore_all(session, [])  # else the follower would not learn of it

    def head(self) -> int:
        """The number of the newest change."""
        number: int = self.ask("GET", "/v1/changes").json()["meta"]["head"]
        return number

    def close(self) -> None:
        """Give the loop back."""
        self._runner.run(self._client.aclose())
        self._runner.close()


class EditorsAtRandom(RuleBasedStateMachine):
    """What editors do, in any order, rightly and wrongly."""

    desk: ClassVar[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.desk.empty()
        self.desk.clock.at = T
        self.since = self.desk.head()
        self.model = Model()
        self.touched: Copy | None = None

    @property
    def now(self) -> datetime:
        return self.desk.clock.at

    def pick(self, place: int) -> Copy | None:
        copies = list(self.model.copies.values())
        self.touched = copies[max(len(copies) - 1 - place, 0)] if copies else None
        return self.touched

    def act(self, act: str, place: int, **members: Any) -> Copy | None:
        """The release after an act that the model allows; None when it is refused, as it should."""
        copy = self.pick(place)
        if copy is None:
            return None
        expected = self.model.status_of(act, copy, members)
        method, path = ("DELETE", "") if act == "delete" else ("POST", f"/{act}")
        answer = self.desk.ask(
            method,
            f"{EDITORIAL}/{copy.id}{path}",
            headers={"If-Match": copy.etag},
            json=members or None,
        )
        assert answer.status_code == expected, answer.text
        if expected not in (200, 204):
            return None
        if expected == 200:
            copy.etag = answer.json()["etag"]
        return copy

    @rule(title=st.sampled_from(TITLES), slug=st.none() | st.sampled_from(SLUGS))
    def create(self, title: str, slug: str | None) -> None:
        body = {"title": title} | ({"slug": slug} if slug else {})
        answer = self.desk.ask("POST", EDITORIAL, json=body)
        if slug is not None and not self.model.slug_is_free(slug, None):
            assert answer.status_code == 409
            return
        assert answer.status_code == 201, answer.text
        made = answer.json()
        if slug is None:
            assert made["slug"].startswith(slugify(title))
            assert made["slug"] not in self.model.slugs_of_others(None)
        else:
            assert made["slug"] == slug
        copy = Copy(made["id"], title, made["slug"], made["etag"], slug_fixed=slug is not None)
        self.touched = self.model.copies[copy.id] = copy

    @rule(
        place=PLACES,
        title=st.sampled_from(TITLES),
        slug=st.none() | st.sampled_from(SLUGS),
    )
    def edit(self, place: int, title: str, slug: str | None) -> None:
        copy = self.pick(place)
        if copy is None:
            return
        answer = self.desk.ask(
            "PATCH",
            f"{EDITORIAL}/{copy.id}",
            headers={"If-Match": copy.etag},
            json={"title": title} | ({"slug": slug} if slug else {}),
        )
        if slug is not None and not self.model.slug_is_free(slug, copy):
            assert answer.status_code == 409
            return
        assert answer.status_code == 200, answer.text
        saved = answer.json()
        if slug is not None:
            assert saved["slug"] == slug
        elif copy.slug_fixed:
            assert saved["slug"] == copy.slug
        else:
            assert saved["slug"].startswith(slugify(title))
            assert saved["slug"] not in self.model.slugs_of_others(copy)
        copy.slug_fixed = copy.slug_fixed or slug is not None
        copy.title, copy.slug, copy.etag, copy.has_news = title, saved["slug"], saved["etag"], True

    @rule(place=PLACES)
    def publish(self, place: int) -> None:
        if copy := self.act("publish", place):
            copy.due = None  # it did not wait for its instant: its date is now
            self.model.go_public(copy, "published", self.now)

    @rule(place=PLACES)
    def update(self, place: int) -> None:
        if copy := self.act("update", place):
            self.model.go_public(copy, "updated", self.now)

    @rule(place=PLACES)
    def correct(self, place: int) -> None:
        if copy := self.act("correct", place, note="A number was wrong."):
            self.model.go_public(copy, "corrected", self.now)

    @rule(place=PLACES, kind=st.sampled_from(("gone", "kept")))
    def withdraw(self, place: int, kind: str) -> None:
        if copy := self.act("withdraw", place, kind=kind, notice="Issued in error."):
            self.model.withdraw(copy, kind, None)

    @rule(place=PLACES, by=st.none() | PLACES)
    def replace(self, place: int, by: int | None) -> None:
        chosen = None if by is None else self.pick(by)
        successor = chosen.id if chosen else NOBODY
        members = {"kind": "replaced", "notice": "See the other.", "replaced_by": successor}
        if copy := self.act("withdraw", place, **members):
            self.model.withdraw(copy, "replaced", successor)

    @rule(place=PLACES, hours=st.integers(1, 3))
    def schedule(self, place: int, hours: int) -> None:
        at = self.now + timedelta(hours=hours)
        if copy := self.act("schedule", place, at=at.isoformat()):
            copy.state, copy.due = State.SCHEDULED, at

    @rule(place=PLACES)
    def unschedule(self, place: int) -> None:
        if copy := self.act("unschedule", place):
            copy.state, copy.due = State.DRAFT, None

    @rule(place=PLACES)
    def discard(self, place: int) -> None:
        if copy := self.act("delete", place):
            del self.model.copies[copy.id]

    @rule(place=PLACES, act=st.sampled_from(("publish", "update", "unschedule")))
    def act_with_an_old_tag(self, place: int, act: str) -> None:
        if copy := self.pick(place):
            answer = self.desk.ask(
                "POST", f"{EDITORIAL}/{copy.id}/{act}", headers={"If-Match": '"0"'}
            )
            # A precondition counts only where the act would else be done (RFC 9110 13.2.1).
            if self.model.status_of(act, copy, {}) == 409:
                assert answer.status_code == 409
            else:
                assert answer.status_code == 412
                assert answer.headers["etag"] == copy.etag

    @rule(hours=st.integers(1, 2))
    def time_passes(self, hours: int) -> None:
        self.desk.clock.at += timedelta(hours=hours)
        waiting = {copy.id for copy in self.model.copies.values() if copy.due}
        self.model.time_passes(self.now)
        self.public_list_is_right()
        for copy in self.model.copies.values():
            if copy.id in waiting and copy.due is None:
                copy.etag = self.desk.ask("GET", f"{EDITORIAL}/{copy.id}").json()["etag"]

    @invariant()
    def public_list_is_right(self) -> None:
        page = self.desk.ask("GET", "/v1/releases?limit=100").json()
        listed = self.model.listed()
        assert [one["id"] for one in page["data"]] == listed
        assert page["meta"]["total"] == len(listed)
        for one in page["data"]:
            copy = self.model.copies[one["id"]]
            shown = (one["title"], one["slug"], one["version"])
            assert shown == (copy.public_title, copy.public_slug, copy.version)

    @invariant()
    def what_was_touched_is_right(self) -> None:
        if self.touched is not None:
            self.check_address(self.touched.id)

    def check_address(self, address: str) -> None:
        """The answer at one public address."""
        answer = self.desk.ask("GET", f"/v1/releases/{address}")
        status, leads_to = self.model.at(address)
        assert answer.status_code == status, (address, answer.text)
        if status == 301:
            assert answer.headers["location"].rsplit("/", 1)[1] == leads_to
        elif status == 200:
            copy = self.model.copies[leads_to or ""]
            shown = answer.json()
            assert (shown["id"], shown["title"]) == (copy.id, copy.public_title)
            assert (shown["version"], bool(shown.get("notice"))) == (
                copy.version,
                copy.notice is not None,
            )

    def teardown(self) -> None:
        for copy in self.model.copies.values():
            self.check_address(copy.id)
            self.check_address(copy.public_slug or copy.slug)
            shown = self.desk.ask("GET", f"{EDITORIAL}/{copy.id}").json()
            seen = (shown["state"], shown["slug"], shown["public_version"], shown["etag"])
            assert seen == (copy.state, copy.slug, copy.version, copy.etag)
            if copy.readable:
                versions = self.desk.ask("GET", f"/v1/releases/{copy.id}/versions").json()["data"]
                assert [one["kind"] for one in versions] == copy.kinds
        for slug in {*SLUGS, *self.model.remembered}:
            self.check_address(slug)
        changes = self.desk.ask("GET", f"/v1/changes?since={self.since}&limit=100").json()["data"]
        told = [(one["kind"], one["release_id"], one["version"]) for one in changes]
        assert told == self.model.changes
        self.check_rebuild()

    def check_rebuild(self) -> None:
        """The read model made again is the one that grew."""
        database = self.desk.newsroom.database
        with database.write() as session:
            grown = rows(session)
            restore_all(session, public_states(session, self.desk.newsroom.settings.zone))
            session.flush()
            session.expire_all()
            assert rows(session) == grown
            assert len(session.exec(select(Release.id)).all()) == len(self.model.copies)


@pytest.mark.timeout(1_800)
def test_the_desk_keeps_its_promises_whatever_editors_do(newsroom: Newsroom) -> None:
    examples = hypothesis_settings().max_examples
    if examples < IN_CI:
        examples //= 4  # an example is some fifty requests
    if not newsroom.database.is_sqlite:
        examples //= 5  # the same code, on a slower database
    desk = Desk(newsroom)
    try:
        run_state_machine_as_test(
            type("EditorsHere", (EditorsAtRandom,), {"desk": desk}),
            settings=hypothesis_settings(
                max_examples=examples, stateful_step_count=STEPS, deadline=None
            ),
        )
    finally:
        desk.close()
