"""Reading as a partner would: lists followed to their end, and what is withdrawn meanwhile."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from app.db.database import Database
from app.published.document import Notice, NoticeKind, PublicRelease
from app.published.store import writer
from tests.client import Client
from tests.factories import PUBLISHED_AT

CASES = Path(__file__).parents[1] / "data" / "cases"
LATER = PUBLISHED_AT + timedelta(hours=1)
BASE = "https://press.example"


def listed(answer: httpx.Response) -> list[UUID]:
    assert answer.status_code == 200, answer.text
    found = [UUID(release["id"]) for release in answer.json()["data"]]
    return found


def path_of(url: str) -> str:
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == BASE
    return f"{parts.path}?{parts.query}"


def walk(reader: Client, path: str) -> list[UUID]:
    """All ids of a list, followed by `links.next` to the end."""
    found: list[UUID] = []
    while True:
        answer = reader.get(path)
        found += listed(answer)
        links = answer.json()["links"]
        if "next" not in links:
            return found
        path = path_of(links["next"])


def withdraw(
    database: Database,
    document: PublicRelease,
    kind: NoticeKind = NoticeKind.GONE,
    replaced_by: UUID | None = None,
) -> None:
    version = document.version + 1
    notice = Notice(
        release_id=document.id,
        kind=kind,
        text="Issued in error.",
        withdrawn_at=LATER,
        version=version,
        replaced_by=replaced_by,
    )
    kept = document.model_copy(update={"version": version}) if kind is NoticeKind.KEPT else None
    with database.write() as session:
        writer.withdraw(session, notice, kept)


def read_case(name: str) -> Any:
    return json.loads((CASES / name).read_text(encoding="utf-8"))
