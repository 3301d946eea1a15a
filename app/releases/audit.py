"""Who acts, and the entry that is written to the audit log for every editorial act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.auth.audit import Entry, entry, write_entries
from app.releases.models import Release

# What a save is called in the audit log, by where the words came from.
SAVED = {"person": "edit", "import": "import", "restore": "restore"}
# Members of an entry's details, and the columns that they show. The entity tag is made of `lock`:
# "what changed since" reads it back.
_SHOWN = {
    "lock": "lock",
    "state": "state",
    "revision": "revision",
    "version": "public_version",
}


@dataclass(frozen=True)
class Actor:
    """Who acts, when, in which request, and whether a person or an import wrote the words."""

    author: str
    at: datetime
    # `person`, `import` or `restore`.
    origin: str = "person"
    # The newsroom's zone: an exact instant's `date` is a day of it.
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    request_id: str | None = None


def change(session: Session, release: Release, act: str, by: Actor, **details: Any) -> None:
    """Give a release that changed a new entity tag, and record the act."""
    release.lock += 1
    release.updated_at = by.at
    record(session, release, act, by, **details)


def record(session: Session, release: Release, act: str, by: Actor, **details: Any) -> None:
    """Write the entry of an act that was done on `release`: its state after the act, no words."""
    write_entries(session, [entry_after(release, {}, act, by, **details)])


def entry_after(
    release: Release, changes: Mapping[str, Any], act: str, by: Actor, **details: Any
) -> Entry:
    """The entry of an act, after which the row of `release` has these `changes`."""
    after = {name: changes.get(column, getattr(release, column)) for name, column in _SHOWN.items()}
    return entry(
        at=by.at,
        principal=by.author,
        act=act,
        subject=("release", release.id),
        organisation=release.organisation_id,
        request_id=by.request_id,
        details=after | details,
    )
