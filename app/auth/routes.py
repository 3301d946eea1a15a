"""Keys over HTTP: made, listed, rotated and revoked by administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import Body

from app.auth import keys
from app.auth.caller import Scope
from app.auth.deps import Admin, KeyedRequest, keyed
from app.auth.schemas import Key, KeyCreate, KeyList, KeyRotate, NewKey
from app.base.problems import KEY_NOT_ACTIVE, NOT_FOUND, SHOWN_ONCE, Invalid
from app.http.contract.openapi import problems
from app.http.deps import ReadSession
from app.http.routing import Router

router = Router(prefix="/v1/keys", tags=["keys"])

AdminRequest = Annotated[KeyedRequest, keyed(Scope.ADMIN)]
AdminOnce = Annotated[KeyedRequest, keyed(Scope.ADMIN, idempotent=True)]


@router.post("", summary="Create a key", status_code=201, responses=problems(SHOWN_ONCE))
def create_key(body: KeyCreate, request: AdminOnce) -> NewKey:
    """Make a key. Its text is in this answer and nowhere else.

    A key of one organisation makes keys of the same alone.
    """
    if body.expires_at is not None and body.expires_at <= request.now:
        raise Invalid.of("This is in the past.", pointer="#/expires_at")
    given = "organisation" in body.model_fields_set
    if body.organisation is not None and request.caller.organisation is None:
        require = request.request.app.state.require_organisation
        require(request.session, body.organisation, "#/organisation")
    minted = keys.mint_key(
        request.session,
        name=body.name,
        scopes=body.scopes,
        at=request.now,
        organisation=body.organisation if given else request.caller.organisation,
        expires_at=body.expires_at,
        by=_by(request),
    )
    return NewKey.of_minted(minted)


@router.get("", summary="List keys")
def list_keys(caller: Admin, session: ReadSession) -> KeyList:
    """All keys, also those that work no more, without their secrets.

    To a key of one organisation the others do not exist, here and below.
    """
    return KeyList(data=[Key.of(row) for row in keys.list_keys(session, caller)])


@router.delete("/{key_id}", summary="Revoke a key", status_code=200, responses=problems(NOT_FOUND))
def revoke_key(key_id: UUID, request: AdminRequest) -> Key:
    """Stop a key from working at once. It stays in the list; revoking it again changes nothing."""
    return Key.of(keys.revoke_key(request.session, key_id, request.now, _by(request)))


@router.post(
    "/{key_id}/rotate",
    summary="Rotate a key",
    status_code=201,
    responses=problems(NOT_FOUND, KEY_NOT_ACTIVE, SHOWN_ONCE),
)
def rotate_key(
    key_id: UUID,
    body: Annotated[KeyRotate, Body(default_factory=KeyRotate)],
    request: AdminOnce,
) -> NewKey:
    """Replace a key by a new one with the same rights; the old one works on for the overlap."""
    minted = keys.rotate_key(request.session, key_id, request.now, body.overlap, _by(request))
    return NewKey.of_minted(minted)


def _by(request: KeyedRequest) -> keys.KeyActor:
    return keys.KeyActor(request.caller, request.request_id)
