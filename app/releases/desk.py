"""What every editorial route needs at hand: who acts, on which session, and how to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response

from app.auth.deps import Editor, Publisher
from app.auth.once import Once
from app.core.caching import CachePolicy, answer
from app.core.deps import AppSettings, Now, WriteSession
from app.core.routing import JSON
from app.releases.acting import Acting
from app.releases.content import Content
from app.releases.models import Release
from app.releases.preflight import Finding
from app.releases.queries import content_of
from app.releases.shapes import etag_of, shown
from app.releases.states import Act

NOT_MODIFIED = 304

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The release's `ETag`, so that no edit is lost."),
]

Strict = Annotated[bool, Query(description="Let warnings of preflight stop the act as errors do.")]


@dataclass(frozen=True)
class Desk(Acting):
    """One editorial request: its caller, its transaction, its moment."""

    request: Request
    publishes: bool = False

    def take(self, release_id: UUID, act: Act, if_match: str | None) -> Release:
        """`Acting.take`; what will publish locks the change log before it."""
        if self.publishes:
            self.hold()
        return super().take(release_id, act, if_match)

    def answer(self, release: Release, status: int = 200) -> Response:
        """The working copy as it is now, with its entity tag."""
        content = content_of(self.session, release)
        return answer_for(self.request, release, content, self.now, status=status)

    def checked(self, release: Release, strict: bool = False) -> Response:
        """The answer to an act that makes words public or will: with what `found` finds."""
        findings = self.found(release, strict=strict)
        content = content_of(self.session, release)
        return answer_for(self.request, release, content, self.now, warnings=findings)


def answer_for(
    request: Request,
    release: Release,
    content: Content,
    now: datetime,
    *,
    status: int = 200,
    warnings: Sequence[Finding] | None = None,
) -> Response:
    """The answer that shows one working copy."""
    body = shown(release, content, now, warnings).model_dump_json().encode()
    response = answer(request, body, JSON, CachePolicy.PRIVATE, etag=etag_of(release))
    if response.status_code not in (status, NOT_MODIFIED):
        response.status_code = status
    return response


def _editor_desk(
    request: Request, caller: Editor, session: WriteSession, settings: AppSettings, now: Now
) -> Desk:
    return Desk(caller, session, settings, now, request, request_id=_id_of(request))


def _publisher_desk(
    request: Request,
    caller: Publisher,
    session: WriteSession,
    settings: AppSettings,
    now: Now,
    _once: Once,
) -> Desk:
    request_id = _id_of(request)
    return Desk(caller, session, settings, now, request, publishes=True, request_id=request_id)


def _id_of(request: Request) -> str:
    request_id: str = request.state.request_id
    return request_id


# For PATCH, PUT and DELETE: their `If-Match` makes a repetition harmless.
EditorDesk = Annotated[Desk, Depends(_editor_desk)]


def _begin_desk(desk: EditorDesk, _once: Once) -> Desk:
    return desk


# For POST, which takes an Idempotency-Key.
NewDesk = Annotated[Desk, Depends(_begin_desk)]
PublisherDesk = Annotated[Desk, Depends(_publisher_desk)]
