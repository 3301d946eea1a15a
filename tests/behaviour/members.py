"""What a release has beside its text, in random acts: who, whom to ask, translations, files."""

import json
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from app.auth.caller import Scope
from app.media.models import MediaFile
from tests.files import address
from tests.newsroom import Newsroom, checked
from tests.organisations.organisation_desk import patch

# As `agency` makes them; the last is a partner alone.
ORGANISATIONS = ("relief-network", "mission", "office")
PARTNER = "harbour-aid"
# In contacts that partners alone may know.
SEALED = "sealed-desk"


def random_members(chance: random.Random, files: Sequence[MediaFile]) -> dict[str, Any]:
    """Members of a request, some of them empty."""
    sealed = {"name": "Night desk", "email": f"{SEALED}@desk.example", "audience": "partners"}
    contacts = [{"name": f"Desk {chance.randrange(10)}"}, sealed]
    used = chance.sample(files, chance.randrange(len(files)))
    return {
        "organisation": chance.choice((None, *ORGANISATIONS)),
        "partners": chance.choice(([], [PARTNER])),
        "contacts": chance.sample(contacts, chance.randrange(3)),
        "media": [{"file": str(file.id)} for file in used],
    }


def rename(newsroom: Newsroom, chance: random.Random) -> None:
    """Give an organisation another name and another contact."""
    name = f"Office {chance.randrange(10**6)}"
    contacts = [
        {"name": f"{name} desk"},
        {"name": "Night", "email": f"{SEALED}@night.example", "audience": "partners"},
    ]
    organisation = chance.choice((*ORGANISATIONS, PARTNER))
    changed = patch(newsroom, organisation, name=name, names={"en": name}, contacts=contacts)
    checked(changed, 200)


def check_members(
    newsroom: Newsroom, known: Iterable[dict[str, Any]], files: Iterable[MediaFile]
) -> None:
    """What documents say of translations, organisations, contacts and files is what there is."""
    lines = newsroom.api.get("/v1/releases.ndjson").text.splitlines()
    documents = {one["id"]: one for one in map(json.loads, lines)}
    stories = {one["id"]: one["story_id"] for one in known if one["state"] == "published"}
    assert documents.keys() == stories.keys()
    for id, document in documents.items():
        others = {other for other, story in stories.items() if story == stories[id]} - {id}
        told = {one["id"]: (one["title"], one["slug"]) for one in document["translations"]}
        assert told == {one: (documents[one]["title"], documents[one]["slug"]) for one in others}
    _check_files(newsroom, documents.values(), files)
    _check_contacts(newsroom, documents.values())
    listed = checked(newsroom.api.get("/v1/organisations"), 200)["data"]
    named = {one["id"]: one["names"] for document in documents.values() for one in _all(document)}
    assert {one["id"]: one["names"] for one in listed} == named
    for organisation in (*ORGANISATIONS, PARTNER):
        status = newsroom.api.get(f"/v1/organisations/{organisation}").status_code
        assert status == (200 if organisation in named else 404), organisation


def check_counts(newsroom: Newsroom, query: str, found: Collection[dict[str, Any]]) -> None:
    """Organisations count the releases that the list shows."""
    counts = Counter(one["id"] for document in found for one in _issuers(document))
    listed = checked(newsroom.api.get(f"/v1/organisations?{query}"), 200)["data"]
    assert {one["id"]: one["releases"] for one in listed if one["releases"]} == counts, query


def _check_files(
    newsroom: Newsroom, documents: Iterable[dict[str, Any]], files: Iterable[MediaFile]
) -> None:
    used = {one["id"] for document in documents for one in document["media"]}
    for file in files:
        rendition = json.loads(file.renditions)[0]["sha256"]
        for where in (address(file), f"/v1/media/{rendition}.webp"):
            status = newsroom.api.get(where).status_code
            assert status == (200 if str(file.id) in used else 404), where


def _check_contacts(newsroom: Newsroom, documents: Iterable[dict[str, Any]]) -> None:
    """Everybody gets the public ones of those that a partner gets."""
    partner = newsroom.as_key(Scope.SYNDICATE)
    for document in documents:
        all_of_it = checked(partner.get(f"/v1/releases/{document['id']}/contacts"), 200)["data"]
        public = [one["name"] for one in all_of_it if one["audience"] == "public"]
        assert [one["name"] for one in document["contacts"]] == public
        assert SEALED not in json.dumps(document)


def _issuers(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if document["organisation"] is not None:
        yield document["organisation"]
        yield from document["organisation"]["ancestors"]


def _all(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _issuers(document)
    for partner in document["partners"]:
        yield partner
        yield from partner["ancestors"]
