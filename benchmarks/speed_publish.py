"""Publishing: 8 clients who publish a draft each, and then the next, on a database of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock
from app.base.settings import Settings
from app.db.database import Database
from benchmarks import archive
from benchmarks.databases import fresh
from benchmarks.speed_load import Load, Request
from benchmarks.speed_model import Document, documents
from benchmarks.speed_rounds import CLIENTS, Effort, pressed
from benchmarks.speed_servers import Cores, Server, product

EDITORIAL = "/v1/editorial/releases"
_BEFORE = 1_000
# More than any server here publishes in a second.
_MOST_A_SECOND = 800
_BATCH = 500
_LOOKED_AT = 100


@dataclass
class Published:
    """What the rounds showed."""

    loads: list[Load] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def measure_publishing(engine: str, cores: Cores, effort: Effort) -> Published:
    """Rounds over an archive of 1,000 releases that grows."""
    found = Published()
    with fresh(engine) as (settings, folder):
        with Database(settings) as database:
            archive.fill(database, _BEFORE)
        key = _key(settings)
        texts = list(documents(settings))
        with product(settings, folder, cores.server) as server:
            for number in range(effort.rounds):
                count = int(_MOST_A_SECOND * effort.seconds)
                drafts = list(_drafts(server, key, texts, number, count))
                found.loads.append(
                    pressed(server, drafts, CLIENTS, cores, effort.seconds, once=True)
                )
                _check(server, drafts, found)
    return found


def _key(settings: Settings) -> str:
    with Database(settings) as database, database.write() as session:
        return mint_key(session, name="bench", scopes=[Scope.PUBLISH], at=clock.now()).text


def _drafts(
    server: Server, key: str, texts: Sequence[Document], number: int, count: int
) -> Iterator[Request]:
    """Make drafts with the texts, places and themes of the archive; the requests that publish."""
    headers = {"Authorization": f"Bearer {key}"}
    acts = [
        {"act": "create", "release": _release(texts[at % len(texts)], f"r{number}-{at}")}
        for at in range(count)
    ]
    with httpx.Client(base_url=server.url, trust_env=False, timeout=120) as client:
        for first in range(0, count, _BATCH):
            answer = client.post(
                f"{EDITORIAL}:batch", json={"acts": acts[first : first + _BATCH]}, headers=headers
            )
            answer.raise_for_status()
            for made in answer.json()["data"]:
                if made["problem"] is not None:
                    raise SystemExit(f"no draft: {made['problem']}")
                yield Request(
                    f"{EDITORIAL}/{made['id']}/publish",
                    (("Authorization", f"Bearer {key}"), ("If-Match", made["etag"])),
                    "POST",
                )


def _release(document: Document, slug: str) -> dict[str, object]:
    members = document.members
    return {
        "title": members["title"],
        "slug": slug,
        "summary": members["summary"],
        "body_text": members["body_text"],
        "language": members["language"],
        "locations": [place["id"] for place in members["locations"]],
        "themes": [theme["id"] for theme in members["themes"]],
    }


def _check(server: Server, drafts: Sequence[Request], found: Published) -> None:
    """Whatever was answered is public, and nothing else."""
    load = found.loads[-1]
    if load.failed:
        found.wrong.append(f"{load.failed} publications failed")
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        public = client.get("/v1/releases?limit=1").json()["meta"]["total"]
        before = _BEFORE + sum(each.requests for each in found.loads[:-1])
        # Those that were under way when the time was over have no answer and may be public.
        spare = CLIENTS * len(found.loads)
        if not before + load.requests <= public <= before + load.requests + spare:
            found.wrong.append(f"{public} releases are public, not {before + load.requests}")
        statuses = Counter(
            client.get(f"/v1/releases/{request.target.split('/')[-2]}").status_code
            for request in drafts[: min(_LOOKED_AT, load.requests)]
        )
    # The same holds for the first ones: one may have waited for its turn until the end.
    if statuses.total() - statuses[httpx.codes.OK] > CLIENTS:
        found.wrong.append(f"of the first releases that were published some answer {statuses}")
