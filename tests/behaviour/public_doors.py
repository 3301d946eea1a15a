"""Every address that a reader without a key can ask, made from the contract.

A new door joins by itself. A parameter that nobody gave samples for fails the tests that walk here:
add it to `samples`.
"""

import asyncio
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import FastAPI

from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS
from app.published.media import address_of
from tests.contract.inlined import inlined

UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
REQUEST_ID = "the-same-every-time"
# Of lists and of releases: some of each are unknown to the other.
ENDINGS = tuple(dict.fromkeys(form.suffix for form in (*LIST_FORMATS, *RELEASE_FORMATS)))


@dataclass(frozen=True)
class Canary:
    """What a hidden release has and no public one: asked for by name through every parameter."""

    title: str = "Zephyrine quillon harbour"
    slug: str = "zephyrine-quillon-harbour"
    body: str = "sealedmarzipanword"
    organisation: str = "canary-works"
    partner: str = "quillon-partners"
    language: str = "cy"
    theme: str = "health"
    place: str = "Çeşme"
    place_id: str = "geonames:318755"
    # Editors make it for the hidden release.
    gate: str = "Quillon gate"
    gate_id: str = "own:quillon-gate"
    # A picture: whoever has it can compute its address.
    picture: bytes = b"quillon under seal"

    @property
    def words(self) -> tuple[str, ...]:
        """What must be in no answer and in no line of a log."""
        return ("zephyrine", "quillon", "sealedmarzipan", "canary works")

    @property
    def partners(self) -> dict[str, Any]:
        """A contact that partners alone may know, in a release that is public."""
        return {
            "name": "Zephyrine Quillon",
            "role": "Sealedmarzipan officer",
            "email": "quillon@sealedmarzipan.example",
            "phone": "+41 22 555 01 99",
            "audience": "partners",
        }

    @property
    def picture_address(self) -> str:
        """Where the picture would be if it were public."""
        return address_of(hashlib.sha256(self.picture).hexdigest(), "image/jpeg")

    def members(self) -> dict[str, Any]:
        """The body of the request that makes it."""
        return {
            "title": self.title,
            "slug": self.slug,
            "subtitle": "Quillon under seal",
            "summary": "Zephyrine summary",
            "body_text": f"All of it is {self.body}.",
            "language": self.language,
            "organisation": {"name": "Canary Works", "id": self.organisation},
            "partners": [{"name": "Quillon Partners"}],
            "themes": [self.theme],
            "dateline": {"text": self.place},
            "locations": [self.place_id],
        }

    def issuers(self) -> list[dict[str, Any]]:
        """The bodies of the requests that make its organisation and its partner."""
        said = {"contacts": [{"name": "Zephyrine Quillon"}], "home_page": "https://quillon.example"}
        return [
            {"id": self.organisation, "name": "Canary Works", "parent": "open-harbour", **said},
            {"id": self.partner, "name": "Open Harbour", "parent": self.organisation},
        ]

    def gate_members(self) -> dict[str, Any]:
        """The body of the request that makes a place of its own."""
        return {"name": self.gate, "parent": self.place_id, "names": {"tr": "Zephyrine kapısı"}}


@dataclass(frozen=True)
class Seen:
    """Public values to ask for: of a release that is public, and a cursor of the list."""

    id: str
    slug: str
    cursor: str
    canary: Canary = field(default_factory=Canary)
    # Ids of hidden releases, asked for like any other.
    hidden: tuple[str, ...] = ()


def samples(seen: Seen) -> Mapping[str, Sequence[str]]:
    """Values for each parameter of any public GET, by its name: usual ones and the canary's."""
    canary = seen.canary
    return {
        **_filters(canary, (seen.id, *seen.hidden)),
        "id_or_slug": (
            seen.id,
            seen.slug,
            UNKNOWN,
            canary.slug,
            f"{canary.slug}-2",
            canary.slug[:-1],
            *seen.hidden,
        ),
        "location_id": ("TR", canary.place_id, "cesme", "nowhere-at-all", canary.gate_id),
        "address": (address_of("0" * 64, "image/jpeg"), canary.picture_address, canary.slug),
        "organisation_id": ("open-harbour", canary.organisation, canary.partner),
        "theme_id": ("migration-displacement", canary.theme, canary.theme.title()),
        "token": (UNKNOWN, canary.slug, *seen.hidden),
        "slug": ("not-found", canary.slug),
        "name": ("reference.css", "reference.js", canary.slug),
        "format": (*ENDINGS, "json", canary.slug),
        "audience": ("reader", "partner"),
        "profile": ("card", "full"),
        "include": (
            *"body_html body_text ancestors,labels citation,media highlights".split(),
            canary.slug,
        ),
        "facets": ("location,theme,kind,language,organisation,year,month", canary.slug),
        "facet.location.limit": ("1", "1000"),
        "facet.zero": ("true",),
        "lang": ("tr", canary.language),
        "form": ("flat", "tree"),
        "sort": ("-published_at", "published_at", "-modified_at", "modified_at", "relevance"),
        "limit": ("1", "100"),
        "cursor": (seen.cursor,),
        "fields": (
            "title",
            "slug,organisation",
            "dateline.text",
            "locations.name,themes.label,body_text",
            canary.slug,
        ),
        "since": ("0", "1"),
        "wait": ("1",),
        "part": ("0", "1", canary.slug),
    }


def _filters(canary: Canary, ids: Sequence[str]) -> dict[str, Sequence[str]]:
    """Values for the parameters of a selection, and of lists of places."""
    place, theme = ("TR", canary.place_id), ("migration-displacement", canary.theme)
    language, kind = ("en", canary.language), ("press_release", "statement")
    return {
        "location": (*place, "cesm", canary.gate),
        "location.all": (*place, canary.gate_id),
        "location.not": (*place, canary.gate_id),
        "location.role": ("dateline", "about"),
        "theme": (*theme, "healt"),
        "theme.all": theme,
        "theme.not": theme,
        "date": ("2031", "2031-03-03/..", "unknown"),
        "date_from": ("2031-03-03",),
        "date_to": ("2031-03-04",),
        "tz": ("Europe/Istanbul",),
        "kind": (*kind, "city"),
        "kind.all": kind,
        "kind.not": kind,
        "language": language,
        "language.all": language,
        "language.not": language,
        "organisation": (
            "open-harbour",
            canary.organisation,
            canary.organisation[:-1],
            canary.partner,
        ),
        "story": (*ids, UNKNOWN, canary.slug),
        "one_per_story": ("true",),
        "languages": ("tr,en", canary.language),
        "parent": ("TR", canary.place_id, canary.gate_id),
        "code": ("TR", "TR-35"),
        "place.kind": ("city", "country"),
        "unused": ("true",),
        "prefix": ("true", "false"),
        "near": ("38.32,26.30,50",),
        "bbox": ("26.2,38.2,26.4,38.4",),
        "q": (
            canary.title,
            canary.body,
            f"{canary.body[:-1]}*",
            f"{canary.body[:-2]}{canary.body[:-3:-1]}",
            f"-{canary.body}",
            "winter",
            "Çeşme",
        ),
    }


def public_reads(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and operation of every GET of the contract that asks for no key."""
    contract = inlined(app.openapi())
    for path, item in contract["paths"].items():
        operation = item.get("get")
        if operation and not operation.get("security", contract.get("security")):
            yield path, operation


def addresses(app: FastAPI, seen: Seen) -> list[str]:
    """Each public read with every sample of its path, and with every sample of each parameter."""
    known = samples(seen)
    found: list[str] = []
    for path, operation in public_reads(app):
        found += _paths(path, known)
        names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        queries = [f"{name}={quote(value)}" for name in names for value in known[name]]
        if {"q", "prefix"} <= set(names):
            queries += [f"prefix=true&q={quote(begun)}" for begun in _begun(seen.canary)]
        if "one_per_story" in names:
            wanted = ("tr,en", seen.canary.language)
            queries += [f"one_per_story=true&languages={one}" for one in wanted]
        if {"q", "include"} <= set(names):
            queries += [f"include=highlights&q={quote(one)}" for one in known["q"]]
        if {"include", "fields"} <= set(names):
            queries += ["profile=full&include=labels,citation", "fields=title&include=body_html"]
        # One sample of the path is asked with queries, but in every format.
        one_each = {name: values[:1] for name, values in known.items()}
        one_each["format"] = _formats(operation)
        found += [f"{one}?{query}" for one in _paths(path, one_each) for query in queries]
    return found


def _formats(operation: Mapping[str, Any]) -> Sequence[str]:
    parameters = operation.get("parameters", ())
    return next((one["schema"]["enum"] for one in parameters if one["name"] == "format"), ())


def _begun(canary: Canary) -> list[str]:
    """Beginnings of words that only the hidden release has, one misspelt, and of a public one."""
    whole = (*canary.title.split()[:2], canary.body)
    misspelt = f"{canary.body[:4]}{canary.body[5:-3]}"
    return [*(word[:-2] for word in whole), *(word[:3] for word in whole), misspelt, "harb"]


def _paths(path: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    names = re.findall(r"\{(\w+)\}", path)
    return [
        path.format(**dict(zip(names, map(quote, values), strict=True)))
        for values in product(*(known[name] for name in names))
    ]


Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


def ask(
    app: FastAPI, wanted: Iterable[tuple[str, str]], **headers: str
) -> dict[tuple[str, str], Answer]:
    """Status, headers and body for each method and address, all with one request id."""

    async def run() -> dict[tuple[str, str], Answer]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://testserver",
            headers={"X-Request-Id": REQUEST_ID, **headers},
        ) as client:
            found = {}
            for method, address in wanted:
                answer = await client.request(method, address)
                fields = tuple(sorted(answer.headers.items()))
                found[method, address] = (answer.status_code, fields, answer.content)
            return found

    return asyncio.run(run())


def glance(app: FastAPI, seen: Seen) -> dict[tuple[str, str], Answer]:
    """What every public door answers without a query."""
    return ask(app, [("GET", address) for address in addresses(app, seen) if "?" not in address])


def snapshot(app: FastAPI, seen: Seen) -> dict[tuple[str, str], Answer]:
    """What every public door answers, byte for byte; HEAD and OPTIONS where there is no query."""
    wanted = []
    for address in addresses(app, seen):
        wanted.append(("GET", address))
        if "?" not in address:
            wanted += [("HEAD", address), ("OPTIONS", address)]
    return ask(app, wanted)
