"""The change stream: every public fact in order, each with what to do about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from dateline_client.answers import ChangedRelease, ChangeEntry, Notice


@dataclass(frozen=True)
class _Fact:
    cursor: str
    """Keep this with your copy: `changes({"since": cursor})` goes on after this entry."""
    seq: int
    release_id: UUID
    version: int
    at: datetime
    url: str
    entry: ChangeEntry


@dataclass(frozen=True)
class CorrectionNote:
    """What a correction says of itself; `severity` and `action` are open lists."""

    note: str
    severity: str
    action: str


@dataclass(frozen=True)
class Published(_Fact):
    """A release became public: store it. `release` is None when a later entry has it."""

    release: ChangedRelease | None
    kind: Literal["published"] = "published"


@dataclass(frozen=True)
class Updated(_Fact):
    """It was changed, and nothing was wrong before; or it came into your filters by that."""

    release: ChangedRelease | None
    kind: Literal["updated"] = "updated"


@dataclass(frozen=True)
class Corrected(_Fact):
    """Something was wrong: store it, show `correction`; None for what was withdrawn later."""

    release: ChangedRelease | None
    correction: CorrectionNote | None
    kind: Literal["corrected"] = "corrected"


@dataclass(frozen=True)
class Withdrawn(_Fact):
    """It is public no more: take it down, at all of its `addresses`."""

    notice: Notice | None
    addresses: tuple[str, ...]
    kind: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True)
class Left(_Fact):
    """It is public, but no longer fits your filters: take it down."""

    kind: Literal["left"] = "left"


@dataclass(frozen=True)
class OtherChange(_Fact):
    """A kind that came after this client, `entry.kind`: store `release` if there is one."""

    release: ChangedRelease | None
    kind: Literal["other"] = "other"


Change: TypeAlias = Published | Updated | Corrected | Withdrawn | Left | OtherChange


def change_of(entry: ChangeEntry) -> Change:
    """Return an entry as the class of its kind."""
    seq, version, at, url = entry.seq, entry.version, entry.at, str(entry.url)
    fact = (entry.cursor, seq, entry.release_id, version, at, url, entry)
    note, release = entry.note, entry.document
    match entry.kind:
        case "published":
            return Published(*fact, release)
        case "updated":
            return Updated(*fact, release)
        case "corrected":
            told = note and CorrectionNote(note["note"], note["severity"], note["action"])
            return Corrected(*fact, release, told or None)
        case "withdrawn":
            notice = Notice.model_validate(note) if note else None
            return Withdrawn(*fact, notice, tuple(map(str, entry.addresses or ())))
        case "left":
            return Left(*fact)
        case _:
            return OtherChange(*fact, release)
