"""Requests of every shape, sent to a server: none may cost more than its bound, or leave a trace.

`python -m benchmarks.hostile_bodies 20000`. First come the bombs of the tests, then bodies for
which Hypothesis chooses names, depth, lists, numbers, strings and HTML. Costs are time of the
processor, as ratios to an ordinary text of a million characters in the same run. Exits with 1 for
an undeclared status, a request over `MOST` or over `MOST_OF_LOOP`, a traceback in the log, or twice
the memory.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from benchmarks.databases import fresh
from benchmarks.speed_servers import Server, product
from tests.behaviour.bombs import ADDRESSES, HTML, JSON, SUGGEST, text_of

REQUESTS = 20_000
# Of what the ordinary text costs: a request in all, and in the thread of the event loop.
MOST = 3.0
MOST_OF_LOOP = 1.5
ANSWERS = {200, 201, 400, 404, 413, 414, 422, 503}
PATHS = ("/v1/editorial/releases", "/v1/editorial/suggest", "/v1/editorial/releases:batch")
ORDINARY = {"title": "x", "body_text": "The port is open. " * 55_000}
PIECES = (
    *(
        "<div>",
        "</div>",
        "<p>",
        "<b>",
        '<a href="#x">',
        '<i id="x">',
        "<ul><li>",
        "<table><tr><td>",
    ),
    *("<svg>", "<math>", "<!--", "-->", "<style>", "<a ", "x=", '"', "'", ">", "<", "&", "&amp;"),
    *(
        "<del>",
        "<sup>",
        "<br>",
        "<ruby><rt>",
        "<select><option>",
        "\u00a0",
        "\u0315\u0316",
        "word ",
    ),
    *("ANKARA, Turkey – ", "12 May 2020. ", "a. ", "\r\n", "\x85", "\u200d", "伊", "ا", "\ufeff"),
)
MEMBERS = (
    *("title", "summary", "body_html", "body_text", "themes", "locations", "links", "contacts"),
    *("date", "published_at", "dateline", "organisation", "source_url", "language", "story_id"),
    *("acts", "unknown"),
)


def _texts() -> st.SearchStrategy[str]:
    repeated = st.tuples(st.sampled_from(PIECES), st.integers(1, 40_000)).map(
        lambda drawn: drawn[0] * min(drawn[1], 600_000 // len(drawn[0]))
    )
    return st.lists(repeated | st.text(max_size=20), max_size=4).map("".join)


def _shapes() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _texts()
    names = st.sampled_from(MEMBERS) | st.text(max_size=8)
    nested = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )
    many = st.tuples(nested, st.integers(1, 2_000)).map(lambda drawn: [drawn[0]] * drawn[1])
    crowd = st.tuples(names, st.integers(1, 100_000)).map(
        lambda drawn: {f"{drawn[0]}{at}": at for at in range(drawn[1])}
    )
    shapes = st.dictionaries(st.sampled_from(MEMBERS), nested | many | crowd, max_size=6)
    return shapes | shapes.map(lambda shape: shape | {"title": "x"})


def _bombs() -> st.SearchStrategy[Any]:
    bombs = [
        *((lambda make=make: {"title": "x", "body_html": make()}) for make in HTML.values()),
        *JSON.values(),
        *SUGGEST.values(),
    ]
    return st.sampled_from(bombs).map(lambda make: make())


@dataclass
class Run:
    """What was sent, and what it came to."""

    client: httpx.Client
    server: Server
    limit: int
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    floor: float = 0.0
    dearest: float = 0.0
    dearest_of_loop: float = 0.0

    def measure_floor(self) -> None:
        """Take what an ordinary text costs, the dearest of three."""
        asks = [self._cost("POST", PATHS[0], text_of(ORDINARY)) for _ in range(3)]
        self.floor = max(seconds for _, seconds, _ in asks)

    def post(self, path: str, members: Any) -> None:
        """Send one body, and note what is wrong with the answer."""
        body = text_of(members) if isinstance(members, str) else _encoded(members)
        if len(body) <= self.limit:
            self.send("POST", path, body)

    def send(self, method: str, path: str, body: bytes | None = None) -> None:
        """Send one request, up to three times if it is dear: a halted machine counts as work."""
        status, cost, loop = self._ratios(method, path, body)
        for _ in range(2):
            if cost > MOST or loop > MOST_OF_LOOP:
                status, cost, loop = self._ratios(method, path, body)
        self.statuses[status] += 1
        self.dearest, self.dearest_of_loop = (
            max(self.dearest, cost),
            max(self.dearest_of_loop, loop),
        )
        if status not in ANSWERS or cost > MOST or loop > MOST_OF_LOOP:
            asked = f"{method} {path[:200]} {(body or b'')[:200]!r}"
            self.faults.append(f"{status}, {cost:.2f}, in the loop {loop:.2f}: {asked}")

    def _ratios(self, method: str, path: str, body: bytes | None) -> tuple[int, float, float]:
        status, seconds, of_loop = self._cost(method, path, body)
        return status, seconds / self.floor, of_loop / self.floor

    def _cost(self, method: str, path: str, body: bytes | None) -> tuple[int, float, float]:
        began = self.server.cpu_seconds(), self.server.loop_seconds()
        headers = {} if body is None else {"Content-Type": "application/json"}
        answer = self.client.request(method, path, content=body, headers=headers)
        seconds = self.server.cpu_seconds() - began[0]
        return answer.status_code, seconds, self.server.loop_seconds() - began[1]


def _encoded(members: Any) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode("utf-8", "surrogatepass")


def measure(requests: int) -> bool:
    """Whether everything held."""
    with fresh("sqlite") as (options, folder), product(options, folder, 0) as server:
        headers = {"Authorization": f"Bearer {_key(options)}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
            run = Run(client, server, options.max_body_bytes)
            run.measure_floor()
            _drop_bombs(run)
            before = server.megabytes()
            _search(run, requests)
            after = server.megabytes()
        log = (folder / "product.log").read_text(errors="replace")
    traces = log.count("Traceback") + log.count('"level": "error"')
    print(f"{sum(run.statuses.values())} requests, {dict(sorted(run.statuses.items()))}")
    print(f"an ordinary text costs {run.floor:.2f} s; of it, the dearest request {run.dearest:.2f}")
    print(f"(at most {MOST}), {run.dearest_of_loop:.2f} in the event loop (at most {MOST_OF_LOOP})")
    print(f"{before:.0f} MB, then {after:.0f} MB; {traces} traces")
    for fault in run.faults[:20]:
        print(f"  {fault}")
    return not run.faults and not traces and after < 2 * before


def _drop_bombs(run: Run) -> None:
    for make in HTML.values():
        run.post(PATHS[0], {"title": "x", "body_html": make()})
    for make in JSON.values():
        members = make()
        run.post(PATHS[0], {"title": "x"} | members if isinstance(members, dict) else members)
        run.post(PATHS[1], members)
    for make in SUGGEST.values():
        run.post(PATHS[1], make())
    for address in ADDRESSES.values():
        run.send("GET", address)


def _search(run: Run, requests: int) -> None:
    @settings(
        max_examples=requests,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(PATHS), _shapes() | _shapes() | _shapes() | _bombs())
    def send(path: str, members: Any) -> None:
        run.post(path, members)

    send()


def _key(options: Settings) -> str:
    database = Database(options)
    with database.write() as session:
        key = mint_key(session, name="bodies", scopes=[Scope.PUBLISH], at=clock.now())
    database.close()
    return key.text


if __name__ == "__main__":
    sys.exit(0 if measure(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS) else 1)
