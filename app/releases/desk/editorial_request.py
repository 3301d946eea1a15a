"""The request of an editor, as every editorial route asks for it: its acts and its answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated

from fastapi import Header, Query, Request, Response

from app.auth.deps import KeyedRequest, keyed
from app.auth.scopes import Scope
from app.db.database import Database
from app.http.caching import CachePolicy, answer
from app.http.routing import JSON
from app.releases.acts.queries import content_of
from app.releases.content import Content
from app.releases.desk.editorial_acts import EditorialActs
from app.releases.desk.shapes import etag_of, shown
from app.releases.models import Release
from app.releases.preflight.checks import Finding

NOT_MODIFIED = 304

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The release's `ETag`, so that no edit is lost."),
]

Strict = Annotated[bool, Query(description="Let warnings of preflight stop the act as errors do.")]


@dataclass(frozen=True)
class EditorialRequest(KeyedRequest):
    """One request of an editor."""

    @cached_property
    def acts(self) -> EditorialActs:
        """The acts of the caller, in the transaction of the request."""
        database: Database = self.request.app.state.database
        return EditorialActs(
            self.caller,
            self.session,
            self.settings,
            self.now,
            request_id=self.request_id,
            reading=database.read,
        )

    def answer(self, release: Release, status: int = 200) -> Response:
        """The working copy as it is now, with its entity tag."""
        content = content_of(self.session, release)
        return answer_for(self.request, release, content, self.now, status=status)

    def answer_inspected(self, release: Release, *, strict: bool) -> Response:
        """The answer to an act that makes words public or will: with what preflight finds."""
        findings = self.acts.inspect(release, strict=strict)
        content = self.acts.words_of(release)
        return answer_for(self.request, release, content, self.now, warnings=findings)


# For PATCH, PUT and DELETE.
EditRequest = Annotated[EditorialRequest, keyed(Scope.WRITE, shape=EditorialRequest)]
# For POST, which takes an Idempotency-Key.
EditOnce = Annotated[EditorialRequest, keyed(Scope.WRITE, idempotent=True, shape=EditorialRequest)]
PublishOnce = Annotated[
    EditorialRequest, keyed(Scope.PUBLISH, idempotent=True, shape=EditorialRequest)
]


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
