"""How many datelines of the whole world are found, with their country and place.

Reads `tests/data/datelines/world.tsv`, prints the shares and every line that went wrong; exits
with 1 when a share misses its bound. Lines whose place is «-» look like datelines and are none.
"""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from app.base.text import fold
from app.places.gazetteer import Gazetteer
from app.places.reading.dateline import parse_dateline
from app.places.reading.resolve import resolve_dateline

LINES = Path(__file__).parents[1] / "tests" / "data" / "datelines" / "world.tsv"
LEAST_FOUND = 0.98
LEAST_COUNTRY = 0.97
MOST_MISTAKEN = 0.01
NONE = "-"


@dataclass(frozen=True)
class WorldScore:
    """Counts of a file, and a line of text for each dateline or look-alike that went wrong."""

    datelines: int
    found: int
    in_country: int
    in_place: int
    look_alikes: int
    mistaken: int
    wrong: tuple[str, ...]


def measure(path: Path = LINES) -> WorldScore:
    """Read every line of the file."""
    gazetteer = Gazetteer()
    found = in_country = in_place = mistaken = 0
    wrong: list[str] = []
    datelines, look_alikes = _lines(path)
    for line in datelines:
        parsed = parse_dateline(line["lead"], gazetteer.population_of)
        if parsed is None or fold(parsed.text) != fold(line["text"]):
            wrong.append(f"{line['lead']!r} read as {parsed.text if parsed else None!r}")
            continue
        found += 1
        place = resolve_dateline(parsed, gazetteer, parsed.body).location
        in_country += place is not None and place.country == line["country"]
        is_right = place is not None and fold(place.name) == fold(line["place"])
        in_place += is_right
        wrong += [] if is_right else [f"{line['lead']!r} in {place.name if place else None!r}"]
    for line in look_alikes:
        parsed = parse_dateline(line["lead"], gazetteer.population_of)
        mistaken += parsed is not None
        wrong += [f"no dateline: {line['lead']!r}"] if parsed else []
    return WorldScore(
        len(datelines), found, in_country, in_place, len(look_alikes), mistaken, tuple(wrong)
    )


def _lines(path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return (
        [line for line in lines if line["text"] != NONE],
        [line for line in lines if line["text"] == NONE],
    )


def main() -> int:
    """Print the score; 1 when a bound is missed."""
    score = measure()
    print(*score.wrong, sep="\n")
    shares = (
        ("found", score.found / score.datelines, LEAST_FOUND),
        ("right country", score.in_country / score.datelines, LEAST_COUNTRY),
    )
    for name, share, least in shares:
        print(f"{name}: {share:.1%} of {score.datelines} datelines (at least {least:.0%})")
    print(f"right place: {score.in_place / score.datelines:.1%}")
    taken = score.mistaken / score.look_alikes
    print(f"look-alikes taken: {taken:.1%} of {score.look_alikes} (at most {MOST_MISTAKEN:.0%})")
    return int(any(share < least for _, share, least in shares) or taken > MOST_MISTAKEN)


if __name__ == "__main__":
    sys.exit(main())
