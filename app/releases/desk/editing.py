"""The mark "somebody is at work on this": a hint between editors. It locks nothing."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.auth.caller import Caller
from app.releases.desk.schemas import Editing
from app.releases.desk.shapes import editing_of
from app.releases.models import Release


@dataclass(frozen=True)
class Mark:
    """Who is marked now, whether that is the caller, and who had to give way."""

    editing: Editing | None
    yours: bool
    former: Editing | None


def set_mark(
    release: Release, caller: Caller, name: str | None, now: datetime, lasts: timedelta
) -> Mark:
    """Mark the caller, also in another's place. The entity tag stays: no words were changed."""
    before = editing_of(release, now)
    by_other = before if before is not None and not _is_own(release, caller, name) else None
    release.editing_by = json.dumps([caller.id, name or caller.name])
    release.editing_until = now + lasts
    return Mark(editing_of(release, now), yours=True, former=by_other)


def renew_mark(
    release: Release, caller: Caller, name: str | None, now: datetime, lasts: timedelta
) -> Mark:
    """Keep the caller's mark; another's is left alone, so that its loss is learned of."""
    before = editing_of(release, now)
    if before is not None and not _is_own(release, caller, name):
        return Mark(before, yours=False, former=None)
    return set_mark(release, caller, name, now, lasts)


def clear_mark(release: Release, caller: Caller, name: str | None, now: datetime) -> Mark:
    """Take the caller's mark away; another's stays."""
    if _is_own(release, caller, name):
        release.editing_by = release.editing_until = None
    return Mark(editing_of(release, now), yours=False, former=None)


def _is_own(release: Release, caller: Caller, name: str | None) -> bool:
    # One key may serve a whole newsroom's tool: the name tells its people apart.
    own = [caller.id, name or caller.name]
    return release.editing_by is not None and json.loads(release.editing_by) == own
