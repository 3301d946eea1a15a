"""How many releases of a copied press page are found, and how many found ones are releases.

Made-up releases in nine languages (`tests/data/pages`) are laid out in eleven styles, six pages
each and twenty releases a page. One release in three has a line in its text that looks like a
title: a heading, an addressee, an entry of a list. Prints a row for each style and each language;
exits with 1 when one of the totals misses its bound. With `--each` every title missed or made up.
"""

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.importers.text_pages.page import read_page
from app.places.gazetteer import Gazetteer

DATA = Path(__file__).parents[1] / "tests" / "data" / "pages" / "releases.json"
PAGES = 6
RELEASES = 20
LINES = 1 / 3
LEAST_FOUND = LEAST_RIGHT = 0.98
HEADING = "Press Releases"


@dataclass(frozen=True)
class Release:
    """One release before it is laid out; `head` is a dateline with its dash."""

    title: str
    day: str
    head: str
    dated_head: str
    texts: tuple[str, ...]

    def body(self, head: str = "") -> list[str]:
        """The paragraphs, the first with a dateline."""
        return [head + self.texts[0], *self.texts[1:]]


def _spaced(release: Release, head: str = "") -> str:
    return "\n\n".join([release.title, *release.body(head)])


def _sample(releases: list[Release]) -> str:
    # As on the sample page: one release in eight has a date below its title and no dateline.
    return "\n\n".join(
        "\n\n".join([f"{one.title}\n{one.day}", *one.body()])
        if number % 8 == 5
        else _spaced(one, one.head)
        for number, one in enumerate(releases)
    )


def _date_above(releases: list[Release], gap: str) -> str:
    return "\n\n".join(f"{one.day}{gap}{_spaced(one)}" for one in releases)


def _date_below(releases: list[Release]) -> str:
    return "\n\n".join("\n\n".join([one.title, one.day, *one.body()]) for one in releases)


def _words(releases: list[Release]) -> str:
    return "\n\n".join(f"FOR IMMEDIATE RELEASE\n\n{_spaced(one)}\n\n###" for one in releases)


def _tight(releases: list[Release], head: str = "") -> list[str]:
    return ["\n".join([one.title, *one.body(head and one.head)]) for one in releases]


STYLES: dict[str, Callable[[list[Release]], str]] = {
    "as the sample": _sample,
    "dateline": lambda releases: "\n\n".join(_spaced(one, one.head) for one in releases),
    "dateline, date": lambda releases: "\n\n".join(
        _spaced(one, one.dated_head) for one in releases
    ),
    "date above": lambda releases: _date_above(releases, "\n\n"),
    "date above, tight": lambda releases: _date_above(releases, "\n"),
    "date below": _date_below,
    "words above, ###": _words,
    "rules": lambda releases: "\n\n----------\n\n".join(map(_spaced, releases)),
    "three blank lines": lambda releases: "\n\n\n\n".join(map(_spaced, releases)),
    "one block each": lambda releases: "\n\n".join(_tight(releases)),
    "no blank line": lambda releases: "\n".join(_tight(releases, "with datelines")),
}


def releases_in(language: dict[str, Any], dice: random.Random) -> list[Release]:
    """Twenty releases with titles of their own, some with a line that looks like a title."""
    made = []
    for number in range(RELEASES):
        title = language["titles"][number % len(language["titles"])]
        if number >= len(language["titles"]):
            # The same news of another year, or of another place.
            title = f"{dice.choice(language['cities'])}: {title}"
        texts = dice.sample(language["texts"], 3)
        if dice.random() < LINES:
            texts.insert(dice.randrange(1, 3), dice.choice(language["lines"]))
        day = language["date"].format(d=28 - number, y=2020)
        city = dice.choice(language["cities"])
        made.append(Release(title, day, f"{city} – ", f"{city}, {day} – ", tuple(texts)))
    return made


def main() -> None:
    """Reads all pages and prints found and right for each style and language."""
    gazetteer = Gazetteer()
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, language in json.loads(DATA.read_text("utf-8")).items():
        for style, lay_out in STYLES.items():
            for number in range(PAGES):
                releases = releases_in(language, random.Random(f"{code} {style} {number}"))
                heading = f"{HEADING}\n\n" if number % 2 else ""
                reading = read_page(
                    heading + lay_out(releases),
                    language=code,
                    population_of=gazetteer.population_of,
                )
                wanted = Counter(one.title for one in releases)
                given = Counter(draft.title for draft in reading.drafts)
                both = (wanted & given).total()
                for row in (style, code, "all"):
                    sums[row].update(wanted=wanted.total(), given=given.total(), both=both)
                if "--each" in sys.argv:
                    print(
                        code, style, "missed", [*(wanted - given)], "made up", [*(given - wanted)]
                    )
    for row, count in sums.items():
        print(f"{row:18} found {_share(count, 'wanted'):6.1%}  right {_share(count, 'given'):6.1%}")
    found, right = _share(sums["all"], "wanted"), _share(sums["all"], "given")
    sys.exit(not (found >= LEAST_FOUND and right >= LEAST_RIGHT))


def _share(count: Counter[str], of: str) -> float:
    return count["both"] / max(count[of], 1)


if __name__ == "__main__":
    main()
