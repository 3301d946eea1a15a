"""The published grammars and schemas that our documents are held against."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT7, DRAFT202012

DATA = Path(__file__).parents[1] / "data" / "formats"
GEOJSON = "https://geojson.org/schema/GeoJSON.json"


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def ninjs() -> Draft202012Validator:
    """The validator of IPTC ninjs 3.1; nothing is fetched."""
    registry: Registry[Any] = Registry().with_resource(
        GEOJSON, DRAFT7.create_resource(_read("GeoJSON-schema.json"))
    )
    schema = _read("ninjs-schema_3.1.json")
    DRAFT202012.create_resource(schema)
    return Draft202012Validator(schema, registry=registry)


@cache
def newsml() -> etree.XMLSchema:
    """The IPTC's schema of NewsML-G2 2.35 in its conformance level power."""
    file = DATA / "newsml-g2" / "NewsML-G2_2.35-spec-All-Power.xsd"
    return etree.XMLSchema(etree.parse(file, etree.XMLParser(no_network=True)))


@cache
def json_feed() -> Draft202012Validator:
    """The validator of JSON Feed 1.1."""
    return Draft202012Validator(_read("json-feed.json"))


@cache
def atom() -> etree.RelaxNG:
    """The grammar of RFC 4287."""
    return etree.RelaxNG(etree.parse(DATA / "atom.rng"))
