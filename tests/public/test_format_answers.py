"""What a feed says of itself, in every form."""

from lxml import etree

from tests.client import Client
from tests.factories import a_document, a_theme
from tests.public.conftest import Publish

ATOM = "{http://www.w3.org/2005/Atom}"


def _said(reader: Client, query: str) -> list[tuple[str | None, str | None]]:
    """Language and title of the feed in each form."""
    channel = etree.fromstring(reader.get(f"/v1/releases.rss{query}").content)[0]
    atom = etree.fromstring(reader.get(f"/v1/releases.atom{query}").content)
    feed = reader.get(f"/v1/releases.jsonfeed{query}").json()
    ninjs = reader.get(f"/v1/releases.ninjs{query}").json()
    return [
        (channel.findtext("language"), channel.findtext("title")),
        (atom.get("{http://www.w3.org/XML/1998/namespace}lang"), atom.findtext(f"{ATOM}title")),
        (feed["language"], feed["title"]),
        (ninjs["language"], ninjs["title"]),
    ]


def test_a_feed_speaks_the_language_of_what_it_holds(reader: Client, publish: Publish) -> None:
    publish(
        a_document(language="tr", themes=(a_theme("health"),)),
        a_document(language="pt-BR", kind="statement"),
        a_document(language="pt-PT", kind="event"),
        a_document(language="en", kind="event"),
    )
    expected = {
        "?language=tr": ("tr", "Dateline: Türkçe"),
        "?theme=health": ("tr", "Dateline: Sağlık"),
        "?language=pt": ("pt", "Dateline: português"),
        "?kind=statement": ("pt-BR", "Dateline: Statement"),
        "?kind=event": ("en", "Dateline: Releases of the kind Event"),
        "?kind=event&language=fr-ca": ("fr-CA", "Dateline: Événement · français (Canada)"),
        "?language=xx": ("en", "Dateline: Releases in xx"),
        "": ("en", "Dateline"),
    }
    said = {query: _said(reader, query) for query in expected}
    assert said == {query: [words] * 4 for query, words in expected.items()}
    archive = etree.fromstring(reader.get("/v1/archive/0.atom?theme=health").content)
    assert archive.findtext(f"{ATOM}title") == "Dateline: Sağlık"
