"""Translations in public documents: right in the same act, whichever release of a story changed."""

import json
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.base import clock
from app.base.ids import new_id, story_of
from app.changes import log
from app.published.store.writer import restore_all
from app.releases.acts.prepared_publication import ConcurrentChange, PublicationQueue, commit
from app.releases.acts.publish import order_publish, prepare
from app.releases.acts.queries import find_releases
from app.releases.acts.rebuild import public_states
from app.releases.audit import Actor
from tests.behaviour.clock import Clock, T
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.published.read_model import rows
from tests.statements import counted

LANGUAGES = ("en", "tr", "el", "en-GB")


def shown(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    return checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)


def named(newsroom: Newsroom, release: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Language, title and version of each translation that a release names."""
    found = shown(newsroom, release)["translations"]
    return [(one["language"], one["title"], one["version"]) for one in found]


def facts(newsroom: Newsroom, since: int = 0) -> list[tuple[str, str]]:
    answer = checked(newsroom.api.get(f"/v1/changes?since={since}&limit=100"), 200)
    return [(change["kind"], change["release_id"]) for change in answer["data"]]


def head(newsroom: Newsroom) -> int:
    number: int = checked(newsroom.api.get("/v1/changes"), 200)["meta"]["head"]
    return number


def translated(newsroom: Newsroom) -> tuple[dict[str, Any], dict[str, Any]]:
    """A release and its translation, both public."""
    original = newsroom.published(title="Ferry service resumes")
    translation = newsroom.published(
        title="Vapur seferleri", language="tr", story_id=original["story_id"]
    )
    fresh = checked(newsroom.desk.get(f"{EDITORIAL}/{original['id']}"), 200)
    return fresh, translation


def test_two_translations_name_each_other_with_one_fact_each(newsroom: Newsroom) -> None:
    original = newsroom.published(title="Ferry service resumes")
    assert named(newsroom, original) == []
    since = head(newsroom)
    translation = newsroom.published(
        title="Vapur seferleri", language="tr", story_id=original["id"]
    )
    assert named(newsroom, original) == [("tr", "Vapur seferleri", 1)]
    assert named(newsroom, translation) == [("en", "Ferry service resumes", 1)]
    assert facts(newsroom, since) == [
        ("published", translation["id"]),
        ("updated", original["id"]),
    ]
    (one,) = shown(newsroom, original)["translations"]
    assert one["url"].endswith(f"/v1/releases/{translation['id']}")
    assert one["web_url"] == shown(newsroom, translation)["web_url"]


def test_a_correction_tells_the_others_and_sets_off_no_ring(newsroom: Newsroom) -> None:
    original, translation = translated(newsroom)
    third = newsroom.published(title="Δρομολόγια", language="el", story_id=original["id"])
    original = checked(newsroom.desk.get(f"{EDITORIAL}/{original['id']}"), 200)
    since = head(newsroom)
    edited = newsroom.edit(original, title="Ferry service resumes on Monday")
    newsroom.act(edited, "correct", note="The day was missing.")
    assert facts(newsroom, since) == [
        ("corrected", original["id"]),
        *(("updated", one["id"]) for one in sorted([translation, third], key=lambda r: r["id"])),
    ]
    version = shown(newsroom, original)["version"]
    assert named(newsroom, translation) == [
        ("el", "Δρομολόγια", 1),
        ("en", "Ferry service resumes on Monday", version),
    ]


@pytest.mark.parametrize("kind", ["gone", "kept", "replaced"])
def test_a_withdrawn_translation_is_named_no_more(newsroom: Newsroom, kind: str) -> None:
    original, translation = translated(newsroom)
    members = {"replaced_by": original["id"]} if kind == "replaced" else {}
    newsroom.act(translation, "withdraw", notice="Wrong.", kind=kind, **members)
    assert named(newsroom, original) == []
    if kind == "kept":
        assert named(newsroom, translation) == []
    again = checked(newsroom.desk.get(f"{EDITORIAL}/{translation['id']}"), 200)
    newsroom.act(again, "publish")
    assert [one[1] for one in named(newsroom, original)] == ["Vapur seferleri"]


def test_a_release_that_moves_leaves_one_story_and_joins_another(newsroom: Newsroom) -> None:
    original, translation = translated(newsroom)
    other = newsroom.published(title="Bridge closed")
    edited = newsroom.edit(translation, story_id=other["story_id"])
    # A move that is only saved is not public, whatever else is rendered anew.
    newsroom.published(title="Δρομολόγια", language="el", story_id=original["story_id"])
    assert [one[0] for one in named(newsroom, original)] == ["el", "tr"]
    edited = checked(newsroom.desk.get(f"{EDITORIAL}/{edited['id']}"), 200)
    newsroom.act(edited, "update")
    assert [one[0] for one in named(newsroom, original)] == ["el"]
    assert [one[1] for one in named(newsroom, other)] == ["Vapur seferleri"]
    assert [one[1] for one in named(newsroom, translation)] == ["Bridge closed"]


def test_two_that_are_due_at_one_instant_name_each_other(newsroom: Newsroom) -> None:
    at = Clock(newsroom.app)
    at.at = T
    one = newsroom.draft(title="One")
    two = newsroom.draft(title="Two", language="tr", story_id=one["id"])
    lift = (T + timedelta(hours=1)).isoformat()
    for release in (one, two):
        newsroom.act(release, "schedule", at=lift)
    since = head(newsroom)
    at.at = T + timedelta(hours=2)
    assert named(newsroom, one) == [("tr", "Two", 1)]
    assert named(newsroom, two) == [("en", "One", 1)]
    assert sorted(facts(newsroom, since)) == sorted(
        [("published", one["id"]), ("published", two["id"])]
    )


def test_a_batch_publishes_translations_that_name_each_other(newsroom: Newsroom) -> None:
    one = newsroom.draft(title="One")
    two = newsroom.draft(title="Two", language="tr", story_id=one["id"])
    acts = [{"act": "publish", "id": it["id"], "if_match": it["etag"]} for it in (one, two)]
    checked(newsroom.desk.post(f"{EDITORIAL}:batch", json={"acts": acts}), 200)
    assert named(newsroom, one) == [("tr", "Two", 1)]
    assert named(newsroom, two) == [("en", "One", 1)]


def test_one_that_became_public_after_the_preparation_is_seen(newsroom: Newsroom) -> None:
    one = newsroom.draft(title="One")
    two = newsroom.draft(title="Two", language="tr", story_id=one["id"])
    by = Actor("tester", clock.now())
    with newsroom.database.read() as ahead:
        release = find_releases(ahead, [UUID(one["id"])])[UUID(one["id"])]
        prepared = prepare(ahead, [order_publish(release, by)], by)
    newsroom.act(two, "publish")
    queue: PublicationQueue = newsroom.app.state.publications
    assert not queue.write(prepared)
    newsroom.act(one, "publish")
    assert named(newsroom, two) == [("en", "One", 1)]


def test_two_that_are_written_together_are_prepared_again(newsroom: Newsroom) -> None:
    one = newsroom.draft(title="One")
    two = newsroom.draft(title="Two", language="tr", story_id=one["id"])
    by = Actor("tester", clock.now())
    with newsroom.database.read() as ahead:
        found = find_releases(ahead, [UUID(one["id"]), UUID(two["id"])])
        both = [prepare(ahead, [order_publish(it, by)], by) for it in found.values()]
    prepared = [each for some in both for each in some.prepared]
    with newsroom.database.write() as session:
        numbers = log.allocate_seqs(session, len(prepared))
        with pytest.raises(ConcurrentChange):
            commit(session, prepared, numbers)
        session.rollback()
    assert newsroom.public_ids() == []


def test_what_is_not_public_is_named_nowhere(newsroom: Newsroom) -> None:
    original = newsroom.published(title="Open")
    story = original["story_id"]
    newsroom.draft(title="Sealed zephyrine one", story_id=story, language="tr")
    scheduled = newsroom.draft(title="Sealed zephyrine two", story_id=story, language="el")
    newsroom.act(scheduled, "schedule", at=(clock.now() + timedelta(days=1)).isoformat())
    members = {"story_id": story, "language": "fr", "slug": "third"}
    gone = newsroom.published(title="Sealed zephyrine three", **members)
    newsroom.act(gone, "withdraw", notice="Wrong.")
    edited = newsroom.published(title="Ouvert", story_id=story, language="fr")
    newsroom.edit(edited, title="Sealed zephyrine four")
    address = f"/v1/releases/{original['id']}"
    for door in (
        *(f"{address}{ending}" for ending in ("", ".html", ".jsonld", ".ninjs", ".newsml")),
        *(f"/v1/releases{ending}?story={story}" for ending in ("", ".ndjson", ".atom", ".ninjs")),
        "/v1/changes?since=0",
        "/v1/releases?profile=full",
    ):
        answer = newsroom.api.get(door)
        assert "Open" in answer.text, door
        assert "zephyrine" not in answer.text.lower(), door
        assert scheduled["id"] not in answer.text, door
    assert [one[1] for one in named(newsroom, original)] == ["Ouvert"]


def test_story_finds_all_of_it_by_any_of_its_ids(newsroom: Newsroom) -> None:
    original, translation = translated(newsroom)
    newsroom.published(title="Bridge closed")
    both = {original["id"], translation["id"]}
    for value in (original["story_id"], original["id"], translation["id"]):
        assert set(newsroom.public_ids(f"story={value}")) == both, value
        lines = newsroom.api.get(f"/v1/releases.ndjson?story={value}").text.splitlines()
        assert {json.loads(line)["id"] for line in lines} == both
        changes = checked(newsroom.api.get(f"/v1/changes?since=0&story={value}"), 200)["data"]
        assert {change["release_id"] for change in changes} == both
    assert newsroom.public_ids(f"story={new_id()}") == []
    refused = newsroom.api.get("/v1/releases?story=ferry")
    assert checked(refused, 422)["errors"][0]["parameter"] == "story"


def test_a_story_of_five_takes_as_many_statements_as_one_of_two(newsroom: Newsroom) -> None:
    counts = {}
    for size in (2, 5):
        original = newsroom.published(title=f"Story of {size}")
        story = {"story_id": original["story_id"]}
        for number in range(size - 1):
            newsroom.published(title=f"Part {number}", language="tr", **story)
        last = newsroom.draft(title="The last", language="el", **story)
        with counted(newsroom.database) as statements:
            newsroom.act(last, "publish")
        counts[size] = len(statements)
    assert counts[5] == counts[2]


@dataclass
class Told:
    """A release as its readers should see it."""

    id: str
    etag: str
    story: str
    title: str
    language: str
    live: tuple[str, str, str] | None = None
    is_withdrawn: bool = False
    version: int = 0
    words: int = 0


@dataclass
class Model:
    """Releases of some stories, and which translations each names."""

    told: dict[str, Told] = field(default_factory=dict)

    def translations(self) -> dict[str, list[tuple[str, str, str, int]]]:
        public = [one for one in self.told.values() if one.live]
        return {
            one.id: sorted(
                (other.live[2].lower(), other.id, other.live[1], other.words)
                for other in public
                if other.live and one.live and other is not one and other.live[0] == one.live[0]
            )
            for one in public
        }

    def go_public(self, one: Told) -> None:
        before = self.translations()
        one.version += 1
        one.words, one.live = one.version, (one.story, one.title, one.language)
        one.is_withdrawn = False
        self._tell_others(one, before)

    def withdraw(self, one: Told) -> None:
        before = self.translations()
        one.version += 1
        one.live, one.is_withdrawn = None, True
        self._tell_others(one, before)

    def _tell_others(self, one: Told, before: dict[str, Any]) -> None:
        for id, translations in self.translations().items():
            if id != one.id and before.get(id) != translations:
                self.told[id].version += 1


def _step(newsroom: Newsroom, model: Model, chance: random.Random) -> None:
    if len(model.told) < 6 and chance.random() < 0.4:
        story = chance.choice([None, *(one.story for one in model.told.values())])
        language, title = chance.choice(LANGUAGES), f"Title {chance.randrange(1000)}"
        made = newsroom.draft(title=title, language=language, story_id=story)
        model.told[made["id"]] = Told(made["id"], "", made["story_id"], title, language)
        return
    if not model.told:
        return
    one = chance.choice(list(model.told.values()))
    release = checked(newsroom.desk.get(f"{EDITORIAL}/{one.id}"), 200)
    if one.live and chance.random() < 0.3:
        kind = chance.choice(["gone", "kept"])
        newsroom.act(release, "withdraw", notice="Wrong.", kind=kind)
        model.withdraw(one)
        return
    one.title = f"Title {chance.randrange(1000)}"
    one.story = chance.choice([story_of(UUID(one.id)).hex, *(o.story for o in model.told.values())])
    one.story = str(UUID(one.story))
    release = newsroom.edit(release, title=one.title, story_id=one.story)
    if one.live:
        act = chance.choice(["update", "correct"])
        newsroom.act(release, act, **({"note": "Better."} if act == "correct" else {}))
    else:
        newsroom.act(release, "publish")
    model.go_public(one)


@pytest.mark.parametrize("seed", range(5))
def test_every_door_names_what_is_public_whatever_editors_do(newsroom: Newsroom, seed: int) -> None:
    model, chance = Model(), random.Random(seed)
    for _ in range(25):
        _step(newsroom, model, chance)
        expected = model.translations()
        lines = newsroom.api.get("/v1/releases.ndjson").text.splitlines()
        listed = checked(newsroom.api.get("/v1/releases?profile=full&limit=100"), 200)["data"]
        changes = checked(newsroom.api.get("/v1/changes?since=0&limit=100"), 200)["data"]
        last = {it["release_id"]: it.get("document") for it in changes}
        copies = [document for document in last.values() if document]
        for door in (listed, list(map(json.loads, lines)), copies):
            found = {document["id"]: (document["version"], _named(document)) for document in door}
            assert found == {id: (model.told[id].version, it) for id, it in expected.items()}
        for story in {one.live[0] for one in model.told.values() if one.live}:
            of_story = {it.id for it in model.told.values() if it.live and it.live[0] == story}
            assert set(newsroom.public_ids(f"story={story}")) == of_story
    assert any(model.translations().values())
    with newsroom.database.write() as session:
        grown = rows(session)
        restore_all(session, public_states(session, newsroom.settings.zone))
        session.flush()
        session.expire_all()
        assert rows(session) == grown


def _named(document: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    return [
        (one["language"].lower(), one["id"], one["title"], one["version"])
        for one in document["translations"]
    ]
