"""Releases that a person would not write and a format must survive; the same ones in every run."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.contacts.contact import Contact
from app.formats.item import Author, Feed, Item
from app.published.document import (
    Coordinates,
    Correction,
    Dateline,
    DatePrecision,
    Link,
    Organisation,
    PublicRelease,
    ReleaseTheme,
)
from tests.factories import a_document, a_theme, edirne

BASE = "https://press.example"
SEED = 20_261_125

PIECES = (
    "]]>", "<![CDATA[", "<!--", "-->", "</script>", "</title>", "<?xml ?>", "&amp;", "&#62;",
    "&#0;", "&nbsp;", "&", "<", ">", '"', "'", "\x01", "\x08", "\x0b", "\x1f", "\x7f", "\x85",
    "\ufffe", "\uffff", "\u2028", "\u200f", "\u202e", "\ufeff", "\U0001f469\u200d\U0001f692",
    "\U0010fffe", "é", "e\u0301", "شتاء", "北京", "\r", "\n", "\r\n", "\t", "  ", "\xa0", "=1+1",
    "@SUM(A1)", "-2", "+3", ",", ";", "{}", "%s", "\\", "\\u0000", "Winter", "supplies",
)  # fmt: skip
TAGS = (
    "<p>", "</p>", "<p/>", "<b>", "</i>", "<br>", "<img src='x.png' alt=\"a>b\">", "<a href=?v=2>",
    "</a>", "<a href='http://['>", "<o:p>", "<td", "<table><tr><td>", "</div></div>", "<svg:x y=1>",
    "<img srcset=', ,, a 1x,,b'>", "<p title='&quot;&#x1;'>", "<a b:c=d e=f href=//x.example>",
    "<x\x01y>", "<1>", "<=>", "<ul><li>", "<!DOCTYPE html>", "<![if]>", "<?php ?>", "<p class>",
)  # fmt: skip


def hostile_releases(count: int) -> list[PublicRelease]:
    """`count` of them, made from SEED."""
    chance = random.Random(SEED)
    return [_release(chance, number) for number in range(count)]


def feed_of(*releases: PublicRelease, **changes: Any) -> Feed:
    """A page of `releases`."""
    address = f"{BASE}/v1/releases.xml"
    members: dict[str, Any] = {
        "id": "urn:uuid:4f0c3a54-3f0e-5d59-9d7c-2f6b0d1f8f10",
        "author": Author("Newsroom"),
        "title": "Newsroom",
        "description": "All releases.",
        "language": "en",
        "base_url": BASE,
        "page_url": f"{BASE}/v1/releases",
        "self_url": address,
        "first_url": address,
        "items": tuple(Item(release, BASE) for release in releases),
    }
    return Feed(**{**members, **changes})


def _words(chance: random.Random, most: int = 8) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, most)))


def _body(chance: random.Random) -> str:
    parts = [
        chance.choice(TAGS) if chance.random() < 0.5 else _words(chance)
        for _ in range(chance.randrange(1, 20))
    ]
    depth = 400 if chance.random() < 0.02 else 0
    return "<div>" * depth + "".join(parts)


def _dated(chance: random.Random) -> dict[str, Any]:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(2_000_000_000))
    precision = chance.choice(list(DatePrecision))
    written = {DatePrecision.MONTH: "%Y-%m", DatePrecision.YEAR: "%Y"}.get(precision, "%Y-%m-%d")
    if precision is DatePrecision.UNKNOWN:
        return {"published_at": None, "date": None, "date_precision": precision}
    return {"published_at": at, "date": at.strftime(written), "date_precision": precision}


def _release(chance: random.Random, number: int) -> PublicRelease:
    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.5 else None

    place = edirne().model_copy(
        update={"name": _words(chance), "coordinates": Coordinates(latitude=-0.5, longitude=180)}
    )
    theme: ReleaseTheme = a_theme("health").model_copy(
        update={"label": _words(chance), "iptc": ("medtop:07000000", "medtop:20000451")}
    )
    return a_document(
        id=UUID(int=(0x0197 << 112) | (7 << 76) | (2 << 62) | number),
        title=_words(chance),
        subtitle=maybe(_words(chance)),
        summary=maybe(_words(chance)),
        body_html=_body(chance),
        body_text=_words(chance, 30),
        language=chance.choice(("en", "ar", "zh-Hant-TW")),
        dateline=maybe(Dateline(text=_words(chance), location=maybe(place))),
        locations=(place,) if chance.random() < 0.5 else (),
        themes=(theme,) if chance.random() < 0.5 else (),
        correction=maybe(
            Correction(
                note=_words(chance),
                severity="major",
                action="replace",
                corrected_at=datetime(2024, 5, 2, tzinfo=UTC),
            )
        ),
        organisation=maybe(Organisation(id="o", name=_words(chance))),
        contacts=(Contact(name=_words(chance), role=None, email=_words(chance), phone=None),),
        links=(Link(url=chance.choice(("x", "http://[", "//y.example")), title=_words(chance)),),
        usage_terms=maybe(_words(chance)),
        **_dated(chance),
    )
