"""How many spellings of places `location=` understands, or answers with what they may mean.

Reads `tests/data/gazetteer/spellings.tsv` against an empty archive, prints the share and every
value that went wrong; exits with 1 when a bound is missed. Right answers of a value are parted by
`|`; `?` is a question back, with candidates or without a place.
"""

import csv
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.base.settings import Settings
from app.db.database import Database
from app.main import prepare
from app.published.reading.queries import match_places

LINES = Path(__file__).parents[1] / "tests" / "data" / "gazetteer" / "spellings.tsv"
LEAST = 0.97
ASKED = "?"


@dataclass(frozen=True)
class SpellingScore:
    """Spellings read; those refused that are known; those answered with another place."""

    spellings: int
    refused: tuple[str, ...]
    mistaken: tuple[str, ...]

    @property
    def right(self) -> float:
        """Returns the share answered exactly or asked back."""
        return 1 - (len(self.refused) + len(self.mistaken)) / self.spellings


def measure(session: Session, path: Path = LINES) -> SpellingScore:
    """Look every spelling up by itself."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    refused, mistaken = [], []
    for line in lines:
        value = line["value"]
        match = match_places(session, [value])[value]
        wanted = line["place"].split("|")
        if match.id is None and ASKED not in wanted:
            refused.append(f"{value!r} refused, wanted {line['place']}")
        elif match.id is not None and match.id not in wanted:
            mistaken.append(f"{value!r} is {match.id}, wanted {line['place']}")
    return SpellingScore(len(lines), tuple(refused), tuple(mistaken))


def main() -> int:
    """Print the score; 1 when a bound is missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/empty.sqlite")
        prepare(settings)
        with Database(settings) as database, database.read() as session:
            score = measure(session)
    print(*score.refused, *score.mistaken, sep="\n")
    print(f"exact or asked back: {score.right:.1%} of {score.spellings} (at least {LEAST:.0%})")
    print(f"another place: {len(score.mistaken)} (none)")
    return int(score.right < LEAST or bool(score.mistaken))


if __name__ == "__main__":
    sys.exit(main())
