"""How precisely texts are tagged with the states and provinces that they are about.

Reads `tests/data/gazetteer/divisions.tsv`, prints the shares and every text that went wrong; exits
with 1 when a bound is missed. A text may be about several, parted by blanks, or about none.
"""

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from app.places.gazetteer import Gazetteer
from app.places.reading.mentions import read_mentions

LINES = Path(__file__).parents[1] / "tests" / "data" / "gazetteer" / "divisions.tsv"
LEAST_PRECISE = 0.9
LEAST_FOUND = 0.9


@dataclass(frozen=True)
class DivisionScore:
    """Divisions that texts are about, those tagged, and those that are both."""

    wanted: int
    tagged: int
    right: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Returns the share of the tags that are right."""
        return self.right / self.tagged

    @property
    def recall(self) -> float:
        """Returns the share of the divisions that are tagged."""
        return self.right / self.wanted


def measure(path: Path = LINES) -> DivisionScore:
    """Read every text as a title, and again as the beginning of a paragraph."""
    gazetteer = Gazetteer()
    wanted = tagged = right = 0
    wrong: list[str] = []
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for line in lines:
        about = set(line["divisions"].split())
        for text in (line["text"], f"A title without a name\n{line['text']}, officials said."):
            mentions = read_mentions(text, gazetteer)
            found = {one.place.id for one in mentions if one.place.kind == "division"}
            wanted, tagged = wanted + len(about), tagged + len(found)
            right += len(found & about)
            wrong += (
                [f"{text!r}: {sorted(found)}, wanted {sorted(about)}"] if found != about else []
            )
    return DivisionScore(wanted, tagged, right, tuple(wrong))


def main() -> int:
    """Print the score; 1 when a bound is missed."""
    score = measure()
    print(*score.wrong, sep="\n")
    print(f"precision: {score.precision:.1%} of {score.tagged} (at least {LEAST_PRECISE:.0%})")
    print(f"found: {score.recall:.1%} of {score.wanted} (at least {LEAST_FOUND:.0%})")
    return int(score.precision < LEAST_PRECISE or score.recall < LEAST_FOUND)


if __name__ == "__main__":
    sys.exit(main())
