"""How many datelines of real releases are read with the right place and country.

Reads `tests/data/datelines` (or the file named on the command line, of the same form), prints the
shares and every line that went wrong; exits with 1 when one of them misses its bound. A dateline is
right when its printed words are found, the country is right, and the city too where its line has
one; «the country only» counts as wrong then.
"""

import gzip
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.base.text import fold
from app.places.gazetteer import Gazetteer
from app.places.reading.dateline import parse_dateline
from app.places.reading.resolve import resolve_dateline

LINES = Path(__file__).parents[1] / "tests" / "data" / "datelines" / "datelines.ndjson.gz"
LEAST_READ = 0.97
MOST_MISTAKEN = 0.01


@dataclass(frozen=True)
class Score:
    """Datelines and look-alikes of a file, and a line of text for each that was misread."""

    datelines: int
    misread: tuple[str, ...]
    look_alikes: int
    mistaken: tuple[str, ...]

    @property
    def read(self) -> float:
        """Share of the datelines read with the right place and country."""
        return 1 - len(self.misread) / self.datelines

    @property
    def taken(self) -> float:
        """Share of the look-alikes taken for datelines."""
        return len(self.mistaken) / self.look_alikes


def measure(path: Path = LINES) -> Score:
    """Read every line of the file."""
    gazetteer = Gazetteer()
    datelines = look_alikes = 0
    misread: list[str] = []
    mistaken: list[str] = []
    for line in _lines(path):
        parsed = parse_dateline(line["lead"], gazetteer.population_of)
        if line["kind"] == "not-a-dateline":
            look_alikes += 1
            mistaken += [f"{parsed.raw!r} in {line['lead'][:60]!r}"] if parsed else []
            continue
        datelines += 1
        if parsed is None:
            misread.append(f"{line['place_text']!r} not seen")
            continue
        place = resolve_dateline(parsed, gazetteer, line["lead"]).location
        found = (place.id, place.country) if place else (None, None)
        wanted = (f"geonames:{line['geonameid']}", line["country"])
        is_right = found == wanted if line["geonameid"] else found[1] == wanted[1]
        if not is_right or not _same_words(parsed.text, line["place_text"]):
            misread.append(f"{line['place_text']!r} read as {parsed.text!r}, {found}")
    return Score(datelines, tuple(misread), look_alikes, tuple(mistaken))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _same_words(printed: str, wanted: str) -> bool:
    return fold(printed).replace(" ", "") == fold(wanted).replace(" ", "")


def main() -> int:
    """Print the score; 1 when a bound is missed."""
    began = time.perf_counter()
    score = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else LINES)
    seconds = time.perf_counter() - began
    for line in (*score.misread, *(f"no dateline: {line}" for line in score.mistaken)):
        print(line)
    count = score.datelines + score.look_alikes
    print(f"{count} lines in {seconds:.2f} s, {1000 * seconds / count:.2f} ms each")
    print(f"datelines read: {score.read:.1%} of {score.datelines} (at least {LEAST_READ:.0%})")
    print(
        f"look-alikes taken: {score.taken:.1%} of {score.look_alikes} (at most {MOST_MISTAKEN:.0%})"
    )
    return int(score.read < LEAST_READ or score.taken > MOST_MISTAKEN)


if __name__ == "__main__":
    sys.exit(main())
