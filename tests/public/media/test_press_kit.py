"""The press kit: all that is needed to print a release, in one archive."""

import csv
import io
import json
import zipfile
from typing import Any
from uuid import UUID

from app.http.cache_tags import release_tag
from tests.files import a_pdf, stored
from tests.newsroom import Newsroom, checked


def opened(newsroom: Newsroom, released: dict[str, Any]) -> zipfile.ZipFile:
    answer = newsroom.api.get(f"/v1/releases/{released['id']}.zip")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def _used(newsroom: Newsroom) -> dict[str, Any]:
    picture = stored(newsroom, b"the first" * 200_000)
    formula = {"credit": "=HYPERLINK(1)", "caption": "One\nTwo"}
    return {
        "slug": "harbour-works",
        "media": [
            {"file": str(picture.id)},
            {"file": str(a_pdf(newsroom).id), **formula},
        ],
    }


def test_a_kit_holds_text_files_and_whose_they_are(newsroom: Newsroom) -> None:
    released = newsroom.published(title="Harbour works", body_text="All text.", **_used(newsroom))
    kit = opened(newsroom, released)
    assert kit.testzip() is None
    assert kit.namelist() == [
        "harbour-works/release.html",
        "harbour-works/release.txt",
        "harbour-works/release.json",
        "harbour-works/CREDITS.txt",
        "harbour-works/credits.csv",
        "harbour-works/media/01-depot.jpg",
        "harbour-works/media/02-report.pdf",
    ]
    assert kit.read("harbour-works/media/01-depot.jpg") == b"the first" * 200_000
    assert b"<p>All text.</p>" in kit.read("harbour-works/release.html")
    assert "All text." in kit.read("harbour-works/release.txt").decode()
    assert json.loads(kit.read("harbour-works/release.json"))["id"] == released["id"]
    told = kit.read("harbour-works/CREDITS.txt").decode()
    assert "media/01-depot.jpg\nThe depot in Edirne\nCredit: Ada Example" in told
    assert "May be used until: 2099-12-31" in told
    rows = list(csv.DictReader(io.StringIO(kit.read("harbour-works/credits.csv").decode())))
    assert [row["file"] for row in rows] == ["media/01-depot.jpg", "media/02-report.pdf"]
    assert rows[1]["credit"] == "'=HYPERLINK(1)"
    assert {info.date_time for info in kit.infolist()} == {kit.infolist()[0].date_time}


def test_a_kit_is_the_same_bytes_each_time_and_has_their_tag(newsroom: Newsroom) -> None:
    released = newsroom.published(**_used(newsroom))
    where = f"/v1/releases/{released['id']}.zip"
    first, again = newsroom.api.get(where), newsroom.api.get(where)
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"]
    assert first.headers["content-disposition"] == 'attachment; filename="harbour-works.zip"'
    known = {"If-None-Match": first.headers["etag"]}
    assert newsroom.api.get(where, headers=known).status_code == 304
    assert newsroom.api.head(where).content == b""
    newsroom.act(newsroom.edit(released, title="Better"), "update")
    assert newsroom.api.get(where, headers=known).status_code == 200


def test_a_kit_without_files_holds_the_text_alone(newsroom: Newsroom) -> None:
    names = opened(newsroom, newsroom.published(slug="plain")).namelist()
    assert names == ["plain/release.html", "plain/release.txt", "plain/release.json"]


def test_a_kit_is_where_the_release_is(newsroom: Newsroom) -> None:
    released = newsroom.published(slug="first-slug")
    moved = newsroom.act(newsroom.edit(released, slug="second-slug"), "update")
    answer = newsroom.api.get("/v1/releases/first-slug.zip", follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"].endswith(f"/v1/releases/{released['id']}.zip")
    newsroom.act(moved, "withdraw", notice="Issued in error.")
    gone = checked(newsroom.api.get(f"/v1/releases/{released['id']}.zip"), 410)
    assert gone["notice"]["text"] == "Issued in error."
    hidden = newsroom.draft(slug="hidden-kit")
    for name in (hidden["id"], "hidden-kit"):
        assert newsroom.api.get(f"/v1/releases/{name}.zip").status_code == 404


def test_a_kit_holds_the_translations_that_are_public(newsroom: Newsroom) -> None:
    first = newsroom.published(slug="harbour")
    story = {"story_id": first["id"], "language": "tr"}
    translated = newsroom.published(slug="liman", title="Liman", body_text="Metin.", **story)
    newsroom.draft(slug="hafen", language="de", title="Hafen", story_id=first["id"])
    kit = opened(newsroom, first)
    assert [name for name in kit.namelist() if "translations" in name] == [
        "harbour/translations/tr-liman/release.html",
        "harbour/translations/tr-liman/release.txt",
        "harbour/translations/tr-liman/release.json",
    ]
    assert "Metin." in kit.read("harbour/translations/tr-liman/release.txt").decode()
    before = newsroom.api.get(f"/v1/releases/{first['id']}.zip").headers["etag"]
    edited = newsroom.edit(translated, body_text="Daha iyi.")
    translated = newsroom.act(edited, "correct", note="x")
    assert newsroom.api.get(f"/v1/releases/{first['id']}.zip").headers["etag"] != before
    newsroom.act(translated, "withdraw", notice="x")
    assert not [n for n in opened(newsroom, first).namelist() if "translations" in n]


def test_a_cache_forgets_a_kit_with_what_is_said_of_a_file_in_a_translation(
    newsroom: Newsroom,
) -> None:
    first = newsroom.published(slug="harbour")
    picture = stored(newsroom)
    translated = newsroom.published(
        slug="liman", language="tr", story_id=first["id"], media=[{"file": str(picture.id)}]
    )
    kit = newsroom.api.get(f"/v1/releases/{first['id']}.zip")
    tags = set(kit.headers["surrogate-key"].split(" "))
    path = f"/v1/editorial/media/{picture.id}"
    headers = {
        "If-Match": newsroom.desk.get(path).headers["etag"],
        "Content-Type": "application/merge-patch+json",
    }
    since = checked(newsroom.api.get("/v1/changes"), 200)["meta"]["head"]
    checked(newsroom.desk.patch(path, headers=headers, json={"rights_end": "2031-01-01"}), 200)
    facts = checked(newsroom.api.get(f"/v1/changes?since={since}"), 200)["data"]
    assert [fact["release_id"] for fact in facts] == [translated["id"]]
    again = newsroom.api.get(f"/v1/releases/{first['id']}.zip")
    assert again.headers["etag"] != kit.headers["etag"]
    assert tags & {release_tag(UUID(fact["release_id"])) for fact in facts}
