"""The judged set of tests/data/relevance: releases, questions, and how well these are met."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from tests.behaviour.cases.case_newsroom import publish_all
from tests.newsroom import Newsroom, checked

FOLDER = Path(__file__).parents[1] / "data" / "relevance"
LANGUAGES = ("en", "es", "tr", "fr", "ar", "ru", "zh")
# As far as people look.
CUT = 10
# What is typed, by class: words, with signs of the search box, with a slip, names in a language
# that no release is in.
CLASSES = ("words", "signs", "misspelt", "names")
# Slips of some questions of the set; who asks takes `did_you_mean`.
MISSPELT = {
    "wildfries": "wildfires",
    "refugge": "refugee",
    "hurricaine katrina": "hurricane katrina",
    "imigration reform": "immigration reform",
    "vetrans health care": "veterans health care",
    "methanphetamine": "methamphet*",
    "depren": "deprem",
    "okular": "okullar",
    "innondation": "inondation",
    "terremotto": "terremoto",
    "землетресение": "землетрясение",
    "اللاجئن": "اللاجئين",
}


@dataclass(frozen=True)
class Question:
    """What is typed, and how good an answer each release is: 1 touches it, 3 is about it."""

    language: str
    q: str
    judgements: Mapping[str, int]

    @property
    def kind(self) -> str:
        """Its class."""
        if self.q in MISSPELT:
            return "misspelt"
        return "names" if self.language not in LANGUAGES else _kind_of(self.q)


def _kind_of(q: str) -> str:
    return "signs" if any(sign in q for sign in ('"', "*", " -")) else "words"


def read_releases() -> dict[str, dict[str, Any]]:
    """The words of each release, as editors send them, by its key in the set."""
    found = {}
    for language in LANGUAGES:
        for line in (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
            words = json.loads(line)
            if "dateline" in words:
                words["dateline"] = {"text": words["dateline"]}
            found[words.pop("key")] = words
    return found


def read_questions() -> list[Question]:
    """All questions, in the order of the file, then those with a slip."""
    given = json.loads((FOLDER / "queries.json").read_text("utf-8"))
    by_words = {one["q"]: one for one in given}
    slips = ({**by_words[meant], "q": typed} for typed, meant in MISSPELT.items())
    return [Question(**one) for one in (*given, *slips)]


def publish_set(newsroom: Newsroom) -> dict[str, str]:
    """The whole set made public by the editors' own acts: the key of each release by its id."""
    made = publish_all(newsroom, read_releases())
    return {str(done["id"]): key for key, done in made.items()}


def answers(newsroom: Newsroom, keys: Mapping[str, str]) -> Iterator[tuple[Question, list[str]]]:
    """Each question with the keys of what the list finds, the best first; 100 at most.

    Where something else is suggested, that is asked for.
    """
    for question in read_questions():
        asked = {"q": question.q, "sort": "relevance", "limit": "100", "fields": "id"}
        page = checked(newsroom.api.get("/v1/releases", params=asked), 200)
        if question.kind == "misspelt" and "did_you_mean" in page["meta"]:
            asked["q"] = page["meta"]["did_you_mean"]
            page = checked(newsroom.api.get("/v1/releases", params=asked), 200)
        yield question, [keys[release["id"]] for release in page["data"]]


def ndcg(question: Question, found: Sequence[str]) -> float:
    """Normalised discounted cumulative gain of the first ten, 0 to 1 (Järvelin, Kekäläinen 2002).

    The gain of a grade is 2**grade - 1: what is about the question outweighs what touches it.
    """
    got = _gain(question.judgements.get(key, 0) for key in found[:CUT])
    best = _gain(sorted(question.judgements.values(), reverse=True)[:CUT])
    return got / best


def means(scores: Iterable[tuple[Question, float]]) -> dict[str, float]:
    """The mean score of the questions in each language, of each class, and of all of them."""
    by_part: dict[str, list[float]] = defaultdict(list)
    for question, score in scores:
        for part in {question.language} & {*LANGUAGES} | {question.kind, "all"}:
            by_part[part].append(score)
    return {part: sum(each) / len(each) for part, each in by_part.items()}


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
