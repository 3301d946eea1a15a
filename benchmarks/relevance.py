"""How well search finds and orders what people mean, over the judged set of tests/data/relevance.

Publishes the set through the editors' batch on SQLite and on PostgreSQL, asks every question of the
public list, and prints nDCG@10 by language, by class of question and in all; with `--each` every
question, the worst first. Exits with 1 when one finds nothing, or when both engines do not find the
same in one order.
"""

import sys
from collections.abc import Sequence

from benchmarks.databases import ENGINES, fresh
from tests.behaviour.relevance_set import (
    CLASSES,
    LANGUAGES,
    Question,
    answers,
    means,
    ndcg,
    publish_set,
    read_releases,
)
from tests.newsroom import Newsroom

Found = list[tuple[Question, list[str]]]


def ask(engine: str) -> Found:
    """All questions with what a fresh database on `engine` finds."""
    with fresh(engine) as (settings, _):
        newsroom = Newsroom(settings)
        found = list(answers(newsroom, publish_set(newsroom)))
        newsroom.close()
    return found


def show(found: Found, each: bool) -> None:
    """Print the scores."""
    scores = [(question, ndcg(question, keys)) for question, keys in found]
    if each:
        for (question, score), (_, keys) in sorted(
            zip(scores, found, strict=True), key=lambda pair: pair[0][1]
        ):
            first = " ".join(f"{key}:{question.judgements.get(key, 0)}" for key in keys[:10])
            missed = [key for key in question.judgements if key not in keys]
            print(f"{score:.3f}  {question.language}  {question.q}")
            print(f"       {first or 'nothing'}")
            print(f"       missed: {' '.join(missed[:10]) or '-'}")
    by_part = means(scores)
    print(f"{len(found)} questions, {len(read_releases())} releases; nDCG@10:")
    for part in (*LANGUAGES, *CLASSES, "all"):
        print(f"  {part:8} {by_part[part]:.3f}")


def main(arguments: Sequence[str]) -> int:
    """Ask, print and judge."""
    by_engine = {engine: ask(engine) for engine in ENGINES}
    show(by_engine["sqlite"], each="--each" in arguments)
    empty = [question.q for question, keys in by_engine["sqlite"] if not keys]
    different = [
        question.q
        for (question, keys), (_, others) in zip(*by_engine.values(), strict=True)
        if keys != others
    ]
    print("found nothing:", empty or "none")
    print("differ between the engines:", different or "none")
    return 1 if empty or different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
