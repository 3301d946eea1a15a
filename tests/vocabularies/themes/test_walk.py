"""Random acts on themes among random acts on releases: what readers have is always today's tree."""

import threading
from random import Random
from typing import Any

import pytest

from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.published.read_model import rows

THEMES = "/v1/editorial/themes"
STEPS = 60
DONE = {200, 201}


class Walk:
    """Picks acts; what an act refuses (a circle, a retired theme) is part of the walk."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self.newsroom = newsroom
        self.random = Random(seed)
        self.done: dict[str, int] = {}
        self.ids: list[str] = [
            theme["id"] for theme in checked(newsroom.desk.get(THEMES), 200)["data"]
        ]

    def step(self) -> None:
        of_releases = [self.publish, self.publish, self.revise, self.withdraw]
        of_themes = [self.add, self.rename, self.move, self.merge, self.retire]
        act = self.random.choice([*of_releases, *of_themes])
        if act() in DONE:
            self.done[act.__name__] = self.done.get(act.__name__, 0) + 1

    def publish(self) -> int:
        given = {"title": f"Release {self.random.random()}", "themes": self._some()}
        made = self.newsroom.desk.post(EDITORIAL, json=given)
        if made.status_code in DONE:
            self.newsroom.act(made.json(), "publish")
        return made.status_code

    def revise(self) -> int:
        release = self._release()
        if release is None:
            return 0
        answer = self._patch(f"{EDITORIAL}/{release['id']}", themes=self._some())
        if answer in DONE and self.random.random() < 0.5:
            fresh = checked(self.newsroom.desk.get(f"{EDITORIAL}/{release['id']}"), 200)
            if fresh["revision"] != fresh["live_revision"]:
                self.newsroom.act(fresh, "update")
        return answer

    def withdraw(self) -> int:
        release = self._release()
        if release is None:
            return 0
        kind = self.random.choice(["gone", "kept"])
        self.newsroom.act(release, "withdraw", notice="Issued in error.", kind=kind)
        return 200

    def add(self) -> int:
        labels = {"en": f"Theme {self.random.random()}"}
        given = {"labels": labels, "parent": self.random.choice([None, self._one()])}
        made = self.newsroom.desk.post(THEMES, json=given)
        if made.status_code in DONE:
            self.ids.append(made.json()["id"])
        return made.status_code

    def rename(self) -> int:
        labels = {"en": f"Renamed {self.random.random()}"}
        return self._patch(f"{THEMES}/{self._one()}", labels=labels)

    def move(self) -> int:
        return self._patch(f"{THEMES}/{self._one()}", parent=self._one())

    def merge(self) -> int:
        return self._act("merge", into=self._one())

    def retire(self) -> int:
        return self._act(self.random.choice(["retire", "reinstate"]))

    def _act(self, name: str, **members: Any) -> int:
        address = f"{THEMES}/{self._one()}/{name}"
        body = {"json": members} if members else {}
        return self.newsroom.desk.post(address, headers={"If-Match": "*"}, **body).status_code

    def _patch(self, address: str, **members: Any) -> int:
        headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
        return self.newsroom.desk.patch(address, headers=headers, json=members).status_code

    def _one(self) -> str:
        return self.random.choice(self.ids)

    def _some(self) -> list[str]:
        return self.random.sample(self.ids, self.random.randint(0, 3))

    def _release(self) -> dict[str, Any] | None:
        listed = self.newsroom.desk.get(f"{EDITORIAL}?state=published").json()["data"]
        return self.random.choice(listed) if listed else None


def assert_all_is_of_today(newsroom: Newsroom, ids: list[str]) -> None:
    themes = {
        theme["id"]: theme
        for theme in checked(newsroom.desk.get(f"{THEMES}?retired=true"), 200)["data"]
    }
    for release in checked(newsroom.api.get("/v1/releases?profile=full&limit=100"), 200)["data"]:
        for theme in release["themes"]:
            assert theme["label"] == themes[theme["id"]]["labels"]["en"]
            line = [theme["id"], *(above["id"] for above in theme["ancestors"])]
            assert [themes[id]["parent"] for id in line] == [*line[1:], None]
    for theme in checked(newsroom.api.get("/v1/themes"), 200)["data"]:
        found = checked(newsroom.api.get(f"/v1/releases?theme={theme['id']}"), 200)
        assert theme["releases"] == found["meta"]["total"]
    for id in ids:
        assert newsroom.api.get(f"/v1/releases?theme={id}").status_code == 200
        assert newsroom.api.get(f"/v1/themes/{id}").status_code in {200, 301}
    with newsroom.database.read() as session:
        grown = rows(session)
    with newsroom.database.write() as session:
        restore_all(session, public_states(session, newsroom.settings.zone))
    with newsroom.database.read() as session:
        assert rows(session) == grown


@pytest.mark.parametrize("seed", [1, 2])
def test_public_documents_show_the_tree_of_today(newsroom: Newsroom, seed: int) -> None:
    walk = Walk(newsroom, seed)
    for _ in range(STEPS):
        walk.step()
    assert_all_is_of_today(newsroom, walk.ids)
    assert {"publish", "rename", "move", "merge"} <= walk.done.keys()


def test_nobody_publishes_an_old_label_while_a_theme_is_renamed(newsroom: Newsroom) -> None:
    def publish(name: str) -> None:
        for number in range(6):
            newsroom.published(title=f"{name} {number}", themes=["health"])

    writers = [threading.Thread(target=publish, args=(name,)) for name in ("Ada", "Berk")]
    for writer in writers:
        writer.start()
    headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    for number in range(4):
        renamed = newsroom.desk.patch(
            f"{THEMES}/health", headers=headers, json={"labels": {"en": f"Health {number}"}}
        )
        assert renamed.status_code == 200
    for writer in writers:
        writer.join()
    assert len(newsroom.public_ids()) == 12
    assert_all_is_of_today(newsroom, ["health"])
