"""Rounds: floor and product under the same load in turn, after each answer was checked."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import httpx

from benchmarks.speed_floor import Answer, Answers, key
from benchmarks.speed_load import Load, Request, press
from benchmarks.speed_operations import Operation
from benchmarks.speed_servers import Cores, Server, floor

CLIENTS = 8
# More requests that are no hits than a server here answers in a second.
_MOST_A_SECOND = 6_000
# What uvicorn adds by itself, and what is of one request alone.
_NOT_KEPT = {"date", "content-length", "transfer-encoding"}
_EXPECTED = {"hit": 200, "miss": 200, "304": 304}


@dataclass(frozen=True)
class Effort:
    """How long and how often."""

    seconds: float
    rounds: int


@dataclass
class Measured:
    """All rounds of one operation; `alone` is the product with one client."""

    name: str
    kind: str
    floors: list[Load] = field(default_factory=list)
    products: list[Load] = field(default_factory=list)
    alone: list[Load] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Median of the rounds' ratios: the machine's own speed drifts from round to round."""
        pairs = zip(self.floors, self.products, strict=True)
        return statistics.median(made.rate / least.rate for least, made in pairs)

    @property
    def cost_ratio(self) -> float:
        """The same of time on the processor, which other programs disturb less."""
        pairs = zip(self.floors, self.products, strict=True)
        return statistics.median(least.cost_us / made.cost_us for least, made in pairs)

    @property
    def floor_rate(self) -> float:
        """Answers a second."""
        return statistics.median(load.rate for load in self.floors)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return statistics.median(load.rate for load in self.products)

    @property
    def median_ms(self) -> float:
        """With one client, over loopback."""
        return statistics.median(load.median_ms for load in self.alone)

    @property
    def p99_ms(self) -> float:
        """The same."""
        return statistics.median(load.p99_ms for load in self.alone)

    @property
    def p99_loaded_ms(self) -> float:
        """With all clients."""
        return statistics.median(load.p99_ms for load in self.products)

    @property
    def size(self) -> float:
        """Bytes of an answer with its head, on the average."""
        return statistics.mean(load.size / load.requests for load in self.products)

    @property
    def floor_size(self) -> float:
        """The same of the floor."""
        return statistics.mean(load.size / load.requests for load in self.floors)


def measure(
    operation: Operation, server: Server, folder: Path, cores: Cores, effort: Effort
) -> Measured:
    """Check the operation's answers, then press floor and product in turn."""
    found = Measured(operation.name, operation.kind)
    answers = _ask_all(operation, server, found.wrong)
    if found.wrong:
        return found
    whole = _whole(operation, server, found.wrong) if operation.whole_floor else answers
    with floor(whole, folder, cores.server) as least:
        for _ in range(effort.rounds):
            found.floors.append(pressed(least, operation.sample, CLIENTS, cores, effort.seconds))
            for loads, clients in ((found.products, CLIENTS), (found.alone, 1)):
                asked = next_requests(operation, effort.seconds)
                load = pressed(server, asked, clients, cores, effort.seconds)
                loads.append(load)
                if load.requests > len(asked) and operation.fresh and operation.ready:
                    found.wrong.append("asked what was asked before")
            for load in (found.floors[-1], found.products[-1], found.alone[-1]):
                if load.failed:
                    found.wrong.append(f"{load.failed} requests failed under load")
    again: list[str] = []
    if _bodies(_ask_all(operation, server, again)) != _bodies(answers):
        again.append("answers otherwise after the load")
    found.wrong += again
    return found


def pressed(
    server: Server,
    requests: Sequence[Request],
    clients: int,
    cores: Cores,
    seconds: float,
    *,
    once: bool = False,
) -> Load:
    """`press`, and what it cost the server."""
    before = server.cpu_seconds()
    load = press(server.url, requests, core=cores.load, seconds=seconds, clients=clients, once=once)
    return replace(load, server_seconds=server.cpu_seconds() - before)


def next_requests(operation: Operation, seconds: float) -> Sequence[Request]:
    """What to send for so long: nothing that was asked before, where that is what is measured."""
    if operation.fresh is None:
        return operation.sample
    return list(islice(operation.fresh, int(_MOST_A_SECOND * seconds)))


def _ask_all(operation: Operation, server: Server, wrong: list[str]) -> Answers:
    answers: dict[tuple[bytes, bytes], Answer] = {}
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        # As wrk asks: no compression, no header that it does not send.
        client.headers.clear()
        for at, request in enumerate(operation.sample):
            given = client.get(request.target, headers=list(request.headers))
            if given.status_code != _EXPECTED[operation.kind]:
                wrong.append(f"{request.target}: {given.status_code} {given.text[:200]}")
                continue
            if check := operation.checks.get(at):
                wrong += [f"{request.target}: {what}" for what in check(given.content)]
            headers = {
                name: value for name, value in given.headers.items() if name not in _NOT_KEPT
            }
            answers[key(request.target)] = Answer(given.status_code, headers, given.content)
    return answers


def _whole(operation: Operation, server: Server, wrong: list[str]) -> Answers:
    """The answers that the same addresses have for whoever has nothing yet."""
    sample = [Request(request.target) for request in operation.sample]
    return _ask_all(replace(operation, kind="hit", sample=sample, checks={}), server, wrong)


def _bodies(answers: Answers) -> list[bytes]:
    return [answer.body for answer in answers.values()]


def tags_of(operation: Operation, server: Server) -> list[str]:
    """The `ETag` of each answer."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        client.headers.clear()
        return [client.get(request.target).headers["etag"] for request in operation.sample]
