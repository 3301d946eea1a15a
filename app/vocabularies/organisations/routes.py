"""Organisations for editors over HTTP: what there is to say of them, and the acts on them."""

from typing import Annotated

from fastapi import Body, Header, Path, Request, Response
from sqlmodel import col, select

from app.auth.deps import Reader
from app.base.problems import INVALID, NOT_FOUND, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.organisations.models import OrganisationRow
from app.vocabularies.organisations import acts
from app.vocabularies.organisations.mapping import patched, show_organisation
from app.vocabularies.organisations.schemas import (
    EditorialOrganisation,
    EditorialOrganisations,
    OrganisationCreate,
    OrganisationPatch,
)
from app.vocabularies.vocabulary_request import (
    CHANGE,
    OwnPatch,
    PublisherPatch,
    PublisherPost,
    VocabularyRequest,
    answer_entry,
    check_current,
)

PATH = "/v1/editorial/organisations"
router = Router(prefix=PATH, tags=["vocabularies"])

OrganisationId = Annotated[str, Path(description="Id of the organisation.", examples=["relief"])]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The organisation's `ETag`, so that no edit is lost."),
]


@router.get(
    "", summary="List organisations as editors keep them", response_model=EditorialOrganisations
)
def list_editorial_organisations(
    request: Request, caller: Reader, session: ReadSession
) -> Response:
    """All organisations by id, also those that no public release names.

    To a key of one organisation the others do not exist, here and below.
    """
    own = caller.owned(col(OrganisationRow.id))
    rows = session.exec(select(OrganisationRow).where(*own).order_by(OrganisationRow.id)).all()
    body = EditorialOrganisations(
        data=[show_organisation(row) for row in rows], meta={"total": len(rows)}
    )
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


@router.post(
    "", summary="Create an organisation", status_code=201, response_model=EditorialOrganisation
)
def create_organisation(given: OrganisationCreate, act: PublisherPost) -> Response:
    """Add an organisation. Readers know of it once a release that names it is public.

    A release that names one by id and name adds it too.
    """
    row = acts.add(act.session, given, act.by, act.settings.default_language)
    return act.created(show_organisation(row), PATH)


@router.get(
    "/{organisation_id}",
    summary="Get an organisation as editors keep it",
    response_model=EditorialOrganisation,
    responses=problems(NOT_FOUND),
)
def get_editorial_organisation(
    organisation_id: OrganisationId, request: Request, caller: Reader, session: ReadSession
) -> Response:
    """One organisation, with the `ETag` that a change of it needs."""
    row = session.get(OrganisationRow, organisation_id)
    if row is None or not caller.sees(row.id):
        raise NotFound
    return answer_entry(request, show_organisation(row))


@router.patch(
    "/{organisation_id}",
    summary="Update an organisation",
    response_model=EditorialOrganisation,
    responses=CHANGE,
)
def update_organisation(
    organisation_id: OrganisationId,
    patch: Annotated[OrganisationPatch, Body(media_type=MERGE_PATCH)],
    act: OwnPatch,
    if_match: IfMatch = None,
) -> Response:
    """Rename it, make it part of another, or tell more of it.

    Every public release that shows it is rendered anew in the same act, with a fact in the log. A
    key of one organisation changes its own, and makes it part of no other.
    """
    row = _get_for_change(act, organisation_id, if_match)
    language = act.settings.default_language
    given = patched(row, patch)
    acts.change(act.session, row, given, act.by, caller=act.caller, language=language)
    return act.answer(show_organisation(row))


@router.delete(
    "/{organisation_id}",
    summary="Delete an organisation",
    status_code=204,
    responses={**CHANGE, **problems(INVALID)},
)
def delete_organisation(
    organisation_id: OrganisationId, act: PublisherPatch, if_match: IfMatch = None
) -> Response:
    """Delete an organisation that no revision, key or other organisation names."""
    row = _get_for_change(act, organisation_id, if_match)
    acts.remove(act.session, row, act.by)
    return Response(status_code=204, headers={"Cache-Control": CachePolicy.PRIVATE.value})


def _get_for_change(
    act: VocabularyRequest, organisation_id: str, if_match: str | None
) -> OrganisationRow:
    """Returns the organisation with this id.

    Raises NotFound, also for another than the caller's, PreconditionRequired without a tag, Stale.
    """
    row = act.session.get(OrganisationRow, organisation_id)
    if row is None or not act.caller.sees(row.id):
        raise NotFound
    check_current(show_organisation(row), "organisation", organisation_id, if_match)
    return row
