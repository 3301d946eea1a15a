"""What the words of a search cost: read from the full text first, and kept in memory after.

`python -m benchmarks.search_postings [RELEASES] [ENGINE]` makes releases of 300 words each, with
words as often as in a language (Zipf), and prints the medians in milliseconds of this thread.
The growth between two sizes tells what a million would take. Exits with 1 when the median of two
usual words misses its bound.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.search import fulltext
from app.published.store import writer
from app.published.store.writer import Publication
from app.published.words.text_query import parse_text
from benchmarks.databases import fresh
from tests.factories import PUBLISHED_AT, a_document, edirne

RELEASES = 20_000
WORDS = 50_000
AT_ONCE = 500
SEARCHES = 50
JUDGED = "two usual words"
FIRST, AGAIN = 15.0, 3.0  # ms
SYLLABLES = "ba do ke lin mor nu pa rit sol tan ve wi xu yo zer mig ref bor camp ter".split()


def main() -> bool:
    """Build a database, search in it, print; whether the bounds are kept."""
    releases = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    engine = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    words = Words()
    with fresh(engine) as (settings, _), Database(settings) as database:
        taken = sum(_fill(database, words, count) for count in _batches(releases))
        print(f"{engine}, {releases:,} releases: {taken / releases * 1e3:.2f} ms to write one")
        kept = False
        index = Snapshot(ZoneInfo("UTC"))
        with database.read() as session:
            for name, q in words.kinds():
                first, again, found = _time(session, index, [q() for _ in range(SEARCHES)])
                print(f"{name:28} {first:8.2f} first {again:8.2f} again {found:9,} found")
                if name == JUDGED:
                    kept = first <= FIRST and again <= AGAIN
    return kept


class Words:
    """Words as in a language: the n-th one is met 1/n times as often as the first."""

    def __init__(self) -> None:
        self._random = random.Random(1)
        self._words = [self._word(number) for number in range(WORDS)]
        self._weights = list(accumulate(1 / (place + 2) for place in range(WORDS)))

    def text(self, count: int) -> str:
        """So many words."""
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))

    def kinds(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Names of kinds of queries, and what makes one."""
        yield "a rare word", lambda: self._of(5_000, 20_000)
        yield "a usual word", lambda: self._of(200, 2_000)
        yield "a word of most releases", lambda: self._of(0, 20)
        yield JUDGED, lambda: f"{self._of(200, 2_000)} {self._of(200, 2_000)}"
        yield "a usual and one of most", lambda: f"{self._of(200, 2_000)} {self._of(0, 20)}"
        yield "a phrase of two usual words", lambda: f'"{self._of(20, 200)} {self._of(20, 200)}"'
        yield "a phrase of two of most", lambda: f'"{self._of(0, 20)} {self._of(0, 20)}"'
        yield "a beginning", lambda: f"{self._of(200, 2_000)[:4]}*"

    def _of(self, first: int, last: int) -> str:
        return self._words[self._random.randrange(first, last)]

    def _word(self, number: int) -> str:
        word = ""
        while number or not word:
            number, syllable = divmod(number, len(SYLLABLES))
            word += SYLLABLES[syllable]
        return word


def _batches(releases: int) -> Iterator[int]:
    for start in range(0, releases, AT_ONCE):
        yield min(AT_ONCE, releases - start)


def _fill(database: Database, words: Words, count: int) -> float:
    documents = [
        a_document(
            title=words.text(8),
            summary=words.text(30),
            body_text=words.text(260),
            locations=(edirne(),) if number % 3 == 0 else (),
        )
        for number in range(count)
    ]
    many = [Publication(document, PUBLISHED_AT, ChangeKind.PUBLISHED) for document in documents]
    start = time.thread_time()
    with database.write() as session:
        writer.put_many(session, many)
    return time.thread_time() - start


def _time(session: Session, index: Snapshot, queries: list[str]) -> tuple[float, float, int]:
    found = []
    rounds: list[list[float]] = []
    index.postings.forget()
    for _ in range(2):
        rounds.append([])
        for q in queries:
            query = parse_text(q)
            if query is None:
                continue
            reader = Reader(session, index)
            with reader.steady():
                start = time.thread_time()
                hits = fulltext.find(reader.source, query)
                rounds[-1].append((time.thread_time() - start) * 1e3)
            found.append(len(hits.numbers))
    first, again = (statistics.median(times) for times in rounds)
    return first, again, int(statistics.median(found))


if __name__ == "__main__":
    sys.exit(not main())
