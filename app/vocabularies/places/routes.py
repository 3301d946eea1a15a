"""Places for editors over HTTP: those that no gazetteer has, and the acts on all of them."""

from typing import Annotated

from fastapi import Body, Header, Path, Query, Request, Response

from app.auth.deps import Reader
from app.base.problems import NOT_FOUND, PLACE_EXISTS, Invalid, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.places.models import Location
from app.places.queries import find_places, keep_places
from app.vocabularies.places import acts
from app.vocabularies.places.listing import EditorialPlacesQuery, list_edited, list_typed
from app.vocabularies.places.mapping import patched, show_place, show_places
from app.vocabularies.places.schemas import (
    EditorialPlace,
    EditorialPlaces,
    PlaceInput,
    PlaceMergeInput,
    PlacePatch,
)
from app.vocabularies.vocabulary_request import (
    CHANGE,
    PublisherPatch,
    PublisherPost,
    VocabularyRequest,
    WriterPost,
    answer_entry,
    answer_merged,
    check_current,
    merged_away,
)

PATH = "/v1/editorial/locations"
router = Router(prefix=PATH, tags=["vocabularies"])

PlaceId = Annotated[str, Path(description="Id of the place.", examples=["own:kara-tepe-camp"])]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The place's `ETag`, so that no edit is lost."),
]
Namesake = Annotated[
    bool,
    Query(description="Another place of the country may have the name: this is not that one."),
]


@router.get("", summary="List places as editors keep them", response_model=EditorialPlaces)
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
        body = list_edited(session, query, key, f"{settings.base_url}{PATH}", hidden=hidden)
    elif query.cursor is not None:
        raise Invalid.of("What is completed has one page.", parameter="cursor")
    else:
        body = list_typed(session, query, settings.default_language, hidden=hidden)
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=body.links)


@router.post(
    "",
    summary="Create a place",
    status_code=201,
    response_model=EditorialPlace,
    responses=problems(PLACE_EXISTS),
)
def create_location(given: PlaceInput, act: WriterPost, namesake: Namesake = False) -> Response:
    """Add a place that no gazetteer has. Readers see it once a release with it is public.

    A name that another place of the same country has is refused with that place, unless
    `namesake=true` says that this is another one.
    """
    row = acts.add(act.session, given, act.by, namesake=namesake)
    return act.created(show_place(act.session, row.id), PATH)


@router.get(
    "/{location_id}",
    summary="Get a place as editors keep it",
    response_model=EditorialPlace,
    responses={**merged_away("place"), **problems(NOT_FOUND)},
)
def get_editorial_location(
    location_id: PlaceId,
    request: Request,
    caller: Reader,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Any place, with the `ETag` that a change of it needs. A merged one leads to the other."""
    # A hidden place of the same name must not stand before one that the caller may see.
    hidden = caller.organisation is None
    place = find_places(session, [location_id], hidden=hidden)[location_id]
    if place is None:
        raise NotFound
    entry = show_place(session, place.id)
    if not (hidden or entry.public):
        raise NotFound
    if entry.id != location_id:
        return answer_merged(f"{settings.base_url}{PATH}/{entry.id}")
    return answer_entry(request, entry)


@router.patch(
    "/{location_id}",
    summary="Update a place",
    response_model=EditorialPlace,
    responses={**CHANGE, **problems(PLACE_EXISTS)},
)
def update_location(
    location_id: PlaceId,
    patch: Annotated[PlacePatch, Body(media_type=MERGE_PATCH)],
    act: PublisherPatch,
    if_match: IfMatch = None,
    namesake: Namesake = False,
) -> Response:
    """Rename it, move it into another place, or give it other names or coordinates.

    Every public release that shows it is rendered anew in the same act, with a fact in the log.
    A place of the gazetteer keeps its kind and its parent.
    """
    row = _get_for_change(act, location_id, if_match)
    acts.change(act.session, row, patched(row, patch), act.by, namesake=namesake)
    return act.answer(show_place(act.session, row.id))


@router.post(
    "/{location_id}/merge",
    summary="Merge a place into another",
    response_model=EditorialPlace,
    responses=CHANGE,
)
def merge_location(
    location_id: PlaceId, given: PlaceMergeInput, act: PublisherPost, if_match: IfMatch = None
) -> Response:
    """Let another place take the place of one that editors made: the answer shows that one.

    Releases, drafts, names and what lies in it move there; a place that readers may see takes no
    names over from one that they may not. The old id leads there for ever, in addresses and
    filters. This cannot be undone.
    """
    row = _get_for_change(act, location_id, if_match)
    into = acts.merge(act.session, row, given.into, act.by)
    return act.answer(show_place(act.session, into.id))


def _get_for_change(act: VocabularyRequest, place_id: str, if_match: str | None) -> Location:
    """Returns the place with exactly this id; one of the gazetteer is copied into the database.

    Raises NotFound, also for a merged one, PreconditionRequired without a tag, and Stale.
    """
    known = show_places(act.session, [place_id])
    check_current(known[0] if known else None, "place", place_id, if_match)
    keep_places(act.session, [place_id])
    return act.session.get_one(Location, place_id)
