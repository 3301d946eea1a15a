"""All contacts of a public release over HTTP, those for partners among them."""

import json
from uuid import UUID

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.auth.caller import Caller
from app.auth.deps import Partner
from app.base.examples import load_example
from app.base.problems import GONE, NOT_FOUND, Gone, NotFound
from app.base.wire import Output
from app.contacts.contact import PressContact
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, ReadSession
from app.http.routing import JSON, Router
from app.releases.acts.queries import get_release, histories_of, live_contents_of
from app.releases.states import State

router = Router(prefix="/v1/releases", tags=["contacts"])


class ReleaseContacts(Output):
    """The contacts of one release, in its order."""

    data: tuple[PressContact, ...]
    meta: dict[str, int]
    links: dict[str, str]


@router.get(
    "/{release_id}/contacts",
    summary="List the contacts of a release",
    response_model=ReleaseContacts,
    responses={
        200: {
            "description": "All of them.",
            "content": {JSON: {"example": load_example("releases/contacts", "contacts")}},
        },
        **problems(NOT_FOUND, GONE),
    },
)
def list_release_contacts(
    release_id: UUID, request: Request, caller: Partner, session: ReadSession, settings: AppSettings
) -> Response:
    """Whom the press may ask about a public release, also those that partners alone may know.

    404 also for a release of another organisation than the key's.
    """
    contacts = _contacts(session, release_id, caller)
    links = {"release": settings.addresses.url(release_id)}
    listed = ReleaseContacts(data=contacts, meta={"total": len(contacts)}, links=links)
    body = listed.model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE, links={"up": links["release"]})


def _contacts(session: Session, release_id: UUID, caller: Caller) -> tuple[PressContact, ...]:
    """The contacts in the words that are public. Raises NotFound, and Gone with the notice."""
    release = get_release(session, release_id, caller=caller)
    if release.state == State.WITHDRAWN:
        newest = histories_of(session, [release])[release.id][-1]
        raise Gone(json.loads(newest.note or "{}"))
    if release.state != State.PUBLISHED:
        raise NotFound
    return live_contents_of(session, [release])[release.id].contacts
