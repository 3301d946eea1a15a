"""Groups of accredited partners over HTTP: read by editors, kept by administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Body, Header, Path, Query, Request, Response
from sqlmodel import Session

from app.auth.caller import Scope
from app.auth.deps import KeyedRequest, Reader, keyed
from app.auth.models import AccreditedGroup
from app.base.problems import NOT_FOUND, PRECONDITION_REQUIRED, STALE, Invalid
from app.http.caching import CachePolicy, answer
from app.http.conditional import require_match
from app.http.contract.openapi import problems
from app.http.deps import ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.releases.audit import Actor
from app.releases.embargo import groups
from app.releases.embargo.group_schemas import (
    EmbargoGroup,
    EmbargoGroupInput,
    EmbargoGroupPatch,
    EmbargoGroups,
    EmbargoMember,
    EmbargoMemberInput,
)

router = Router(prefix="/v1/editorial/embargo-groups", tags=["embargoed"])

ONE = "/{group_id}"
FOUND = problems(NOT_FOUND)
CHANGED = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)

GroupId = Annotated[str, Path(description="Id of the group.", examples=["wire-services"])]
# No part of the path: the `sub` of a token may hold a slash.
Principal = Annotated[
    str,
    Query(
        max_length=300,
        description="The member, as the group names it.",
        examples=["key:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The group's `ETag`, so that no edit is lost."),
]


@dataclass(frozen=True)
class GroupRequest(KeyedRequest):
    """One request of an administrator about a group."""

    @property
    def by(self) -> Actor:
        """The caller, as the audit log writes it down."""
        return Actor(self.caller.id, self.now, zone=self.settings.zone, request_id=self.request_id)

    def find(self, group_id: str) -> AccreditedGroup:
        """The group, locked until the transaction ends. Raises NotFound."""
        return groups.get_group(self.session, group_id, self.caller, change=True)

    def find_matching(self, group_id: str, if_match: str | None) -> AccreditedGroup:
        """As `find`. Raises PreconditionRequired without its entity tag, Stale for an older one."""
        row = self.find(group_id)
        require_match(if_match, _etag(row))
        return row

    def answer(self, row: AccreditedGroup) -> Response:
        """The group as it is now, with its entity tag."""
        return _answer(self.request, self.session, row)


GroupChange = Annotated[GroupRequest, keyed(Scope.ADMIN, shape=GroupRequest)]
GroupOnce = Annotated[GroupRequest, keyed(Scope.ADMIN, idempotent=True, shape=GroupRequest)]


@router.post("", summary="Create a group", status_code=201, response_model=EmbargoGroup)
def create_embargo_group(given: EmbargoGroupInput, act: GroupOnce) -> Response:
    """Make a group. A key of one organisation makes groups of the same alone."""
    own = act.caller.organisation
    organisation = given.organisation if "organisation" in given.model_fields_set else own
    if not act.caller.sees(organisation):
        raise Invalid.of(
            "This key makes groups of its own organisation alone; leave the member out.",
            pointer="/organisation",
            suggestion=own,
        )
    row = groups.add_group(act.session, given.name, organisation, act.by)
    response = act.answer(row)
    response.status_code = 201
    response.headers["Location"] = f"{act.settings.base_url}{router.prefix}/{row.id}"
    return response


@router.get("", summary="List groups", response_model=EmbargoGroups)
def list_embargo_groups(request: Request, caller: Reader, session: ReadSession) -> Response:
    """Groups of partners that a schedule can name, with their members.

    A key of one organisation sees those of the organisation alone, here and below.
    """
    rows = groups.list_groups(session, caller)
    body = EmbargoGroups(data=_shown(session, rows)).model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE)


@router.get(ONE, summary="Get a group", response_model=EmbargoGroup, responses=FOUND)
def get_embargo_group(
    group_id: GroupId, request: Request, caller: Reader, session: ReadSession
) -> Response:
    """One group, with the `ETag` that a change of it needs."""
    return _answer(request, session, groups.get_group(session, group_id, caller))


@router.patch(ONE, summary="Rename a group", response_model=EmbargoGroup, responses=CHANGED)
def update_embargo_group(
    group_id: GroupId,
    given: Annotated[EmbargoGroupPatch, Body(media_type=MERGE_PATCH)],
    act: GroupChange,
    if_match: IfMatch = None,
) -> Response:
    """Give it another name; its id stays."""
    row = act.find_matching(group_id, if_match)
    groups.rename_group(act.session, row, given.name, act.by)
    return act.answer(row)


@router.delete(
    ONE, summary="Delete a group", status_code=204, response_class=Response, responses=CHANGED
)
def delete_embargo_group(group_id: GroupId, act: GroupChange, if_match: IfMatch = None) -> Response:
    """End its members' access. A release that it alone could read is read by no key then."""
    groups.get_group(act.session, group_id, act.caller)
    releases = groups.lock_releases(act.session, group_id)
    row = act.find_matching(group_id, if_match)
    groups.delete_group(act.session, row, releases, act.by)
    return Response(status_code=204, headers={"Cache-Control": CachePolicy.PRIVATE})


@router.post(f"{ONE}/members", summary="Add a member", response_model=EmbargoGroup, responses=FOUND)
def add_embargo_member(group_id: GroupId, given: EmbargoMemberInput, act: GroupOnce) -> Response:
    """Let a key, or whoever has tokens of a subject, read what the group may; again is no error.

    A key that replaces a member is one too.
    """
    row = act.find(group_id)
    principal = groups.checked_member(act.session, row, given.principal, act.caller)
    groups.add_member(act.session, row, principal, act.by)
    return act.answer(row)


@router.delete(
    f"{ONE}/members", summary="Remove a member", response_model=EmbargoGroup, responses=FOUND
)
def remove_embargo_member(group_id: GroupId, principal: Principal, act: GroupChange) -> Response:
    """End its access through this group at once."""
    row = act.find(group_id)
    groups.remove_member(act.session, row, principal, act.by)
    return act.answer(row)


def _etag(row: AccreditedGroup) -> str:
    return f'"{row.lock}"'


def _answer(request: Request, session: Session, row: AccreditedGroup) -> Response:
    (shown,) = _shown(session, [row])
    body = shown.model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE, etag=shown.etag)


def _shown(session: Session, rows: Sequence[AccreditedGroup]) -> list[EmbargoGroup]:
    members = groups.members_of(session, rows)
    names = groups.names_of(session, [one for some in members.values() for one in some])
    return [
        EmbargoGroup(
            **row.model_dump(exclude={"lock"}),
            etag=_etag(row),
            members=[
                EmbargoMember(
                    principal=one.principal,
                    name=names.get(one.principal),
                    added_at=one.added_at,
                )
                for one in members[row.id]
            ],
        )
        for row in rows
    ]
