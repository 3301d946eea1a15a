"""What happened to a release since an editor read it, for a request with an older entity tag."""

import json
from typing import Any

from sqlmodel import Session, col, select

from app.auth.audit import list_entries_of
from app.auth.models import AuditEntry
from app.base.wire import format_instant
from app.http.conditional import etags_in, plain_tag
from app.releases.content import Content
from app.releases.models import Release, Revision

# Whoever is further behind reads the release again.
MOST = 50


def changes_since(session: Session, release: Release, if_match: str) -> dict[str, Any]:
    """Returns the member `changes` of the 412: the acts after the tag in `if_match`, oldest first.

    Empty where the tag is of no earlier state, or of one too long ago.
    """
    seen = _lock_in(if_match)
    if seen is None or not 0 < seen < release.lock or release.lock - seen > MOST:
        return {}
    entries = list_entries_of(session, ("release", release.id), release.lock - seen + MOST)
    later = [(entry, details) for entry in entries if (details := _after(entry, seen))]
    later.sort(key=lambda pair: int(pair[1]["lock"]))
    words = _words(session, release, {int(details["revision"]) for _, details in later})
    return {"changes": [_change(entry, details, words) for entry, details in later]}


def changed_fields(before: Content, after: Content) -> list[str]:
    """The members in which two texts differ, in the order of the shape."""
    return [name for name in Content.model_fields if getattr(before, name) != getattr(after, name)]


def _lock_in(if_match: str) -> int | None:
    """The newest of the locks that the tags name; tags are made by `editorial_request.etag_of`."""
    numbers = [plain_tag(tag).strip('"') for tag in etags_in(if_match)]
    locks = [int(number) for number in numbers if number.isdecimal() and len(number) < MOST]
    return max(locks, default=None)


def _after(entry: AuditEntry, seen: int) -> dict[str, Any] | None:
    details: dict[str, Any] = json.loads(entry.details or "{}")
    return details if details.get("lock", 0) > seen else None


def _words(session: Session, release: Release, numbers: set[int]) -> dict[int, Content]:
    """The revisions of these numbers and the ones before each."""
    asked = select(Revision).where(
        col(Revision.release_id) == release.id,
        col(Revision.number).in_(numbers | {number - 1 for number in numbers}),
    )
    return {
        revision.number: Content.model_validate_json(revision.content)
        for revision in session.exec(asked)
    }


def _change(
    entry: AuditEntry, details: dict[str, Any], words: dict[int, Content]
) -> dict[str, Any]:
    number = int(details["revision"])
    saves = entry.act in {"edit", "import", "restore"}
    before, after = words.get(number - 1), words.get(number)
    return {
        "act": entry.act,
        "revision": number,
        "at": format_instant(entry.at),
        "author": entry.principal,
        "fields": changed_fields(before, after) if saves and before and after else [],
    }
