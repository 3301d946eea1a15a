"""Themes for editors over HTTP: the tree with its rules, and the acts on it."""

from typing import Annotated

from fastapi import Body, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.auth.deps import Reader
from app.base.problems import NOT_FOUND, NotFound
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, ReadSession
from app.http.routing import JSON, MERGE_PATCH, Router
from app.themes.models import Theme
from app.themes.queries import find_named, read_tree
from app.vocabularies.themes import acts
from app.vocabularies.themes.mapping import patched, show_theme
from app.vocabularies.themes.schemas import (
    EditorialTheme,
    EditorialThemes,
    ThemeCreate,
    ThemeMergeInput,
    ThemePatch,
)
from app.vocabularies.vocabulary_request import (
    CHANGE,
    PublisherPatch,
    PublisherPost,
    VocabularyRequest,
    answer_entry,
    answer_merged,
    check_current,
    merged_away,
)

PATH = "/v1/editorial/themes"
router = Router(prefix=PATH, tags=["vocabularies"])

ThemeId = Annotated[str, Path(description="Id of the theme.", examples=["health"])]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The theme's `ETag`, so that no edit is lost."),
]


class ThemesQuery(BaseModel):
    """Which themes."""

    model_config = ConfigDict(extra="forbid")

    retired: Annotated[bool, Field(description="Retired ones as well.")] = False


@router.get("", summary="List themes as editors keep them", response_model=EditorialThemes)
def list_editorial_themes(
    query: Annotated[ThemesQuery, Query()],
    request: Request,
    _caller: Reader,
    session: ReadSession,
) -> Response:
    """The themes that releases can get, in the order of their tree, with their keywords."""
    themes = read_tree(session).ordered()
    data = [show_theme(theme) for theme in themes if query.retired or not theme.retired]
    body = EditorialThemes(data=data, meta={"total": len(data)})
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)


@router.post("", summary="Create a theme", status_code=201, response_model=EditorialTheme)
def create_theme(given: ThemeCreate, act: PublisherPost) -> Response:
    """Add a theme. Everyone sees it at once in `/v1/themes`, though no release has it."""
    theme = acts.add(act.session, given, act.by, act.settings.default_language)
    return act.created(show_theme(theme), PATH)


@router.get(
    "/{theme_id}",
    summary="Get a theme as editors keep it",
    response_model=EditorialTheme,
    responses={**merged_away("theme"), **problems(NOT_FOUND)},
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
        return answer_merged(f"{settings.base_url}{PATH}/{theme.id}")
    return answer_entry(request, show_theme(theme))


@router.patch(
    "/{theme_id}", summary="Update a theme", response_model=EditorialTheme, responses=CHANGE
)
def update_theme(
    theme_id: ThemeId,
    patch: Annotated[ThemePatch, Body(media_type=MERGE_PATCH)],
    act: PublisherPatch,
    if_match: IfMatch = None,
) -> Response:
    """Rename it, move it below another, map it to IPTC codes, reorder it, or change its keywords.

    Every public release that shows it is rendered anew in the same act, with a fact in the log.
    """
    theme = _get_for_change(act, theme_id, if_match)
    acts.change(act.session, theme, patched(theme, patch), act.by)
    return act.answer(show_theme(theme))


@router.post(
    "/{theme_id}/merge",
    summary="Merge a theme into another",
    response_model=EditorialTheme,
    responses=CHANGE,
)
def merge_theme(
    theme_id: ThemeId, given: ThemeMergeInput, act: PublisherPost, if_match: IfMatch = None
) -> Response:
    """Let another theme take its place: the answer shows that one.

    Releases, drafts, narrower themes and keywords move there. The old id leads there for ever, in
    addresses and filters. This cannot be undone.
    """
    theme = _get_for_change(act, theme_id, if_match)
    return act.answer(show_theme(acts.merge(act.session, theme, given.into, act.by)))


@router.post(
    "/{theme_id}/retire", summary="Retire a theme", response_model=EditorialTheme, responses=CHANGE
)
def retire_theme(theme_id: ThemeId, act: PublisherPost, if_match: IfMatch = None) -> Response:
    """Offer it to nobody any more. Releases that have it keep and show it."""
    theme = _get_for_change(act, theme_id, if_match)
    acts.retire(act.session, theme, act.by)
    return act.answer(show_theme(theme))


@router.post(
    "/{theme_id}/reinstate",
    summary="Reinstate a theme",
    response_model=EditorialTheme,
    responses=CHANGE,
)
def reinstate_theme(theme_id: ThemeId, act: PublisherPost, if_match: IfMatch = None) -> Response:
    """Offer a retired theme again."""
    theme = _get_for_change(act, theme_id, if_match)
    acts.reinstate(act.session, theme, act.by)
    return act.answer(show_theme(theme))


def _get_for_change(act: VocabularyRequest, theme_id: str, if_match: str | None) -> Theme:
    """Returns the theme with exactly this id.

    Raises NotFound, also for a merged one, PreconditionRequired without a tag, and Stale.
    """
    theme = read_tree(act.session).find(theme_id)
    check_current(show_theme(theme) if theme else None, "theme", theme_id, if_match)
    return act.session.get_one(Theme, theme_id)
