"""Who acts, and the entry that every editorial act leaves in the audit log."""

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


@dataclass(frozen=True)
class By:
    """Who acts, when, in which request, and whether a person or an import wrote the words."""

    author: str
    at: datetime
    # `person`, `import` or `restore`.
    origin: str = "person"
    # The newsroom's zone: an exact instant's `date` is a day of it.
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    request_id: str | None = None


def change(session: Session, release: Release, act: str, by: By, **details: Any) -> None:
    """The release changed for editors: a new entity tag, and the entry that says why."""
    write_entries(session, [changed(release, act, by, **details)])


def changed(release: Release, act: str, by: By, **details: Any) -> Entry:
    """`change`, with the entry still to be written."""
    release.lock += 1
    release.updated_at = by.at
    return _entry(release, act, by, details)


def leave(session: Session, release: Release, act: str, by: By, **details: Any) -> None:
    """Write the entry of an act that was done on `release`: where it stands after it, no words."""
    write_entries(session, [_entry(release, act, by, details)])


def _entry(release: Release, act: str, by: By, details: Mapping[str, Any]) -> Entry:
    # `lock` is what the entity tag is made of: "what changed since" reads it back.
    return entry(
        at=by.at,
        principal=by.author,
        act=act,
        subject=("release", release.id),
        request_id=by.request_id,
        details={
            "lock": release.lock,
            "state": release.state,
            "revision": release.revision,
            "version": release.public_version,
            **details,
        },
    )
