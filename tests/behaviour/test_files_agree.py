"""Files are public with the documents that name them: random acts against a plain model."""

import json
import random
from typing import Any

import pytest
from lxml import etree

from app.media.models import MediaFile
from tests.files import a_pdf, address, stored
from tests.newsroom import Newsroom, checked

ROUNDS = 40
A = "{http://www.w3.org/2005/Atom}"


def _act(
    newsroom: Newsroom, chance: random.Random, known: list[dict[str, Any]], files: list[MediaFile]
) -> None:
    """One act that may change which files are public, or must not."""
    some = chance.sample(files, chance.randrange(len(files)))
    media = [{"file": str(file.id)} for file in some]
    public = [one for one in known if one["state"] == "published"]
    gone = [one for one in known if one["state"] == "withdrawn"]
    kind = chance.choice(("publish", "draft", "edit", "update", "correct", "withdraw", "again"))
    if kind == "draft":
        newsroom.draft(media=media)
    elif kind in ("edit", "update", "correct") and public:
        one = chance.choice(public)
        one |= newsroom.edit(one, media=media, title=f"Ferry {chance.random()}")
        if kind == "update":
            one |= newsroom.act(one, "update")
        elif kind == "correct":
            one |= newsroom.act(one, "correct", note="Another picture.")
        one["shown"] = one["shown"] if kind == "edit" else media
    elif kind == "withdraw" and public:
        one, how = chance.choice(public), chance.choice(("gone", "kept"))
        kept = newsroom.edit(one, media=one["shown"])
        one |= newsroom.act(kept, "withdraw", notice="x", kind=how) | {"kept": how == "kept"}
    elif kind == "again" and gone:
        one = chance.choice(gone)
        one |= newsroom.act(one, "publish") | {"kept": False}
    else:
        known.append(newsroom.published(media=media) | {"shown": media, "kept": False})


def _check(newsroom: Newsroom, known: list[dict[str, Any]], files: list[MediaFile]) -> None:
    """What readers can have is what public documents name, whole and in every rendition."""
    seen = [one for one in known if one["state"] == "published" or one["kept"]]
    named = {use["file"] for one in seen for use in one["shown"]}
    for file in files:
        status = 200 if str(file.id) in named else 404
        forms = [f"/v1/media/{form['sha256']}.jpg" for form in _jpegs(file)]
        for where in (address(file), *forms):
            assert newsroom.api.get(where).status_code == status, where


def _jpegs(file: MediaFile) -> list[dict[str, Any]]:
    return [form for form in json.loads(file.renditions) if form["media_type"] == "image/jpeg"]


def _check_leads(newsroom: Newsroom) -> None:
    """Feeds, cards and sitemaps have the lead picture of the document."""
    lines = newsroom.api.get("/v1/releases.ndjson").text.splitlines()
    documents = {one["id"]: one for one in map(json.loads, lines)}
    large, whole = {}, set()
    for release_id, document in documents.items():
        lead = next((one for one in document["media"] if one["kind"] == "image"), None)
        if lead is not None:
            whole.add(lead["url"])
            named = {(one["name"], one["media_type"]): one for one in lead["renditions"]}
            large[release_id] = named["large", "image/jpeg"]["url"]
    cards = checked(newsroom.api.get("/v1/releases?limit=100"), 200)["data"]
    assert {card["id"] for card in cards if card["image"]} == large.keys()
    items = newsroom.api.get("/v1/releases.jsonfeed?limit=100").json()["items"]
    assert {item["id"][9:]: item["image"] for item in items if "image" in item} == large
    feed = etree.fromstring(newsroom.api.get("/v1/releases.rss?limit=100").content)
    enclosures = {
        item.findtext("guid", "")[9:]: item.find("enclosure")
        for item in feed.iterfind("channel/item")
    }
    found = {id: one.get("url") for id, one in enclosures.items() if one is not None}
    assert found == large
    atom = etree.fromstring(newsroom.api.get("/v1/releases.atom?limit=100").content)
    links = atom.iterfind(f"{A}entry/{A}link[@rel='enclosure']")
    assert sorted(link.get("href", "") for link in links) == sorted(large.values())
    sitemap = etree.fromstring(newsroom.api.get("/sitemap-0.xml").content)
    assert {one.text for one in sitemap.iterfind(".//{*}image/{*}loc")} == whole


@pytest.mark.parametrize("seed", [1, 2])
def test_files_are_public_with_the_documents_that_name_them(newsroom: Newsroom, seed: int) -> None:
    chance, known = random.Random(seed), [newsroom.published() | {"shown": [], "kept": False}]
    files = [stored(newsroom, b"picture %d" % number) for number in range(3)]
    files.append(a_pdf(newsroom))
    states = set()
    for _ in range(ROUNDS):
        _act(newsroom, chance, known, files)
        _check(newsroom, known, files)
        states |= {(one["state"], one["kept"]) for one in known if one["shown"]}
    _check_leads(newsroom)
    assert states == {("published", False), ("withdrawn", False), ("withdrawn", True)}
