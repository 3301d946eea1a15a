"""Examples of the contract: JSON files in `examples/`, beside the routes that show them."""

import json
from importlib import resources
from typing import Any

# The address of the installation that examples are of.
EXAMPLE_BASE = "https://press.example"


def load_example(folder: str, name: str) -> Any:
    """Returns one example, as in `load_example("public/places", "map")`."""
    file = resources.files("app") / folder / "examples" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))
