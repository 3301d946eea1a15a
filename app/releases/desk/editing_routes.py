"""The mark "somebody is at work on this": a hint between editors. It locks nothing."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Response
from pydantic import ConfigDict, Field, StrictBool

from app.auth.caller import Caller
from app.base.problems import NOT_FOUND
from app.base.wire import Input, Output
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.routing import JSON, Router
from app.releases.acts.queries import get_for_change
from app.releases.desk.editorial_request import EditorialRequest, EditRequest, editing_of
from app.releases.desk.fields import Phrase
from app.releases.desk.schemas import Editing
from app.releases.models import Release

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

READ = problems(NOT_FOUND)
_MARK: dict[str, Any] = {"by": "Ayşe", "until": "2026-11-03T09:32:00Z"}


class EditingInput(Input):
    """Who is at work."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ayşe", "renew": True}]})

    name: Phrase | None = Field(
        None, description="The name of the key when left out; tells apart who shares a key."
    )
    renew: StrictBool = Field(
        False,
        description="Only keep a mark that one has: where another took it over, leave it to them"
        " and say so.",
    )


class EditingAnswer(Output):
    """Who is marked as at work on the release."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"editing": _MARK, "yours": True, "former": {**_MARK, "by": "Yiannis"}},
            ]
        }
    )

    editing: Editing | None
    yours: bool = Field(description="False after a renewal: another has taken it over.")
    former: Editing | None = Field(description="Who had the mark that was taken over just now.")


@dataclass(frozen=True)
class EditingMark:
    """The mark after a request, whether it is the caller's, and whose mark it replaced."""

    editing: Editing | None
    yours: bool
    former: Editing | None


@router.put(
    "/{release_id}/editing",
    summary="Mark a release as being edited",
    response_model=EditingAnswer,
    responses=READ,
)
def mark_editing(
    release_id: UUID,
    given: Annotated[EditingInput, Body(default_factory=EditingInput)],
    request: EditRequest,
) -> Response:
    """Say that one is at work on a release, for two minutes unless it is said again.

    A hint that keeps nobody from saving: edits are kept safe by `If-Match`. Whoever had the mark
    is named in `former`, and learns of it when renewing, from `yours`.
    """
    release = get_for_change(request.session, release_id, caller=request.caller)
    lasts = timedelta(seconds=request.settings.editing_seconds)
    change = _renew_mark if given.renew else _set_mark
    return _answer(request, change(release, request.caller, given.name, request.now, lasts))


@router.delete(
    "/{release_id}/editing",
    summary="Take the mark of editing off",
    response_model=EditingAnswer,
    responses=READ,
)
def unmark_editing(
    release_id: UUID,
    request: EditRequest,
    name: Annotated[
        str | None, Query(max_length=200, description="The name that was given with the mark.")
    ] = None,
) -> Response:
    """Take one's own mark away; another's stays."""
    release = get_for_change(request.session, release_id, caller=request.caller)
    return _answer(request, _clear_mark(release, request.caller, name, request.now))


def _answer(request: EditorialRequest, mark: EditingMark) -> Response:
    body = EditingAnswer(**asdict(mark) | {"editing": mark.editing, "former": mark.former})
    return answer(request.request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


def _set_mark(
    release: Release, caller: Caller, name: str | None, now: datetime, lasts: timedelta
) -> EditingMark:
    """Mark the caller, also in another's place. The entity tag stays: no words were changed."""
    before = editing_of(release, now)
    by_other = before if before is not None and not _is_own(release, caller, name) else None
    release.editing_by = json.dumps([caller.id, name or caller.name])
    release.editing_until = now + lasts
    return EditingMark(editing_of(release, now), yours=True, former=by_other)


def _renew_mark(
    release: Release, caller: Caller, name: str | None, now: datetime, lasts: timedelta
) -> EditingMark:
    """Keep the caller's mark; another's is left alone, so that its loss is learned of."""
    before = editing_of(release, now)
    if before is not None and not _is_own(release, caller, name):
        return EditingMark(before, yours=False, former=None)
    return _set_mark(release, caller, name, now, lasts)


def _clear_mark(release: Release, caller: Caller, name: str | None, now: datetime) -> EditingMark:
    """Take the caller's mark away; another's stays."""
    if _is_own(release, caller, name):
        release.editing_by = release.editing_until = None
    return EditingMark(editing_of(release, now), yours=False, former=None)


def _is_own(release: Release, caller: Caller, name: str | None) -> bool:
    # One key may serve a whole newsroom's tool: the name tells its people apart.
    own = [caller.id, name or caller.name]
    return release.editing_by is not None and json.loads(release.editing_by) == own
