"""Themes for editors over HTTP: the tree with its rules, and the acts on it."""

from typing import Annotated

from fastapi import Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.auth.deps import Reader
from app.base.problems import NOT_FOUND, PRECONDITION_REQUIRED, STALE, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import Responses, problems
from app.http.deps import AppSettings, ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.themes.queries import find_named, read_tree
from app.vocabularies.themes import acts
from app.vocabularies.themes.desk import Desk, IfMatch, NewDesk, answer_for, patched
from app.vocabularies.themes.mapping import shown
from app.vocabularies.themes.schemas import (
    EditorialTheme,
    EditorialThemes,
    ThemeCreate,
    ThemeMergeInput,
    ThemePatch,
)

router = Router(prefix="/v1/editorial/themes", tags=["vocabularies"])

CHANGE = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)
MOVED: Responses = {
    301: {
        "description": "The theme was merged into another, or its id is written otherwise.",
        "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
    }
}
ThemeId = Annotated[str, Path(description="Id of the theme.", examples=["health"])]


class ThemesQuery(BaseModel):
    """Which themes."""

    model_config = ConfigDict(extra="forbid")

    retired: Annotated[bool, Field(description="Retired ones as well.")] = False


@router.get("", response_model=EditorialThemes)
def list_editorial_themes(
    query: Annotated[ThemesQuery, Query()],
    request: Request,
    _caller: Reader,
    session: ReadSession,
) -> Response:
    """The themes that releases can get, in the order of their tree, with their keywords."""
    themes = read_tree(session).ordered()
    data = [shown(theme) for theme in themes if query.retired or not theme.retired]
    body = EditorialThemes(data=data, meta={"total": len(data)})
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


@router.post("", status_code=201, response_model=EditorialTheme)
def create_theme(given: ThemeCreate, desk: NewDesk) -> Response:
    """Add a theme. Everyone sees it at once in `/v1/themes`, though no release has it."""
    language = desk.settings.default_language
    theme = acts.add(desk.session, desk.tree, given, desk.by, language)
    response = desk.answer(theme, 201)
    response.headers["Location"] = f"{desk.settings.base_url}{router.prefix}/{theme.id}"
    return response


@router.get(
    "/{theme_id}", response_model=EditorialTheme, responses={**MOVED, **problems(NOT_FOUND)}
)
def get_editorial_theme(
    theme_id: ThemeId,
    request: Request,
    _caller: Reader,
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """One theme, with the `ETag` that a change of it needs. A merged one leads to the other."""
    tree = read_tree(session)
    theme = tree.find(theme_id) or find_named(tree, [theme_id])[theme_id]
    if theme is None:
        raise NotFound
    if theme.id != theme_id:
        location = f"{settings.base_url}{router.prefix}/{theme.id}"
        headers = {"Location": location, "Cache-Control": CachePolicy.PRIVATE.value}
        return Response(status_code=301, headers=headers)
    return answer_for(request, theme)


@router.patch("/{theme_id}", response_model=EditorialTheme, responses=CHANGE)
def patch_theme(
    theme_id: ThemeId,
    patch: Annotated[ThemePatch, Body(media_type=MERGE_PATCH)],
    desk: Desk,
    if_match: IfMatch = None,
) -> Response:
    """Rename it, move it below another, map it to IPTC codes, reorder it, or change its keywords.

    Every public release that shows it is rendered anew in the same act, with a fact in the log.
    """
    theme = desk.take(theme_id, if_match)
    acts.change(desk.session, desk.tree, theme, patched(theme, patch.root), desk.by)
    return desk.answer(theme)


@router.post("/{theme_id}/merge", response_model=EditorialTheme, responses=CHANGE)
def merge_theme(
    theme_id: ThemeId, given: ThemeMergeInput, desk: NewDesk, if_match: IfMatch = None
) -> Response:
    """Let another theme take its place: the answer shows that one.

    Releases, drafts, narrower themes and keywords move there. The old id leads there for ever, in
    addresses and filters. This cannot be undone.
    """
    theme = desk.take(theme_id, if_match)
    into = acts.merge(desk.session, desk.tree, theme, given.into, desk.by)
    return desk.answer(into)


@router.post("/{theme_id}/retire", response_model=EditorialTheme, responses=CHANGE)
def retire_theme(theme_id: ThemeId, desk: NewDesk, if_match: IfMatch = None) -> Response:
    """Offer it to nobody any more. Releases that have it keep and show it."""
    theme = desk.take(theme_id, if_match)
    acts.retire(desk.session, theme, desk.by)
    return desk.answer(theme)


@router.post("/{theme_id}/reinstate", response_model=EditorialTheme, responses=CHANGE)
def reinstate_theme(theme_id: ThemeId, desk: NewDesk, if_match: IfMatch = None) -> Response:
    """Offer a retired theme again."""
    theme = desk.take(theme_id, if_match)
    acts.reinstate(desk.session, theme, desk.by)
    return desk.answer(theme)
