"""Names of schemas: in the contract there is one namespace, where Python has a module for each."""

import json
from typing import Any

# The name of a class -> the name of its schema. Others have one name.
NAMES = {
    "Act": "EditorialAct",
    "Code": "FindingCode",
    "Content": "RevisionContent",
    "Form": "ThemeListForm",
    "Format": "EventFormat",
    "InContext": "KeywordsInContext",
    "Kind": "EventKind",
    "Link": "ReleaseLink",
    "LinkInput": "ReleaseLinkInput",
    "Op": "RunChange",
    "Piece": "TextRun",
    "Point": "PlacePoint",
    "RawAct": "BatchAct",
    "State": "ReleaseState",
    "Told": "DeliveryState",
    "WordsInContext": "KeywordsInContextInput",
}
_REFERENCE = "#/components/schemas/"


def name_schemas(document: dict[str, Any]) -> dict[str, Any]:
    """Return `document` with the names of `NAMES`. Raises ValueError if one is taken."""
    text = json.dumps(document)
    for name, clear in NAMES.items():
        text = text.replace(f'"{_REFERENCE}{name}"', f'"{_REFERENCE}{clear}"')
    named: dict[str, Any] = json.loads(text)
    schemas = named["components"]["schemas"]
    renamed = {NAMES.get(name, name): schema for name, schema in schemas.items()}
    if len(renamed) < len(schemas):
        raise ValueError("two schemas of the contract have one name")
    named["components"]["schemas"] = dict(sorted(renamed.items()))
    return named
