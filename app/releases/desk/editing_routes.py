"""The editing mark over HTTP."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Response
from pydantic import ConfigDict, Field

from app.base.problems import NOT_FOUND
from app.base.wire import Input, Output
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.routing import JSON, Router
from app.releases.acts.queries import get_for_change
from app.releases.desk.editing import Mark, clear_mark, renew_mark, set_mark
from app.releases.desk.editorial_request import EditorialRequest, EditRequest
from app.releases.desk.schemas import Editing, Phrase

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

READ = problems(NOT_FOUND)
_MARK: dict[str, Any] = {"by": "Ayşe", "until": "2026-11-03T09:32:00Z"}


class EditingInput(Input):
    """Who is at work."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ayşe", "renew": True}]})

    name: Phrase | None = Field(
        None, description="The name of the key when left out; tells apart who shares a key."
    )
    renew: bool = Field(
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


@router.put("/{release_id}/editing", response_model=EditingAnswer, responses=READ)
def mark_editing(
    release_id: UUID,
    given: Annotated[EditingInput, Body(default_factory=EditingInput)],
    request: EditRequest,
) -> Response:
    """Say that one is at work on a release, for two minutes unless it is said again.

    A hint that keeps nobody from saving: edits are kept safe by `If-Match`. Whoever had the mark
    is named in `former`, and learns of it when renewing, from `yours`.
    """
    release = get_for_change(request.session, release_id, organisation=request.caller.organisation)
    lasts = timedelta(seconds=request.settings.editing_seconds)
    change = renew_mark if given.renew else set_mark
    return _answer(request, change(release, request.caller, given.name, request.now, lasts))


@router.delete("/{release_id}/editing", response_model=EditingAnswer, responses=READ)
def unmark_editing(
    release_id: UUID,
    request: EditRequest,
    name: Annotated[
        str | None, Query(max_length=200, description="The name that was given with the mark.")
    ] = None,
) -> Response:
    """Take one's own mark away; another's stays."""
    release = get_for_change(request.session, release_id, organisation=request.caller.organisation)
    return _answer(request, clear_mark(release, request.caller, name, request.now))


def _answer(request: EditorialRequest, mark: Mark) -> Response:
    body = EditingAnswer(**asdict(mark) | {"editing": mark.editing, "former": mark.former})
    return answer(request.request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)
