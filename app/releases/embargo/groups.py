"""Groups of accredited partners: kept by administrators, named by schedules."""

from collections.abc import Iterable, Sequence
from itertools import count
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.auth.audit import write_entry
from app.auth.caller import Caller, Scope, expand
from app.auth.keys import scopes_of
from app.auth.models import AccreditedGroup, AccreditedMember, ApiKey
from app.base.problems import Invalid, NotFound
from app.base.text import slugify
from app.changes import log
from app.releases import audit
from app.releases.audit import Actor
from app.releases.models import Accreditation, Release
from app.releases.states import State

KEY, TOKEN = "key:", "oidc:"
_UNKNOWN = "There is no such key: members are `key:` and the id of a key, or `oidc:` and a `sub`."


def list_groups(session: Session, caller: Caller) -> Sequence[AccreditedGroup]:
    """All groups that exist for `caller`, by id."""
    own = caller.owned(col(AccreditedGroup.organisation))
    return session.exec(select(AccreditedGroup).where(*own).order_by(AccreditedGroup.id)).all()


def get_group(
    session: Session, group_id: str, caller: Caller, *, change: bool = False
) -> AccreditedGroup:
    """A group that exists for `caller`, locked for a `change`. Raises NotFound."""
    asked = select(AccreditedGroup).where(
        col(AccreditedGroup.id) == group_id, *caller.owned(col(AccreditedGroup.organisation))
    )
    if change:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    row = session.exec(asked).one_or_none()
    if row is None:
        raise NotFound
    return row


def members_of(
    session: Session, groups: Iterable[AccreditedGroup]
) -> dict[str, list[AccreditedMember]]:
    """The members of each group, in the order in which they came, in one statement."""
    members: dict[str, list[AccreditedMember]] = {group.id: [] for group in groups}
    asked = select(AccreditedMember).where(col(AccreditedMember.group_id).in_(members))
    order = (col(AccreditedMember.added_at), col(AccreditedMember.principal))
    for member in session.exec(asked.order_by(*order)):
        members[member.group_id].append(member)
    return members


def names_of(session: Session, members: Iterable[AccreditedMember]) -> dict[str, str]:
    """What the keys among the members are called, in one statement."""
    ids = [
        UUID(member.principal.removeprefix(KEY))
        for member in members
        if member.principal.startswith(KEY)
    ]
    if not ids:
        return {}
    return {f"{KEY}{key.id}": key.name for key in _keys(session, ids)}


def add_group(session: Session, name: str, organisation: str | None, by: Actor) -> AccreditedGroup:
    """Make a group without members. Raises Invalid for a name that makes no id."""
    slug = slugify(name)
    if not slug:
        raise Invalid.of("No id can be made of this: it has no letter or digit.", pointer="/name")
    first = slug if organisation is None else f"{organisation}:{slug}"
    group = AccreditedGroup(
        id=_free_id(session, first), name=name, organisation=organisation, created_at=by.at
    )
    session.add(group)
    session.flush()
    _record(session, group, "add-group", by)
    return group


def rename_group(session: Session, group: AccreditedGroup, name: str, by: Actor) -> None:
    """Give a group another name; its id stays."""
    if name != group.name:
        group.name = name
        _change(session, group, "edit-group", by)


def lock_releases(session: Session, group_id: str) -> Sequence[Release]:
    """Lock the scheduled releases that name a group, before the group, as a schedule does."""
    # Whoever locks the log and releases locks the log first: no deadlock with publications.
    log.lock(session)
    named = select(Accreditation.release_id).where(col(Accreditation.group_id) == group_id)
    asked = select(Release).where(col(Release.id).in_(named), col(Release.state) == State.SCHEDULED)
    return session.exec(asked.order_by(col(Release.id)).with_for_update()).all()


def delete_group(
    session: Session, group: AccreditedGroup, releases: Sequence[Release], by: Actor
) -> None:
    """Delete a group that `releases` name. What no other group may read, nobody reads then."""
    for release in releases:
        audit.change(session, release, "lose-group", by, group=group.id)
    _record(session, group, "delete-group", by)
    session.delete(group)
    session.flush()


def add_member(session: Session, group: AccreditedGroup, principal: str, by: Actor) -> None:
    """Let a key or a subject of tokens read what the group may; to add it again changes nothing."""
    if session.get(AccreditedMember, (group.id, principal)) is None:
        session.add(AccreditedMember(group_id=group.id, principal=principal, added_at=by.at))
        _change(session, group, "add-member", by, member=principal)


def remove_member(session: Session, group: AccreditedGroup, principal: str, by: Actor) -> None:
    """End a membership from the commit on. Raises NotFound for a principal that is no member."""
    member = session.get(AccreditedMember, (group.id, principal))
    if member is None:
        raise NotFound
    session.delete(member)
    _change(session, group, "remove-member", by, member=principal)


def checked_member(session: Session, group: AccreditedGroup, principal: str, caller: Caller) -> str:
    """`principal`, if it may be a member.

    Raises Invalid for what is neither a key that exists for `caller` nor a subject of tokens, and
    for a key that could read nothing: without the scope `embargo`, or of another organisation.
    """
    if principal.startswith(TOKEN) and principal != TOKEN:
        return principal
    try:
        found = _keys(session, [UUID(principal.removeprefix(KEY))])
    except ValueError:
        found = []
    key = next((key for key in found if caller.sees(key.organisation)), None)
    if key is None or not principal.startswith(KEY):
        raise Invalid.of(_UNKNOWN, pointer="/principal")
    if Scope.EMBARGO not in expand(scopes_of(key)):
        raise Invalid.of("This key lacks the scope `embargo`.", pointer="/principal")
    if key.organisation is not None and group.organisation not in (None, key.organisation):
        raise Invalid.of("This key is limited to another organisation.", pointer="/principal")
    return f"{KEY}{key.id}"


def _keys(session: Session, ids: Sequence[UUID]) -> Sequence[ApiKey]:
    return session.exec(select(ApiKey).where(col(ApiKey.id).in_(ids))).all()


def _free_id(session: Session, first: str) -> str:
    taken = set(session.exec(select(AccreditedGroup.id).where(_begins(first))).all())
    numbered = (f"{first}-{number}" for number in count(2))
    return first if first not in taken else next(id for id in numbered if id not in taken)


def _begins(first: str) -> ColumnElement[bool]:
    return col(AccreditedGroup.id).startswith(first, autoescape=True)


def _change(session: Session, group: AccreditedGroup, act: str, by: Actor, **details: str) -> None:
    group.lock += 1
    session.flush()
    _record(session, group, act, by, **details)


def _record(session: Session, group: AccreditedGroup, act: str, by: Actor, **details: str) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.author,
        act=act,
        subject=("group", group.id),
        organisation=group.organisation,
        request_id=by.request_id,
        details=details,
    )
