"""The closed list of formats: the ending of an address, its media type, and its writer."""

from collections.abc import Callable
from dataclasses import dataclass

from app.formats import atom, csv, html, jsonfeed, jsonld, newsml, ninjs, rss, text
from app.formats.item import Feed, Item


@dataclass(frozen=True)
class ListFormat:
    """A form of a page of releases."""

    suffix: str
    name: str
    media_type: str
    write: Callable[[Feed], bytes]


@dataclass(frozen=True)
class ReleaseFormat:
    """A form of one release; `policy` is its Content-Security-Policy where it needs its own."""

    suffix: str
    name: str
    media_type: str
    write: Callable[[Item], bytes]
    policy: str | None = None


ATOM = ListFormat("atom", "Atom", atom.MEDIA_TYPE, atom.write)
LIST_FORMATS = (
    ListFormat("rss", "RSS 2.0", rss.MEDIA_TYPE, rss.write),
    ATOM,
    ListFormat("jsonfeed", "JSON Feed 1.1", jsonfeed.MEDIA_TYPE, jsonfeed.write),
    ListFormat("ninjs", "IPTC ninjs 3.1", ninjs.MEDIA_TYPE, ninjs.write),
    ListFormat("csv", "CSV", csv.MEDIA_TYPE, csv.write),
)
# Formats that a WebSub hub can send.
WITH_HUB = ("rss", "atom", "jsonfeed")
RELEASE_FORMATS = (
    ReleaseFormat("html", "HTML", html.MEDIA_TYPE, html.write_one, html.POLICY),
    ReleaseFormat("txt", "plain text", text.MEDIA_TYPE, text.write_one),
    ReleaseFormat("jsonld", "schema.org JSON-LD", jsonld.MEDIA_TYPE, jsonld.write_one),
    ReleaseFormat("ninjs", "IPTC ninjs 3.1", ninjs.MEDIA_TYPE, ninjs.write_one),
    ReleaseFormat("newsml", "IPTC NewsML-G2 2.35", newsml.MEDIA_TYPE, newsml.write_one),
)


def essence(media_type: str) -> str:
    """Returns a media type without its parameters."""
    return media_type.partition(";")[0]
