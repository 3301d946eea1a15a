"""Places for editors over HTTP: those that no gazetteer has, and the acts on all of them."""

from typing import Annotated

from fastapi import Body, Path, Query, Request, Response

from app.auth.deps import Reader
from app.base.problems import (
    NOT_FOUND,
    PLACE_EXISTS,
    PRECONDITION_REQUIRED,
    STALE,
    Invalid,
    NotFound,
)
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import Responses, problems
from app.http.deps import AppSettings, CursorKey, ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.vocabularies.places import acts
from app.vocabularies.places.desk import (
    Desk,
    IfMatch,
    MergeDesk,
    Namesake,
    NewDesk,
    answer_for,
    find_any,
)
from app.vocabularies.places.listing import EditorialPlacesQuery, list_edited, list_typed
from app.vocabularies.places.mapping import patched, rows_of
from app.vocabularies.places.schemas import (
    EditorialPlace,
    EditorialPlaces,
    PlaceInput,
    PlaceMergeInput,
    PlacePatch,
)

router = Router(prefix="/v1/editorial/locations", tags=["vocabularies"])

CHANGE = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)
MOVED: Responses = {
    301: {
        "description": "The place was merged into another, or its id is written otherwise.",
        "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
    }
}
PlaceId = Annotated[str, Path(description="Id of the place.", examples=["own:kara-tepe-camp"])]


@router.get("", response_model=EditorialPlaces)
def list_editorial_locations(
    query: Annotated[EditorialPlacesQuery, Query()],
    request: Request,
    caller: Reader,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Places that editors made or changed; with `q` all that are known by a name beginning so.

    A key of one organisation does not see those that no public release has.
    """
    hidden = caller.organisation is None
    if query.q is None:
        address = f"{settings.base_url}{router.prefix}"
        body = list_edited(session, query, key, address, hidden=hidden)
    elif query.cursor is not None:
        raise Invalid.of("What is completed has one page.", parameter="cursor")
    else:
        body = list_typed(session, query, settings.default_language, hidden=hidden)
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=body.links)


@router.post("", status_code=201, response_model=EditorialPlace, responses=problems(PLACE_EXISTS))
def create_location(given: PlaceInput, desk: NewDesk, namesake: Namesake = False) -> Response:
    """Add a place that no gazetteer has. Readers see it once a release with it is public.

    A name that another place of the same country has is refused with that place, unless
    `namesake=true` says that this is another one.
    """
    row = acts.add(desk.session, given, desk.by, namesake=namesake)
    response = desk.answer(row, 201)
    response.headers["Location"] = f"{desk.settings.base_url}{router.prefix}/{row.id}"
    return response


@router.get(
    "/{location_id}",
    response_model=EditorialPlace,
    responses={**MOVED, **problems(NOT_FOUND)},
)
def get_editorial_location(
    location_id: PlaceId,
    request: Request,
    caller: Reader,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Any place, with the `ETag` that a change of it needs. A merged one leads to the other."""
    path = find_any(session, location_id)
    row = rows_of(session, [path.place.id]).get(path.place.id)
    if caller.organisation is not None and row is not None and not row.is_public:
        raise NotFound
    if path.place.id != location_id:
        location = f"{settings.base_url}{router.prefix}/{path.place.id}"
        headers = {"Location": location, "Cache-Control": CachePolicy.PRIVATE.value}
        return Response(status_code=301, headers=headers)
    return answer_for(request, path, row)


@router.patch(
    "/{location_id}",
    response_model=EditorialPlace,
    responses={**CHANGE, **problems(PLACE_EXISTS)},
)
def patch_location(
    location_id: PlaceId,
    patch: Annotated[PlacePatch, Body(media_type=MERGE_PATCH)],
    desk: Desk,
    if_match: IfMatch = None,
    namesake: Namesake = False,
) -> Response:
    """Rename it, move it into another place, or give it other names or coordinates.

    Every public release that shows it is rendered anew in the same act, with a fact in the log.
    A place of the gazetteer keeps its kind and its parent.
    """
    row = desk.take(location_id, if_match)
    acts.change(desk.session, row, patched(row, patch.root), desk.by, namesake=namesake)
    return desk.answer(row)


@router.post("/{location_id}/merge", response_model=EditorialPlace, responses=CHANGE)
def merge_location(
    location_id: PlaceId, given: PlaceMergeInput, desk: MergeDesk, if_match: IfMatch = None
) -> Response:
    """Let another place take the place of one that editors made: the answer shows that one.

    Releases, drafts, names and what lies in it move there; a place that readers may see takes no
    names over from one that they may not. The old id leads there for ever, in addresses and
    filters. This cannot be undone.
    """
    row = desk.take(location_id, if_match)
    return desk.answer(acts.merge(desk.session, row, given.into, desk.by))
