"""The themes as SKOS, read by a library that reads JSON-LD."""

import json

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from app.db.database import Database
from app.themes.models import Theme
from tests.client import Client

# rdflib's own parser uses its class of earlier days.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEME = URIRef("https://press.example/v1/themes")
MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def concept(theme_id: str) -> URIRef:
    return URIRef(f"{SCHEME}/{theme_id}")


@pytest.fixture
def graph(reader: Client, database: Database) -> Graph:
    """The scheme after one theme was retired and another merged."""
    with database.write() as session:
        session.get_one(Theme, "education").retired = True
        merged = session.get_one(Theme, "gender")
        merged.merged_into, merged.retired, merged.parent_id = "children", True, None
    answer = reader.get("/v1/themes.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=answer.text, format="json-ld")


def test_every_theme_is_a_concept_of_the_scheme(reader: Client, graph: Graph) -> None:
    themes = reader.get("/v1/themes").json()["data"]
    assert (SCHEME, RDF.type, SKOS.ConceptScheme) in graph
    assert (SCHEME, DCTERMS.title, None) in graph
    for theme in themes:
        here = concept(theme["id"])
        assert (here, RDF.type, SKOS.Concept) in graph
        assert (here, SKOS.inScheme, SCHEME) in graph
        assert (here, SKOS.notation, Literal(theme["id"])) in graph
        names = [name for name in graph.objects(here, SKOS.prefLabel) if isinstance(name, Literal)]
        labels = {name.language: str(name) for name in names}
        assert labels == theme["labels"]
        top = theme["parent"] is None
        assert ((SCHEME, SKOS.hasTopConcept, here) in graph) is top
        assert ((here, SKOS.topConceptOf, SCHEME) in graph) is top
        if not top:
            assert (here, SKOS.broader, concept(theme["parent"])) in graph


def test_broader_and_narrower_are_each_others_inverse(graph: Graph) -> None:
    broader = {(below, above) for below, above in graph.subject_objects(SKOS.broader)}
    narrower = {(below, above) for above, below in graph.subject_objects(SKOS.narrower)}
    assert broader == narrower != set()


def test_media_topics_are_matched_by_how_near_they_are(graph: Graph) -> None:
    health, topic = concept("health"), URIRef(f"{MEDIA_TOPIC}07000000")
    assert (health, SKOS.exactMatch, topic) in graph
    wide = concept("migration-displacement")
    assert list(graph.objects(wide, SKOS.exactMatch)) == []
    assert (wide, SKOS.narrowMatch, URIRef(f"{MEDIA_TOPIC}20000771")) in graph


def test_retired_and_merged_themes_are_deprecated(graph: Graph) -> None:
    deprecated = set(graph.subjects(OWL.deprecated, Literal(lexical_or_value=True)))
    assert deprecated == {concept("education"), concept("gender")}
    assert list(graph.subject_objects(DCTERMS.isReplacedBy)) == [
        (concept("gender"), concept("children"))
    ]
    assert (SCHEME, SKOS.hasTopConcept, concept("gender")) not in graph


def test_every_member_has_a_meaning(reader: Client) -> None:
    document = json.loads(reader.get("/v1/themes.jsonld").text)
    used = {name for node in document["@graph"] for name in node}
    assert used <= document["@context"].keys()


def test_accept_gets_the_scheme_at_the_list(reader: Client) -> None:
    asked = {"Accept": "application/ld+json, application/json;q=0.5"}
    negotiated = reader.get("/v1/themes", headers=asked)
    assert negotiated.content == reader.get("/v1/themes.jsonld").content
    assert negotiated.headers["vary"] == "Accept, Accept-Encoding"
    assert reader.get("/v1/themes?form=tree", headers=asked).status_code == 422
    assert reader.get("/v1/themes", headers={"Accept": "text/csv"}).status_code == 406
    assert "themes.jsonld" in reader.get("/v1/themes").headers["link"]
