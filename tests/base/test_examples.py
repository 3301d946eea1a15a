"""The examples of the contract: each file is shown, and says what the code writes."""

import json

from app.base.examples import EXAMPLE_BASE, load_example
from app.formats import skos
from tests.contract.sources import TOP, python_files


def test_every_example_is_shown() -> None:
    sources = "\n".join((TOP / path).read_text(encoding="utf-8") for path in python_files("app"))
    files = sorted((TOP / "app").glob("**/examples/*.json"))
    assert files
    unused = [
        str(file)
        for file in files
        if f'"{file.parent.parent.relative_to(TOP / "app")}", "{file.stem}"' not in sources
    ]
    assert unused == []


def test_the_example_scheme_is_what_the_format_writes() -> None:
    relations = {"humanitarian-response": "close", "health": "exact"}
    concepts = [
        skos.Concept(
            entry["id"],
            entry["labels"],
            entry["parent"],
            ((entry["iptc"][0], relations[entry["id"]]),),
            deprecated=False,
            replaced_by=None,
        )
        for entry in load_example("public/themes", "list")["data"]
    ]
    written = skos.write(concepts, "Relief Network", f"{EXAMPLE_BASE}/v1/themes")
    assert json.loads(written) == load_example("public/themes", "scheme")
