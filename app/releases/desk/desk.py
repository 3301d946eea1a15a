"""What every editorial route needs at hand: who acts, on which session, and how to answer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response
from sqlmodel import Session

from app.auth.caller import Caller
from app.auth.deps import Editor, Publisher
from app.auth.once import Once
from app.base.settings import Settings
from app.db.database import Database
from app.http.caching import CachePolicy, answer
from app.http.deps import AppSettings, Now, WriteSession
from app.http.routing import JSON, KEEP
from app.releases.acts.known_names import names_of_late
from app.releases.acts.publish import Debut, Overtaken, go_public, make_ready, send_if_unchanged
from app.releases.acts.queries import content_of, look_at
from app.releases.audit import By
from app.releases.content import Content
from app.releases.desk.editor import Acting
from app.releases.desk.inspection import foresee
from app.releases.desk.shapes import etag_of, shown
from app.releases.models import Release
from app.releases.preflight.checks import Finding
from app.releases.states import Act

NOT_MODIFIED = 304

# What begins an act that makes words public.
Make = Callable[[Release, By], Debut]

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

    def debut(
        self, release_id: UUID, act: Act, if_match: str | None, make: Make, *, strict: bool
    ) -> Response:
        """Make words public, and show the working copy after it.

        All is made ready before the log is locked, and made again under its lock where something
        changed in between: other acts wait for no more than what is written.
        """
        try:
            release = self._send(release_id, act, if_match, make)
        except Overtaken:
            release = self.take(release_id, act, if_match)
            words = go_public(self.session, [make(release, self.by)], self.by)
            self.words[release.id, release.revision] = words[release.id]
        return self.checked(release, strict)

    def _send(self, release_id: UUID, act: Act, if_match: str | None, make: Make) -> Release:
        with self._looking() as session:
            # First: what is read after it is of the state that it tells of, or of a later one.
            known = names_of_late(session)
            release = look_at(session, release_id, organisation=self.caller.organisation)
            self.require(session, release, act, if_match)
            debut = make(release, self.by)
            outgoing = make_ready(session, [debut], self.by, known, analysed=True, copying=False)
        words = outgoing.contents[release.id]
        self.words[release.id, release.revision] = words
        foresee(words)
        send_if_unchanged(self.session, outgoing, known)
        return release

    @contextmanager
    def _looking(self) -> Iterator[Session]:
        if hasattr(self.request.state, KEEP):
            # Its key was looked for: a second connection, while one is held, could be the one that
            # another waits for.
            yield self.session
            return
        database: Database = self.request.app.state.database
        with database.read() as session:
            yield session

    def answer(self, release: Release, status: int = 200) -> Response:
        """The working copy as it is now, with its entity tag."""
        content = content_of(self.session, release)
        return answer_for(self.request, release, content, self.now, status=status)

    def checked(self, release: Release, strict: bool = False) -> Response:
        """The answer to an act that makes words public or will: with what `found` finds."""
        findings = self.found(release, strict=strict)
        content = self.words_of(release)
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


# Coroutines: they wait for nothing, and take no thread.
async def _editor_desk(
    request: Request, caller: Editor, session: WriteSession, settings: AppSettings, now: Now
) -> Desk:
    return Desk(caller, session, settings, now, request, request_id=_id_of(request))


async def _publisher_desk(
    request: Request,
    caller: Publisher,
    session: WriteSession,
    settings: AppSettings,
    now: Now,
    _once: Once,
) -> Desk:
    return _publishing(request, caller, session, settings, now)


def _publishing(
    request: Request, caller: Caller, session: Session, settings: Settings, now: datetime
) -> Desk:
    request_id = _id_of(request)
    return Desk(caller, session, settings, now, request, publishes=True, request_id=request_id)


def _id_of(request: Request) -> str:
    request_id: str = request.state.request_id
    return request_id


# For PATCH, PUT and DELETE: their `If-Match` makes a repetition harmless.
EditorDesk = Annotated[Desk, Depends(_editor_desk)]


async def _begin_desk(desk: EditorDesk, _once: Once) -> Desk:
    return desk


# For POST, which takes an Idempotency-Key.
NewDesk = Annotated[Desk, Depends(_begin_desk)]
PublisherDesk = Annotated[Desk, Depends(_publisher_desk)]
