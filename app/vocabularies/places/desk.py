"""What every editorial route on places needs: who acts, on which session, and how to answer."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response
from sqlmodel import Session

from app.auth.deps import KeyedRequest, keyed
from app.auth.scopes import Scope
from app.base.problems import FORBIDDEN, NotFound, Problem
from app.changes import log
from app.http.caching import CachePolicy, answer, require_match
from app.http.routing import JSON
from app.places.models import Location
from app.places.queries import find_paths, find_places, keep_places
from app.places.shapes import PlacePath
from app.releases.audit import Actor
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
class PlaceDesk(KeyedRequest):
    """One request that changes places."""

    @property
    def by(self) -> Actor:
        """The caller, as the audit log writes it down."""
        return Actor(self.caller.id, self.now, zone=self.settings.zone, request_id=self.request_id)

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


def _desk(scope: Scope, *, idempotent: bool = False) -> Any:
    given = keyed(scope, idempotent=idempotent, shape=PlaceDesk)

    def desk(request: PlaceDesk = given) -> PlaceDesk:
        if request.caller.organisation is not None:
            detail = "This key writes for one organisation; the places belong to all of them."
            raise Problem(FORBIDDEN, detail)
        log.lock(request.session, words=1)
        return request

    return Depends(desk)


# A new place is seen by no reader yet: whoever may write may add it.
NewDesk = Annotated[PlaceDesk, _desk(Scope.WRITE, idempotent=True)]
# What releases show is changed by those who may publish.
Desk = Annotated[PlaceDesk, _desk(Scope.PUBLISH)]
MergeDesk = Annotated[PlaceDesk, _desk(Scope.PUBLISH, idempotent=True)]
