"""Where people read a release: one address in everything that leads there, and ids that stay."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from app.db.database import Database
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS
from tests.client import Client
from tests.factories import a_document
from tests.http.small_app import small_app
from tests.public.conftest import ROUTERS, Publish
from tests.public.reading import BASE, withdraw

SITE = "https://www.example.org/{language}/news/{slug}"
DOCUMENT = a_document(
    id=UUID("0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"), slug="winter-in-edirne", language="pt-BR"
)
HERE = f"{BASE}/v1/releases/{DOCUMENT.id}"
PAGE = "https://www.example.org/pt-br/news/winter-in-edirne"


@pytest.fixture(params=[None, SITE])
def found(
    request: pytest.FixtureRequest, database: Database, reader: Client, publish: Publish
) -> Iterator[tuple[Client, str]]:
    """A reader of a newsroom with and without a site, and the page of its one release."""
    publish(DOCUMENT)
    if request.param is None:
        yield reader, f"{HERE}.html"
    else:
        yield Client(small_app(*ROUTERS, database=database, site_url_template=SITE)), PAGE


LISTED = [f"/v1/releases.{form.suffix}" for form in LIST_FORMATS]
SINGLE = [f"{HERE.removeprefix(BASE)}.{form.suffix}" for form in RELEASE_FORMATS]


@pytest.mark.parametrize("path", [*LISTED, *SINGLE, "/sitemap-0.xml"])
def test_every_format_leads_people_to_one_address(found: tuple[Client, str], path: str) -> None:
    reader, page = found
    answer = reader.get(path)
    assert answer.status_code == 200
    assert page in answer.text
    if not path.endswith((".xml", ".csv")):
        assert DOCUMENT.id.urn in answer.text


@pytest.mark.parametrize("path", ["/v1/releases", "/v1/releases.ndjson", HERE.removeprefix(BASE)])
def test_json_names_the_lasting_address_and_the_one_for_people(
    found: tuple[Client, str], path: str
) -> None:
    reader, page = found
    first = json.loads(reader.get(path).text.splitlines()[0])
    release = first["data"][0] if "data" in first else first
    assert release["url"] == HERE
    assert release["web_url"] == page


def test_fields_choose_the_address_for_people(found: tuple[Client, str]) -> None:
    reader, page = found
    (release,) = reader.get("/v1/releases?fields=web_url").json()["data"]
    assert release == {"id": str(DOCUMENT.id), "web_url": page}


def test_the_links_of_a_release_name_the_address_for_people_as_html(
    found: tuple[Client, str],
) -> None:
    reader, page = found
    link = reader.get(HERE.removeprefix(BASE)).headers["link"]
    assert f'<{page}>; rel="alternate"; type="text/html"' in link
    assert f'<{HERE}.ninjs>; rel="alternate"' in link


def test_two_sites_give_two_entity_tags(
    reader: Client, database: Database, publish: Publish
) -> None:
    publish(DOCUMENT)
    other = Client(small_app(*ROUTERS, database=database, site_url_template=SITE))
    for path in ("/v1/releases", "/v1/releases.ndjson", HERE.removeprefix(BASE)):
        tags = {client.get(path).headers["etag"] for client in (reader, other)}
        assert len(tags) == 2


def test_a_withdrawn_release_names_no_page(database: Database, publish: Publish) -> None:
    """Its slug may be the very words that were withdrawn."""
    site = Client(small_app(*ROUTERS, database=database, site_url_template=SITE))
    publish(DOCUMENT)
    withdraw(database, DOCUMENT)
    for path in (*LISTED, "/sitemap-0.xml"):
        assert PAGE not in site.get(path).text
