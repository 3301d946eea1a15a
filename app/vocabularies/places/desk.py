"""What every editorial route on places needs: who acts, on which session, and how to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request, Response
from sqlmodel import Session

from app.auth.caller import Caller
from app.auth.deps import Editor, Publisher
from app.auth.once import Once
from app.base.problems import FORBIDDEN, NotFound, Problem
from app.base.settings import Settings
from app.changes import log
from app.http.caching import CachePolicy, answer
from app.http.conditional import require_match
from app.http.deps import AppSettings, Now, WriteSession
from app.http.routing import JSON
from app.places.models import Location
from app.places.queries import find_paths, find_places, keep_places
from app.places.shapes import PlacePath
from app.releases.audit import By
from app.vocabularies.places.mapping import etag_of, rows_of, shown

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The place's `ETag`, so that no edit is lost."),
]
Namesake = Annotated[
    bool,
    Query(description="Another place of the country may have the name: this is not that one."),
]


@dataclass(frozen=True)
class PlaceDesk:
    """One request that changes places: its caller, its transaction, its moment."""

    caller: Caller
    session: Session
    settings: Settings
    now: datetime
    request: Request

    @property
    def by(self) -> By:
        """The caller, as the audit log writes it down."""
        request_id: str = self.request.state.request_id
        return By(self.caller.id, self.now, zone=self.settings.zone, request_id=request_id)

    def take(self, place_id: str, if_match: str | None) -> Location:
        """The place, to be changed; one of the gazetteer is copied into the database.

        Raises NotFound, also for a merged one, PreconditionRequired without a tag, and Stale.
        """
        path = get_exactly(self.session, place_id)
        require_match(if_match, etag_of(rows_of(self.session, [place_id]).get(place_id)))
        keep_places(self.session, [path.place.id])
        return self.session.get_one(Location, path.place.id)

    def answer(self, row: Location, status: int = 200) -> Response:
        """The place as it is now, with its entity tag."""
        path = find_paths(self.session, [row.id])[row.id]
        response = answer_for(self.request, path, row)
        response.status_code = status
        return response


def find_any(session: Session, value: str) -> PlacePath:
    """The place that `value` names, hidden ones too. Raises NotFound."""
    place = find_places(session, [value], hidden=True)[value]
    if place is None:
        raise NotFound
    return find_paths(session, [place.id])[place.id]


def get_exactly(session: Session, place_id: str) -> PlacePath:
    """The place with exactly this id. Raises NotFound; of a merged one with the id of the other."""
    path = find_paths(session, [place_id]).get(place_id)
    if path is None:
        raise NotFound
    if path.place.id != place_id:
        raise NotFound(f"This place was merged into {path.place.id!r}.")
    return path


def answer_for(request: Request, path: PlacePath, row: Location | None) -> Response:
    """The answer that shows one place."""
    body = shown(path, row).model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE, etag=etag_of(row))


def _desk(
    request: Request, caller: Editor, session: WriteSession, settings: AppSettings, now: Now
) -> PlaceDesk:
    if caller.organisation is not None:
        detail = "This key writes for one organisation; the places belong to all of them."
        raise Problem(FORBIDDEN, detail)
    log.hold(session, words=1)
    return PlaceDesk(caller, session, settings, now, request)


def _begin_desk(desk: Annotated[PlaceDesk, Depends(_desk)], _once: Once) -> PlaceDesk:
    return desk


def _public_desk(
    request: Request, caller: Publisher, session: WriteSession, settings: AppSettings, now: Now
) -> PlaceDesk:
    return _desk(request, caller, session, settings, now)


def _begin_public_desk(desk: Annotated[PlaceDesk, Depends(_public_desk)], _once: Once) -> PlaceDesk:
    return desk


# A new place is seen by no reader yet: whoever may write may add it.
NewDesk = Annotated[PlaceDesk, Depends(_begin_desk)]
# What releases show is changed by those who may publish. PATCH: `If-Match` makes a repetition
# harmless; POST takes an Idempotency-Key.
Desk = Annotated[PlaceDesk, Depends(_public_desk)]
MergeDesk = Annotated[PlaceDesk, Depends(_begin_public_desk)]
