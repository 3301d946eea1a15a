"""What every editorial route needs at hand: who acts, on which session, and how to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from app.auth.deps import Caller, Editor, Publisher
from app.changes import log
from app.core.caching import CachePolicy, answer, require_match
from app.core.deps import AppSettings, Now, WriteSession
from app.core.problems import Invalid
from app.core.routing import JSON
from app.core.settings import Settings
from app.published.document import Organisation
from app.releases.content import Content
from app.releases.intake import content_from
from app.releases.models import Release
from app.releases.queries import content_of, get_for_change
from app.releases.schemas import ReleaseInput
from app.releases.shapes import etag_of, shown
from app.releases.workflow import By

NOT_MODIFIED = 304

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The release's `ETag`, so that no edit is lost."),
]


@dataclass(frozen=True)
class Desk:
    """One editorial request: its caller, its transaction, its moment."""

    request: Request
    caller: Caller
    session: WriteSession
    settings: Settings
    now: datetime
    publishes: bool = False

    @property
    def by(self) -> By:
        """The caller, as the workflow writes it down."""
        return By(author=self.caller.id, at=self.now, zone=self.settings.zone)

    def take(self, release_id: UUID, if_match: str | None) -> Release:
        """The release, locked for a change. What will publish locks the change log before it.

        Every transaction that takes both takes them in this order, so that none can wait for
        another in a circle.
        Raises NotFound, PreconditionRequired without `If-Match`, Stale for an older state.
        """
        if self.publishes:
            log.hold(self.session)
        release = get_for_change(self.session, release_id, organisation=self.caller.organisation)
        require_match(if_match, etag_of(release))
        return release

    def content(self, given: ReleaseInput, before: Content | None = None) -> Content:
        """What `given` says, in the caller's organisation. Raises Invalid."""
        content = content_from(
            self.session,
            given,
            default_language=self.settings.default_language,
            before=before,
        )
        limit = self.caller.organisation
        if limit is None:
            return content
        if content.organisation is None:
            own = Organisation(id=limit, name=limit)
            return content.model_copy(update={"organisation": own})
        if content.organisation.id != limit:
            raise Invalid.of(
                "This key writes for one organisation only.",
                pointer="/organisation/id",
                suggestion=limit,
            )
        return content

    def answer(self, release: Release, status: int = 200) -> Response:
        """The working copy as it is now, with its entity tag."""
        return answer_for(self.request, release, content_of(self.session, release), status)


def answer_for(request: Request, release: Release, content: Content, status: int = 200) -> Response:
    """The answer that shows one working copy."""
    body = shown(release, content).model_dump_json().encode()
    response = answer(request, body, JSON, CachePolicy.PRIVATE, etag=etag_of(release))
    if status != response.status_code and response.status_code != NOT_MODIFIED:
        response.status_code = status
    return response


def _editor_desk(
    request: Request, caller: Editor, session: WriteSession, settings: AppSettings, now: Now
) -> Desk:
    return Desk(request, caller, session, settings, now)


def _publisher_desk(
    request: Request, caller: Publisher, session: WriteSession, settings: AppSettings, now: Now
) -> Desk:
    return Desk(request, caller, session, settings, now, publishes=True)


EditorDesk = Annotated[Desk, Depends(_editor_desk)]
PublisherDesk = Annotated[Desk, Depends(_publisher_desk)]
