"""One installation takes in the releases of another, with corrections and withdrawals."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.base.settings import Settings
from app.mirror.follow import CannotFollow, Client, Origin
from app.mirror.local import LocalMirror
from tests.files import stored
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.partners.wire import Wire

URL = "https://there.example"
WORDS = (
    "kind language title subtitle summary body_html dateline locations themes published_at date"
    " date_precision contacts organisation links usage_terms"
).split()


@pytest.fixture
def there(tmp_path: Path, sqlite_template: Path) -> Iterator[Newsroom]:
    """The other installation."""
    path = tmp_path / "there.db"
    shutil.copyfile(sqlite_template, path)
    made = Newsroom(Settings(database_url=f"sqlite:///{path}"))
    yield made
    made.close()


def follow(newsroom: Newsroom, there: Newsroom, selection: str = "") -> None:
    with httpx.Client(transport=Wire(there)) as http:
        here = LocalMirror(newsroom.settings, newsroom.database)
        Client(Origin.of(URL, selection), http).follow(here, once=True)


def shown(newsroom: Newsroom) -> list[dict[str, Any]]:
    """The words of the list, without what is each installation's own."""
    page = checked(newsroom.api.get("/v1/releases?limit=100&sort=published_at&profile=full"), 200)
    found = [{name: release[name] for name in WORDS} for release in page["data"]]
    for release in found:
        # Who assigned a theme is not told on.
        release["themes"] = [theme["id"] for theme in release["themes"]]
    return found


def test_releases_come_with_their_words_and_their_source(
    newsroom: Newsroom, there: Newsroom
) -> None:
    there.published(
        title="Ferry service resumes",
        body_html="<p>All <strong>of</strong> it.</p>",
        dateline={"text": "Edirne"},
        locations=["TR"],
        themes=["health"],
        organisation={"name": "Open Harbour"},
        published_at="2019-12-18T09:30:00Z",
    )
    there.published(title="Of a day", date="2019-12-19")
    follow(newsroom, there)
    assert shown(newsroom) == shown(there)
    page = checked(newsroom.api.get("/v1/releases?theme=health&profile=full"), 200)
    original = checked(there.api.get("/v1/releases?theme=health&profile=full"), 200)
    assert page["data"][0]["source_url"] == original["data"][0]["url"]


def test_corrections_and_withdrawals_follow(newsroom: Newsroom, there: Newsroom) -> None:
    first, second = there.published(title="First"), there.published(title="Second")
    follow(newsroom, there)
    there.act(there.edit(first, title="First, better"), "correct", note="The title.")
    there.act(second, "withdraw", notice="Issued in error.")
    follow(newsroom, there)
    assert shown(newsroom) == shown(there)
    told = checked(newsroom.api.get("/v1/changes"), 200)["data"]
    kinds = [entry["kind"] for entry in told]
    assert kinds == ["published", "published", "corrected", "withdrawn"]
    assert told[2]["note"]["note"] == "The title."
    assert told[3]["note"]["text"] == "Issued in error."
    follow(newsroom, there)
    assert len(checked(newsroom.api.get("/v1/changes"), 200)["data"]) == 4


def test_what_an_editor_here_changed_is_kept_but_a_withdrawal_is_obeyed(
    newsroom: Newsroom, there: Newsroom
) -> None:
    theirs = there.published(title="Theirs")
    follow(newsroom, there)
    release_id = newsroom.public_ids()[0]
    ours = checked(newsroom.desk.get(f"{EDITORIAL}/{release_id}"), 200)
    newsroom.act(newsroom.edit(ours, title="Ours"), "update")
    theirs = there.act(there.edit(theirs, title="Theirs again"), "update")
    follow(newsroom, there)
    assert [release["title"] for release in shown(newsroom)] == ["Ours"]
    there.act(theirs, "withdraw", notice="Issued in error.")
    follow(newsroom, there)
    assert shown(newsroom) == []


def test_a_release_that_left_the_selection_is_carried_no_more(
    newsroom: Newsroom, there: Newsroom
) -> None:
    release = there.published(title="Of health", themes=["health"])
    follow(newsroom, there, "theme=health")
    there.act(there.edit(release, themes=[]), "update")
    follow(newsroom, there, "theme=health")
    assert shown(newsroom) == []
    with pytest.raises(CannotFollow, match="theme=health"):
        follow(newsroom, there)


def test_translations_organisations_and_contacts_are_the_same_there_and_here(
    newsroom: Newsroom, there: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    contacts = [
        {
            "name": "Deniz Example",
            "role": "Press officer",
            "phone": "0284 555 01 00 ext. 7",
            "languages": ["tr", "en"],
            "hours": {
                "days": ["monday"],
                "opens": "09:00",
                "closes": "17:00",
                "zone": "Europe/Istanbul",
            },
        }
    ]
    relief = {"organisation": {"id": "relief", "name": "Relief Network"}}
    partners = [{"id": "harbour", "name": "Open Harbour"}]
    members = {"dateline": {"text": "Edirne", "location": "edirne"}, "contacts": contacts, **relief}
    file = stored(there)
    media = [{"file": str(file.id), "alt": "A ferry", "credit": "Deniz Example"}]
    first = there.published(title="Original", partners=partners, media=media, **members)
    story = {"story_id": first["story_id"]}
    there.published(title="Çeviri", language="tr", **story, **relief)
    follow(newsroom, there)
    assert named(newsroom) == named(there)
    assert stories(newsroom) == stories(there) == {"Original": ["Çeviri"], "Çeviri": ["Original"]}
    rename = {"name": "Relief and Rescue"}
    address = "/v1/editorial/organisations/relief"
    tag = checked(newsroom.desk.get(address), 200)["etag"]
    headers = {"If-Match": tag, "Content-Type": "application/merge-patch+json"}
    checked(newsroom.desk.patch(address, json=rename, headers=headers), 200)
    third = there.published(title="Μετάφραση", language="el", **story, **relief)
    there.act(there.edit(third, title="Άλλη"), "update")
    before = checked(newsroom.api.get("/v1/changes"), 200)["meta"]["head"]
    follow(newsroom, there)
    assert stories(newsroom) == stories(there)
    assert {names[0] for _, _, names in named(newsroom)} == {"Relief and Rescue"}
    told = checked(newsroom.api.get(f"/v1/changes?since={before}"), 200)["data"]
    assert sorted(change["kind"] for change in told) == ["published", "updated", "updated"]
    # What an organisation is called here is no change of words there.
    assert "not taken in" not in caplog.text


def named(newsroom: Newsroom) -> list[tuple[str, Any, list[str]]]:
    """The title, contacts and organisations of each release, by title."""
    page = checked(newsroom.api.get("/v1/releases?limit=100&profile=full"), 200)["data"]
    return sorted(
        (
            one["title"],
            one["contacts"],
            [each["name"] for each in (one["organisation"], *one["partners"])],
        )
        for one in page
    )


def stories(newsroom: Newsroom) -> dict[str, list[str]]:
    """The titles of the translations that each release names."""
    page = checked(newsroom.api.get("/v1/releases?limit=100&profile=full"), 200)["data"]
    return {one["title"]: [other["title"] for other in one["translations"]] for one in page}
