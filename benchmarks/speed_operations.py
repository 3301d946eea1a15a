"""The operations that are measured: what each asks, and what its answer has to be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Literal

from benchmarks.speed_checks import check_facets, check_feed, check_list, check_release
from benchmarks.speed_load import Request
from benchmarks.speed_model import Document, Expectation
from benchmarks.speed_questions import FACETS, LIST, Parameters, Questions, to

# What is wrong with a body; nothing, when it is right.
Check = Callable[[bytes], Iterator[str]]
# How many answers the floor keeps of an operation that asks ever new addresses.
SAMPLE = 150
_HITS = 20
NOT_MODIFIED = "If-None-Match"


@dataclass(frozen=True)
class Operation:
    """One row of the table.

    `sample` are asked of floor and product; where `fresh` is there, it gives the product others of
    the same kind under load, each once. `checks` are by position in `sample`. `ready` says whether
    the product may keep answers ready: what is asked again and again and still has to be a miss is
    asked of a product that keeps none.
    """

    name: str
    kind: Literal["hit", "304", "miss"]
    sample: Sequence[Request]
    checks: Mapping[int, Check]
    fresh: Iterator[Request] | None = None
    ready: bool = True
    # The floor sends the whole answer whatever tag comes with a request.
    whole_floor: bool = False


@dataclass
class Plan:
    """All operations over an archive, and what the model has to be shown for them."""

    operations: list[Operation] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)

    def expect(self, parameters: Parameters, *, facets: bool = False) -> Expectation:
        """A selection that the model will compute."""
        expected = Expectation(parameters, facets=facets)
        self.expectations.append(expected)
        return expected


def plan(known: Sequence[Document], checked: int, seed: int = 1) -> Plan:
    """The table's operations; `checked` answers of each are held against the model."""
    made = Plan()
    questions = Questions(known, seed)
    newest = made.expect({})
    newest_check: Check = partial(check_list, expected=newest)
    _hits(made, questions, known, checked, newest)
    made.operations.append(
        Operation(
            "newest 20",
            "miss",
            # Clients that ask the same at once would be given one answer.
            [Request(f"{LIST}?limit=20", (("Accept-Language", f"en;q=0.{n}"),)) for n in _NUMBERS],
            {0: newest_check},
            ready=False,
        )
    )
    _fresh(made, "location, theme and date", LIST, questions.filters(), checked)
    made.operations.append(_by_slug(known, checked))
    _fresh(made, "search of two words with a filter", LIST, questions.searches(), checked)
    _fresh(made, "seven facets under a filter", FACETS, questions.narrowed(), checked)
    return made


_NUMBERS = range(100, 1_000)


def growing(known: Sequence[Document], deep: Request, seed: int = 2) -> list[Operation]:
    """Lists and single reads whose answers are as long in an archive of any size."""
    wide = Questions(known, seed).wide()
    sample = [to(LIST, parameters) for parameters in islice(wide, 2_000)]
    one_page = Operation("page 5,000 or the last", "miss", [deep], {}, ready=False)
    return [
        Operation("newest 20", "miss", [Request(f"{LIST}?limit=20")], {}, ready=False),
        one_page,
        Operation("location and date", "miss", sample, {}, ready=False),
        _by_slug(known, 0),
    ]


def conditional(listed: Operation, etags: Sequence[str]) -> Iterator[Operation]:
    """The same addresses with the tags of their answers: beside a floor that knows no tags, as
    bare applications are, and beside one that answers 304 with the same head and does nothing else.
    """
    sample = [
        Request(request.target, (("If-None-Match", etag),))
        for request, etag in zip(listed.sample, etags, strict=True)
    ]
    checks: dict[int, Check] = dict.fromkeys(range(len(sample)), _empty)
    yield Operation(NOT_MODIFIED, "304", sample, checks, whole_floor=True)
    yield Operation(f"{NOT_MODIFIED}, floor answers 304 too", "304", sample, checks)


def _hits(
    made: Plan,
    questions: Questions,
    known: Sequence[Document],
    checked: int,
    newest: Expectation,
) -> None:
    """What is asked again and again, a few addresses of each kind."""
    chosen = list(islice(questions.filters(), _HITS - 1))
    lists = [Request(f"{LIST}?limit=20"), *(to(LIST, parameters) for parameters in chosen)]
    expected = [newest, *map(made.expect, chosen[: checked - 1])]
    checks: dict[int, Check] = {
        at: partial(check_list, expected=each) for at, each in enumerate(expected)
    }
    narrowed = list(islice(questions.narrowed(), _HITS))
    counted = [made.expect(each, facets=True) for each in narrowed[: max(1, checked // 4)]]
    made.operations += [
        Operation("list, repeated", "hit", lists, checks),
        Operation("release, repeated", "hit", *_releases(known[:_HITS], checked)),
        Operation(
            "feed, repeated",
            "hit",
            [Request(f"{LIST}.rss")],
            {0: partial(check_feed, expected=newest)},
        ),
        Operation(
            "facets, repeated",
            "hit",
            [to(FACETS, parameters) for parameters in narrowed],
            {at: partial(check_facets, expected=each) for at, each in enumerate(counted)},
        ),
    ]


def _fresh(made: Plan, name: str, path: str, drawn: Iterator[Parameters], checked: int) -> None:
    """An operation whose addresses are never asked twice."""
    facets = path == FACETS
    check = check_facets if facets else check_list
    first = list(islice(drawn, SAMPLE))
    # Facets of all documents take the model longer than a list.
    checked = max(1, checked // 4) if facets else checked
    expected = [made.expect(each, facets=facets) for each in first[:checked]]
    made.operations.append(
        Operation(
            name,
            "miss",
            [to(path, parameters) for parameters in first],
            {at: partial(check, expected=each) for at, each in enumerate(expected)},
            fresh=(to(path, parameters) for parameters in drawn),
        )
    )


def _by_slug(known: Sequence[Document], checked: int) -> Operation:
    sample, checks = _releases(known[:SAMPLE], checked)
    others = (Request(f"{LIST}/{each.members['slug']}") for each in _round(known))
    return Operation("release by slug", "miss", sample, checks, fresh=others, ready=False)


def _releases(known: Sequence[Document], checked: int) -> tuple[list[Request], dict[int, Check]]:
    sample = [Request(f"{LIST}/{each.members['slug']}") for each in known]
    checks: dict[int, Check] = {
        at: partial(check_release, known=each.members) for at, each in enumerate(known[:checked])
    }
    return sample, checks


def _round(known: Sequence[Document]) -> Iterator[Document]:
    while True:
        yield from known


def _empty(body: bytes) -> Iterator[str]:
    if body:
        yield "a 304 with a body"
