"""Themes for readers: the tree with the number of releases of each."""

import json
from typing import Annotated, Any

from fastapi import Path, Request
from starlette.responses import Response

from app.core.caching import CachePolicy, answer
from app.core.deps import AppSettings, ReadSession
from app.core.openapi import EXAMPLE_BASE, problems
from app.core.problems import NOT_FOUND, NotFound
from app.core.routing import JSON, Router
from app.core.settings import Settings
from app.public.paging import self_link
from app.public.schemas import SelfLink, ThemeDetail, ThemeEntry, ThemeList, WholeMeta
from app.published.counts import count_by_theme
from app.published.document import ThemeReference
from app.themes.models import Theme
from app.themes.queries import iptc_codes, paths_of
from app.themes.queries import list_themes as read_themes

router = Router(prefix="/v1/themes", tags=["themes"])

_ENTRY: dict[str, Any] = {
    "id": "health",
    "label": "Health",
    "labels": {"en": "Health", "tr": "Sağlık"},
    "parent": None,
    "iptc": ["medtop:07000000"],
    "releases": 3,
    "url": f"{EXAMPLE_BASE}/v1/themes/health",
}
_LIST = {
    "data": [_ENTRY],
    "meta": {"total": 1},
    "links": {"self": f"{EXAMPLE_BASE}/v1/themes"},
}
_DETAIL = {**_ENTRY, "ancestors": [], "narrower": [{"id": "nutrition", "label": "Nutrition"}]}


@router.get(
    "",
    summary="List themes",
    response_model=ThemeList,
    responses={200: {"description": "The tree.", "content": {JSON: {"example": _LIST}}}},
)
def list_themes(request: Request, session: ReadSession, settings: AppSettings) -> Response:
    """All themes in the order of their tree, with the number of releases of each.

    `releases` counts what the filter `theme` finds: a theme contains its narrower themes. A theme
    that was retired is listed while releases have it.
    """
    counts = count_by_theme(session)
    entries = tuple(
        _entry(theme, counts.get(theme.id, 0), settings)
        for theme in read_themes(session, retired=True)
        if not theme.retired or theme.id in counts
    )
    link = self_link(settings, request)
    body = ThemeList(data=entries, meta=WholeMeta(total=len(entries)), links=SelfLink(self=link))
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PUBLIC, links={"self": link})


@router.get(
    "/{theme_id}",
    summary="Read a theme",
    response_model=ThemeDetail,
    responses={
        200: {"description": "The theme.", "content": {JSON: {"example": _DETAIL}}},
        **problems(NOT_FOUND),
    },
)
def get_theme(
    request: Request,
    theme_id: Annotated[str, Path(description="Id of the theme.", examples=["health"])],
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """One theme with its wider and narrower ones."""
    themes = read_themes(session, retired=True)
    path = paths_of(themes).get(theme_id)
    if path is None:
        raise NotFound
    body = ThemeDetail(
        **dict(_entry(path.theme, count_by_theme(session).get(theme_id, 0), settings)),
        ancestors=tuple(_refer(theme, settings) for theme in path.ancestors),
        narrower=tuple(
            _refer(theme, settings)
            for theme in themes
            if theme.parent_id == theme_id and not theme.retired
        ),
    )
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PUBLIC)


def _entry(theme: Theme, releases: int, settings: Settings) -> ThemeEntry:
    return ThemeEntry(
        id=theme.id,
        label=_label(theme, settings),
        labels=json.loads(theme.labels),
        parent=theme.parent_id,
        iptc=tuple(iptc_codes(theme)),
        releases=releases,
        url=f"{settings.base_url}{router.prefix}/{theme.id}",
    )


def _refer(theme: Theme, settings: Settings) -> ThemeReference:
    return ThemeReference(id=theme.id, label=_label(theme, settings))


def _label(theme: Theme, settings: Settings) -> str:
    """The label in the newsroom's language, else in English, else in any."""
    labels: dict[str, str] = json.loads(theme.labels)
    wanted = (settings.default_language, "en", *labels)
    return next(labels[tag] for tag in wanted if tag in labels)
