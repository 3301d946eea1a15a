"""Search over the judged set of tests/data/relevance: what is meant is found, and stands first."""

import pytest

from tests.behaviour.relevance_set import Question, answers, means, ndcg, publish_set
from tests.conftest import ENGINES, a_database
from tests.newsroom import Newsroom

# What `python -m benchmarks.relevance` printed, less one to two hundredths.
FLOOR = {
    "en": 0.95,
    "es": 0.93,
    "tr": 0.96,
    "fr": 0.94,
    "ar": 0.95,
    "ru": 0.90,
    "zh": 0.96,
    "words": 0.94,
    "signs": 0.95,
    "misspelt": 0.91,
    "names": 0.98,
    "all": 0.94,
}

Found = list[tuple[Question, list[str]]]


@pytest.fixture(scope="module")
def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Found]:
    """By engine each question with the releases that it finds, the best first."""
    by_engine = {}
    for engine in ENGINES:
        with a_database(engine, request, tmp_path_factory.mktemp(engine)) as settings:
            newsroom = Newsroom(settings)
            by_engine[engine] = list(answers(newsroom, publish_set(newsroom)))
            newsroom.close()
    return by_engine


def test_no_question_finds_nothing(found: dict[str, Found]) -> None:
    for questions in found.values():
        assert len(questions) > 150
        assert [question.q for question, keys in questions if not keys] == []


def test_both_engines_find_the_same_in_the_same_order(found: dict[str, Found]) -> None:
    assert found["sqlite"] == found["postgresql"]


def test_the_best_answers_stand_first(found: dict[str, Found]) -> None:
    reached = means((question, ndcg(question, keys)) for question, keys in found["sqlite"])
    low = {language: score for language, score in reached.items() if score < FLOOR[language]}
    assert low == {}
