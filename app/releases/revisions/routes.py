"""Revisions over HTTP: every save of a release can be listed, read, compared and restored."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.auth.deps import Reader
from app.base import pagination
from app.base.problems import (
    INVALID,
    NOT_FOUND,
    NOT_IN_THIS_STATE,
    PRECONDITION_REQUIRED,
    STALE,
    NotFound,
)
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, CursorKey, ReadSession
from app.http.routing import JSON, Router
from app.releases.acts.queries import content_of, get_release, list_revisions
from app.releases.content import Content
from app.releases.desk.editorial_request import EditOnce, IfMatch
from app.releases.desk.schemas import EditorialRelease
from app.releases.models import Release, Revision
from app.releases.revisions.comparison import compare
from app.releases.revisions.schemas import (
    Comparison,
    RestoreInput,
    RevisionEntry,
    RevisionList,
    RevisionWords,
    entry_of,
)
from app.releases.states import Act

router = Router(prefix="/v1/editorial/releases", tags=["editorial"])

KIND = "revisions"
READ = problems(NOT_FOUND)
Number = Annotated[
    int, Path(ge=1, le=2**31 - 1, description="Number of the revision.", examples=[3])
]


class RevisionQuery(BaseModel):
    """Which part of the list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100, description="How many on a page.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=1_000, description="Where a page begins; from `links`.")
    ] = None


@router.get(
    "/{release_id}/revisions",
    summary="List the revisions of a release",
    response_model=RevisionList,
    responses=problems(NOT_FOUND, INVALID),
)
def list_release_revisions(
    release_id: UUID,
    query: Annotated[RevisionQuery, Query()],
    request: Request,
    caller: Reader,
    key: CursorKey,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Every save of a release, the newest first: who, when, what for, and which one is live."""
    release = get_release(session, release_id, caller=caller)
    below = release.revision + 1
    if query.cursor is not None:
        below = int(pagination.decode(query.cursor, KIND, str(release.id), key)[0] or 0)
    rows = list_revisions(session, release, below, query.limit + 1)
    page = rows[: query.limit]
    links = {}
    if len(rows) > len(page):
        cursor = pagination.encode(KIND, str(release.id), (page[-1].number,), key)
        address = f"{settings.base_url}{router.prefix}/{release.id}/revisions"
        links["next"] = f"{address}?limit={query.limit}&cursor={cursor}"
    body = RevisionList(
        data=[RevisionEntry(**entry_of(release, row)) for row in page],
        # Revisions are numbered without a gap, and none is ever removed.
        meta={"total": release.revision, "limit": query.limit},
        links=links,
    )
    return _private(request, body, links)


@router.get(
    "/{release_id}/revisions/{number}",
    summary="Get a revision",
    response_model=RevisionWords,
    responses=READ,
)
def get_release_revision(
    release_id: UUID, number: Number, request: Request, caller: Reader, session: ReadSession
) -> Response:
    """One save with its words."""
    release = get_release(session, release_id, caller=caller)
    revision = _get(session, release, number)
    words = Content.model_validate_json(revision.content)
    return _private(request, RevisionWords(**entry_of(release, revision), words=words))


@router.get(
    "/{release_id}/revisions/{number}/compare",
    summary="Compare two revisions",
    response_model=Comparison,
    responses=READ,
)
def compare_release_revisions(
    release_id: UUID,
    number: Number,
    other: Annotated[
        int,
        Query(
            alias="with",
            ge=1,
            le=2**31 - 1,
            description="Number of the revision to compare with.",
            examples=[2],
        ),
    ],
    request: Request,
    caller: Reader,
    session: ReadSession,
) -> Response:
    """What a revision changed against another, member by member; text as a word diff."""
    release = get_release(session, release_id, caller=caller)
    before, after = content_of(session, release, other), content_of(session, release, number)
    return _private(request, Comparison(before=other, after=number, data=compare(before, after)))


@router.post(
    "/{release_id}/revisions/{number}/restore",
    summary="Restore a revision",
    response_model=EditorialRelease,
    responses=problems(NOT_FOUND, NOT_IN_THIS_STATE, STALE, PRECONDITION_REQUIRED),
)
def restore_release_revision(
    release_id: UUID,
    number: Number,
    given: Annotated[RestoreInput, Body(default_factory=RestoreInput)],
    request: EditOnce,
    if_match: IfMatch = None,
) -> Response:
    """Save the words of an older revision again, as the newest one.

    Nothing that was saved in between is lost, and readers see it only after `update` or `correct`.
    The slug is no part of the words and stays.
    """
    release = request.acts.take(release_id, Act.EDIT, if_match)
    request.acts.restore(release, number, given.note)
    return request.answer(release)


def _get(session: Session, release: Release, number: int) -> Revision:
    revision = session.get(Revision, (release.id, number))
    if revision is None:
        raise NotFound("The release has no revision of this number.")
    return revision


def _private(request: Request, body: BaseModel, links: dict[str, str] | None = None) -> Response:
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PRIVATE, links=links)
