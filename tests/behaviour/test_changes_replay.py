"""Whoever follows the change stream ends with what the list shows, wherever it began or stopped."""

import json
import random
from typing import Any

import pytest

from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.newsroom import Newsroom, checked
from tests.partners.stream_client import Mirror

THEMES = ("health", "children", "migration-displacement")
PLACES = ("TR", "TR-22", "GR", "geonames:747712")
LANGUAGES = ("en", "en-GB", "tr")
WORDS = ("ferry", "harbour", "winter", "supplies")
SELECTIONS = (
    "",
    "theme=health",
    "theme=health&theme.not=children",
    "location=TR",
    "location=TR&location.role=dateline",
    "language=en",
    "language=tr&theme=health,children",
    "near=41.68,26.56,50",
    "q=ferry",
    "q=winter&location=TR",
    "date_from=2000-01-01",
    "kind=statement",
)
ACTS = 40


class Editors:
    """Acts at random on releases of a newsroom, all of them allowed."""

    def __init__(self, newsroom: Newsroom, dice: random.Random) -> None:
        self.newsroom, self.dice = newsroom, dice
        self.public: list[dict[str, Any]] = []

    def act(self) -> None:
        """One act."""
        kind = self.dice.choice(("publish", "update", "update", "correct", "withdraw"))
        if kind == "publish" or len(self.public) < 3:
            self.public.append(self.newsroom.published(**self._members()))
            return
        release = self.public.pop(self.dice.randrange(len(self.public)))
        if kind == "withdraw":
            self.newsroom.act(release, "withdraw", notice="Issued in error.")
            return
        release = self.newsroom.edit(release, **self._members())
        note = {"note": "A word.", "severity": "minor", "action": "update"}
        members = note if kind == "correct" else {}
        self.public.append(self.newsroom.act(release, kind, **members))

    def _members(self) -> dict[str, Any]:
        words = self.dice.sample(WORDS, 2)
        return {
            "title": f"{' '.join(words)} {self.dice.randrange(10**6)}",
            "body_text": self.dice.choice(WORDS),
            "themes": self.dice.sample(THEMES, self.dice.randrange(3)),
            "locations": self.dice.sample(PLACES, self.dice.randrange(3)),
            "language": self.dice.choice(LANGUAGES),
            "kind": self.dice.choice(("press_release", "statement")),
        }


def shown(newsroom: Newsroom, query: str) -> dict[str, dict[str, Any]]:
    """What the list shows under `query`, each release whole, as the stream and the export have it.

    In the list labels are in the reader's language, in these two in that of the release.
    """
    lines = newsroom.api.get(f"/v1/releases.ndjson?{query}").text.splitlines()
    found = {release["id"]: release for release in map(json.loads, lines)}
    page = checked(newsroom.api.get(f"/v1/releases?profile=full&limit=100&{query}"), 200)
    assert "next" not in page["links"]
    assert [(one["id"], one["version"], one["body_html"]) for one in page["data"]] == [
        (one["id"], one["version"], one["body_html"]) for one in found.values()
    ]
    return found


@pytest.mark.parametrize("seed", [1])
def test_a_mirror_ends_with_what_the_list_shows(newsroom: Newsroom, seed: int) -> None:
    dice = random.Random(seed)
    editors = Editors(newsroom, dice)
    # Some follow all the while, with pages of any size; the others begin when all is done.
    mirrors = {query: Mirror(query, dice.randint(1, 5)) for query in SELECTIONS}
    for number in range(ACTS):
        editors.act()
        for query in dice.sample(SELECTIONS, 2):
            mirrors[query].step(newsroom.api)
        if number == ACTS // 2:
            with newsroom.database.write() as session:
                restore_all(session, public_states(session, newsroom.settings.zone))
    for query, mirror in mirrors.items():
        late = Mirror(query)
        for one in (mirror, late):
            one.catch_up(newsroom.api)
            assert one.documents == shown(newsroom, query), query
            assert not one.documents.keys() & one.tombstones.keys()
