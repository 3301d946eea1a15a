"""The request of an editor: its acts, in one transaction, and the working copy that answers it.

A batch does the same acts without a request.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Request, Response
from pydantic import ValidationError
from sqlmodel import Session

from app.auth.caller import Caller, Scope
from app.auth.deps import KeyedRequest, keyed
from app.base.faults import invalid_body
from app.base.ids import new_id
from app.base.problems import Forbidden, Invalid, Stale
from app.base.settings import Settings
from app.changes import log
from app.http.caching import CachePolicy, answer
from app.http.conditional import has_seen, require_match
from app.http.routing import JSON
from app.organisations.queries import read_organisations
from app.published.document import NoticeKind
from app.releases.acts import accreditation, workflow
from app.releases.acts import publish as publication
from app.releases.acts.prepared_publication import PublicationQueue
from app.releases.acts.queries import (
    accreditations_of,
    content_of,
    find_releases,
    get_for_change,
    require_found,
)
from app.releases.acts.since import changes_since
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.desk.act_schemas import CorrectInput, ScheduleInput, WithdrawInput
from app.releases.desk.intake import as_input, content_from
from app.releases.desk.schemas import (
    Editing,
    EditorialRelease,
    GroupAccess,
    ReleaseInput,
    StoryMember,
)
from app.releases.desk.signing import ONE_ONLY, Signing
from app.releases.desk.translating import with_original
from app.releases.merge_patch import BODIES, patched
from app.releases.models import Accreditation, Release
from app.releases.preflight import Finding, glance, inspect, stop
from app.releases.states import Act, State, allowed, becomes_public, check

NOT_MODIFIED = 304
TO_BE_PUBLIC = (
    "This release is scheduled: what is saved now becomes public by itself. That needs a key with"
    " the scope 'publish'; or have the release unscheduled first."
)
# A release, and the entity tag by which the caller knows its state.
Target = tuple[UUID, str | None]


def etag_of(release: Release) -> str:
    """The strong entity tag of a working copy: it changes with everything an editor sees."""
    return f'"{release.lock}"'


def shown(
    release: Release,
    content: Content,
    now: datetime,
    warnings: Sequence[Finding] | None = None,
    groups: Sequence[Accreditation] | None = None,
    translations: Sequence[StoryMember] | None = None,
) -> EditorialRelease:
    """The shape of one working copy; without `warnings`, those found without reading the body."""
    own = set(Content.model_fields).difference(("story_id", "left_out"))
    words = {name: getattr(content, name) for name in own}
    return EditorialRelease(
        id=release.id,
        etag=etag_of(release),
        state=State(release.state),
        allowed=list(allowed(State(release.state))),
        slug=release.slug,
        story_id=release.story_id,
        revision=release.revision,
        live_revision=release.live_revision,
        public_version=release.public_version,
        created_at=release.created_at,
        updated_at=release.updated_at,
        scheduled_at=release.scheduled_at,
        scheduled_local=release.scheduled_local,
        scheduled_zone=release.scheduled_zone,
        embargo_groups=None if groups is None else list(map(GroupAccess.of, groups)),
        held_back=release.held_back,
        first_public_at=release.first_public_at,
        editing=editing_of(release, now),
        translations=None if translations is None else list(translations),
        warnings=list(glance(content) if warnings is None else warnings),
        **words,
    )


def editing_of(release: Release, now: datetime) -> Editing | None:
    """Who is at work on it, unless the mark has expired."""
    if release.editing_by is None or release.editing_until is None or release.editing_until <= now:
        return None
    _, name = json.loads(release.editing_by)
    return Editing(by=name, until=release.editing_until)


@dataclass(frozen=True)
class EditorialActs:
    """The acts of one caller, in one transaction, at one moment.

    Acts on a release that exists take its entity tag and raise NotFound, NotInThisState,
    PreconditionRequired without a tag, Stale for an older one, and Invalid for what they are given.
    """

    caller: Caller
    session: Session
    settings: Settings
    now: datetime
    # For the audit log.
    request_id: str | None = field(default=None, kw_only=True)
    # Writes a publication together with those of others.
    queue: PublicationQueue | None = field(default=None, kw_only=True)
    # Newest words that became public, and what preflight found in them, by id and revision.
    _words: dict[tuple[UUID, int], Content] = field(default_factory=dict, init=False)
    _findings: dict[tuple[UUID, int], list[Finding]] = field(default_factory=dict, init=False)

    @property
    def by(self) -> Actor:
        """The caller, as the audit log writes it down."""
        return Actor(self.caller.id, self.now, zone=self.settings.zone, request_id=self.request_id)

    def take(self, release_id: UUID, act: Act, if_match: str | None) -> Release:
        """The release, locked for `act`. Raises as said above.

        The state is looked at before the tag: a precondition counts only where the act would else
        be done (RFC 9110 section 13.2.1). Of two who publish, the second learns that it is public.
        """
        if act is Act.WITHDRAW:
            # Whoever locks the log and releases locks the log first: no deadlock.
            log.lock(self.session)
        release = get_for_change(self.session, release_id, caller=self.caller)
        self.require(self.session, release, act, if_match)
        return release

    def require(self, session: Session, release: Release, act: Act, if_match: str | None) -> None:
        """Raises as `take` where the state or the entity tag does not allow the act.

        Raises Forbidden, without `publish`, for words that would become public by themselves.
        """
        state = State(release.state)
        check(state, act)
        if becomes_public(state, act) and not self.caller.may(Scope.PUBLISH):
            raise Forbidden(Scope.PUBLISH, TO_BE_PUBLIC)
        etag = etag_of(release)
        if if_match is not None and not has_seen(if_match, etag):
            raise Stale(etag, changes_since(session, release, if_match))
        require_match(if_match, etag)

    def content(
        self, given: ReleaseInput, before: Content | None = None, *, body_stays: bool = False
    ) -> Content:
        """What `given` says, in the caller's organisation. Raises Invalid."""
        return content_from(
            self.session,
            given,
            default_language=self.settings.default_language,
            before=before,
            limit=self.caller.organisation,
            body_stays=body_stays,
        )

    def create(self, given: ReleaseInput) -> Release:
        """Begin a release."""
        content = with_original(self.session, self.content(given), None, self.caller, None)
        return workflow.draft(
            self.session,
            new_id(),
            content,
            self.by,
            slug=given.slug,
            note=given.revision_note,
        )

    def edit(self, release: Release, patch: Mapping[str, Any]) -> None:
        """Put a merge patch on the words."""
        before = content_of(self.session, release)
        members = patched(as_input(before), patch)
        try:
            given = ReleaseInput.model_validate(members)
        except ValidationError as error:
            raise invalid_body(error.errors(include_url=False), members) from None
        self._save(release, given, before, body_stays=patch.keys().isdisjoint(BODIES))

    def replace(self, release: Release, given: ReleaseInput) -> None:
        """Replace all words."""
        self._save(release, given, content_of(self.session, release))

    def restore(self, release: Release, number: int, note: str | None) -> None:
        """Save the words of an older revision again, as a new one. Raises NotFound for none."""
        content = content_of(self.session, release, number)
        content = self._own(content)
        by = replace(self.by, origin="restore")
        note = note or f"Revision {number} restored"
        workflow.edit(self.session, release, content, by, note=note, source=number)

    def _own(self, content: Content) -> Content:
        """Saved words as the caller's organisation may sign them. Raises Invalid for another's."""
        limit, signed = self.caller.organisation, content.organisation
        if limit is None or (signed is not None and signed.id == limit):
            return content
        if signed is not None:
            raise Invalid.of(ONE_ONLY, pointer="/organisation/id", suggestion=limit)
        signing = Signing(read_organisations(self.session), content.language, content, limit)
        return content.model_copy(update={"organisation": signing.issuer(None)})

    def delete(self, release: Release) -> None:
        """Delete a draft that was never public."""
        workflow.discard(self.session, release, self.by)

    def publish(self, targets: Sequence[Target], *, strict: bool = False) -> list[Release]:
        """Make the newest words of releases public."""
        order = partial(publication.order_publish, by=self.by)
        return self._publish(targets, Act.PUBLISH, order, strict=strict)

    def update(self, target: Target, *, strict: bool = False) -> Release:
        """Make newer words public."""
        return self._publish([target], Act.UPDATE, publication.order_update, strict=strict)[0]

    def correct(self, target: Target, given: CorrectInput, *, strict: bool = False) -> Release:
        """Make newer words public and say what was wrong."""
        order = partial(
            publication.order_correct,
            by=self.by,
            note=given.note,
            severity=given.severity,
            action=given.action,
        )
        return self._publish([target], Act.CORRECT, order, strict=strict)[0]

    def _publish(
        self,
        targets: Sequence[Target],
        act: Act,
        order: Callable[[Release], publication.PublishOrder],
        *,
        strict: bool,
    ) -> list[Release]:
        def find_orders(session: Session, locked: bool) -> list[publication.PublishOrder]:
            found = find_releases(session, [id for id, _ in targets], locked=locked)
            orders = []
            for release_id, if_match in targets:
                release = require_found(found.get(release_id), self.caller)
                self.require(session, release, act, if_match)
                orders.append(order(release))
            return orders

        made, findings = publication.publish(
            self.session, find_orders, self.by, queue=self.queue, strict=strict
        )
        for one in made.prepared:
            self._words[one.release.id, one.release.revision] = one.content
            if findings is not None:
                self._findings[one.release.id, one.release.revision] = list(findings)
        return [one.release for one in made.prepared]

    def withdraw(self, release: Release, given: WithdrawInput) -> None:
        """Take a public release back."""
        workflow.withdraw(
            self.session,
            release,
            self.by,
            kind=NoticeKind(given.kind),
            notice=given.notice,
            replaced_by=given.replaced_by,
        )

    def schedule(self, release: Release, given: ScheduleInput) -> None:
        """Set or move the instant at which it becomes public."""
        at = given.instant
        if given.names_readers:
            accreditation.accredit(self.session, release, given.grants, self.caller, at)
        workflow.schedule(
            self.session, release, at, self.by, local_time=given.local_time, zone=given.zone
        )

    def unschedule(self, release: Release) -> None:
        """Make a scheduled release a draft again."""
        workflow.unschedule(self.session, release, self.by)

    def inspect(self, release: Release, *, strict: bool) -> list[Finding]:
        """Returns what preflight finds in words that were just made public, or will be.

        Raises PreflightFailed, which undoes the act, for errors and with `strict` for warnings too.
        """
        findings = self._findings.get((release.id, release.revision))
        if findings is None:
            content = self.words_of(release)
            findings = inspect(self.session, release, content, release.scheduled_at or self.now)
        stop(findings, strict=strict)
        return findings

    def words_of(self, release: Release) -> Content:
        """The newest words; not read again where an act of this caller read them."""
        words = self._words.get((release.id, release.revision))
        return words or content_of(self.session, release)

    def _save(
        self, release: Release, given: ReleaseInput, before: Content, *, body_stays: bool = False
    ) -> None:
        content = self.content(given, before, body_stays=body_stays)
        content = with_original(self.session, content, before, self.caller, release.id)
        note = given.revision_note
        workflow.edit(
            self.session, release, content, self.by, slug=given.slug, note=note, before=before
        )


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
        return EditorialActs(
            self.caller,
            self.session,
            self.settings,
            self.now,
            request_id=self.request_id,
            queue=self.request.app.state.publications,
        )

    def answer(self, release: Release, status: int = 200) -> Response:
        """The working copy as it is now, with its entity tag."""
        content = content_of(self.session, release)
        return answer_for(self.request, self.session, release, content, self.now, status=status)

    def answer_inspected(self, release: Release, *, strict: bool) -> Response:
        """The answer to an act that makes words public or will: with what preflight finds."""
        found = self.acts.inspect(release, strict=strict)
        words, session = self.acts.words_of(release), self.session
        response = answer_for(self.request, session, release, words, self.now, warnings=found)
        self.end(response)
        return response


# For PATCH, PUT and DELETE.
EditRequest = Annotated[EditorialRequest, keyed(Scope.WRITE, shape=EditorialRequest)]
# For POST, which takes an Idempotency-Key.
EditOnce = Annotated[EditorialRequest, keyed(Scope.WRITE, idempotent=True, shape=EditorialRequest)]
PublishOnce = Annotated[
    EditorialRequest, keyed(Scope.PUBLISH, idempotent=True, shape=EditorialRequest)
]


def answer_for(
    request: Request,
    session: Session,
    release: Release,
    content: Content,
    now: datetime,
    *,
    status: int = 200,
    warnings: Sequence[Finding] | None = None,
    translations: Sequence[StoryMember] | None = None,
) -> Response:
    """The answer that shows one working copy."""
    groups = accreditations_of(session, [release]).get(release.id)
    words = shown(release, content, now, warnings, groups, translations)
    body = words.model_dump_json().encode()
    response = answer(request, body, JSON, CachePolicy.PRIVATE, etag=etag_of(release))
    if response.status_code not in (status, NOT_MODIFIED):
        response.status_code = status
    return response
