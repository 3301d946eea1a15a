"""One place on its way into the gazetteer file."""

from dataclasses import dataclass, field

from app.places.naming import place_key
from app.places.place import ALIAS, FOREIGN, MAIN

__all__ = ["ALIAS", "FOREIGN", "MAIN", "Entry"]


@dataclass
class Entry:
    """A place with its names. `number` is its key in the file, `codes[0]` its id unless a city."""

    number: int
    kind: str
    name: str
    parent: int | None
    country: str | None = None
    codes: list[str] = field(default_factory=list)
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    timezone: str | None = None
    names: dict[str, int] = field(default_factory=dict)
    # Spelling of each name, by its key.
    written: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    slug_form: int = 0

    def add_name(self, name: str, rank: int) -> None:
        """Add a name with its rank; a name keeps its best rank."""
        key = place_key(name)
        if key and rank < self.names.get(key, rank + 1):
            # Of several spellings with one key the first stays, unless another has a better rank.
            self.names[key] = rank
            self.written[key] = name
