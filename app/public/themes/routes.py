"""Themes for readers: the tree with the number of releases of each, under any selection."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import INVALID, NOT_ACCEPTABLE, NOT_FOUND, NotFound
from app.base.settings import Settings
from app.formats import skos
from app.http.cache_tags import OF_LISTS
from app.http.caching import Target, answer, moved
from app.http.contract.openapi import Responses, problems
from app.http.negotiation import choose_media_type
from app.http.routing import JSON
from app.public.read_route import Read, ReadRouter
from app.public.representations import refuse, self_link, with_parameters
from app.public.schemas import LabelledMeta, SelfLink
from app.public.themes.schemas import (
    Form,
    LabelledTheme,
    ThemeDetail,
    ThemeEntry,
    ThemeList,
    ThemeNode,
    ThemeParameters,
    ThemesParameters,
    ThemeTree,
)
from app.published.labels.labels import Labels, wanted_language
from app.published.reading.reader import Reader
from app.themes.models import Theme
from app.themes.queries import find_named, iptc_codes, read_tree
from app.themes.tree import ThemePath, Tree

router = ReadRouter(tags=["themes"])

PATH = "/v1/themes"
SCHEME_PATH = f"{PATH}.jsonld"
_SCHEME = {
    skos.MEDIA_TYPE: {
        "schema": {"type": "object"},
        "example": load_example("public/themes", "scheme"),
    }
}
_LIST = {
    JSON: {
        "examples": {
            "flat": {"value": load_example("public/themes", "list")},
            "tree": {"value": load_example("public/themes", "tree")},
        }
    },
}
MOVED: Responses = {
    301: {
        "description": "The theme was merged into another, or its id is written otherwise.",
        "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
    }
}


@dataclass(frozen=True)
class _ThemeView:
    """Makes the entries of one answer, with their counts and in its language."""

    counts: Mapping[str, int]
    labels: Labels
    settings: Settings

    def entry(self, theme: Theme) -> ThemeEntry:
        return ThemeEntry(
            **self._named(theme),
            labels=json.loads(theme.labels),
            parent=theme.parent_id,
            iptc=tuple(iptc_codes(theme)),
            retired=theme.retired,
            releases=self.counts.get(theme.id, 0),
            url=_address(self.settings, theme.id),
        )

    def refer(self, theme: Theme) -> LabelledTheme:
        return LabelledTheme(**self._named(theme))

    def _named(self, theme: Theme) -> dict[str, str]:
        label = self.labels.theme(theme.id, json.loads(theme.labels))
        return {"id": theme.id, **self.labels.members(label)}


@router.get(
    PATH,
    summary="List themes",
    response_model=ThemeList | ThemeTree,
    responses={
        200: {"description": "The themes with counts.", "content": _LIST},
        **problems(INVALID, NOT_ACCEPTABLE),
    },
)
def list_themes(
    read: Read,
    given: Annotated[ThemesParameters, Query()],
) -> Response:
    """All themes in the order of their tree, with the number of releases of each.

    `releases` counts within the selection that the other parameters make, as they do for
    `/v1/releases`; a theme contains its narrower themes. A theme that was retired is listed while
    public releases have it. `Accept: application/ld+json` gets the tree as SKOS, as does
    `/v1/themes.jsonld`.
    """
    if choose_media_type(read.headers.get("accept"), [JSON, skos.MEDIA_TYPE]) != JSON:
        refuse(given, tuple(ThemesParameters.model_fields), "SKOS")
        return _scheme_answer(read, read_tree(read.reader.session), read.settings, negotiated=True)
    language = wanted_language(read.headers, given.lang, read.settings)
    counts, all_counts = _counts(read.reader, given, read.settings)
    view = _ThemeView(counts, read.reader.labels(language), read.settings)
    listed = _listed(read_tree(read.reader.session), all_counts)
    link = self_link(read.settings, read)
    meta = LabelledMeta(total=len(listed), language=language.language)
    links = SelfLink(self=link)
    body: ThemeList | ThemeTree
    if given.form is Form.TREE:
        body = ThemeTree(data=_nodes(listed, None, view), meta=meta, links=links)
    else:
        body = ThemeList(data=tuple(map(view.entry, listed)), meta=meta, links=links)
    return answer(
        read,
        body.model_dump_json(exclude_unset=True).encode(),
        JSON,
        OF_LISTS,
        links={"self": link, "alternate": _scheme_link(read.settings)},
        headers={"Vary": ", ".join(("Accept", *language.vary.values()))},
    )


@router.get(
    PATH + "/{theme_id}",
    summary="Get a theme",
    response_model=ThemeDetail,
    responses={
        200: {
            "description": "The theme.",
            "content": {JSON: {"example": load_example("public/themes", "detail")}},
        },
        **MOVED,
        **problems(NOT_FOUND, INVALID),
    },
)
def get_theme(
    read: Read,
    theme_id: Annotated[
        str,
        Path(description="Id of the theme; a label or IPTC code leads there.", examples=["health"]),
    ],
    given: Annotated[ThemeParameters, Query()],
) -> Response:
    """One theme with its wider and narrower ones.

    The address of a theme that was merged into another leads there for ever.
    """
    tree = read_tree(read.reader.session)
    path = _path(tree, theme_id)
    if path.theme.id != theme_id:
        parameters = read.query_params.multi_items()
        location = with_parameters(_address(read.settings, path.theme.id), parameters)
        return moved(location, OF_LISTS)
    language = wanted_language(read.headers, given.lang, read.settings)
    counts, labels = _counts(read.reader, given, read.settings)[0], read.reader.labels(language)
    view = _ThemeView(counts, labels, read.settings)
    body = ThemeDetail(
        **view.entry(path.theme).model_dump(exclude_unset=True),
        language=labels.language,
        ancestors=tuple(map(view.refer, path.ancestors)),
        narrower=tuple(
            view.refer(theme) for theme in tree.children(path.theme.id) if not theme.retired
        ),
    )
    content = body.model_dump_json(exclude_unset=True).encode()
    return answer(read, content, JSON, OF_LISTS, headers=language.vary)


@router.get(
    SCHEME_PATH,
    summary="Get the themes as SKOS",
    response_class=Response,
    responses={200: {"description": "The concept scheme.", "content": _SCHEME}},
)
def get_theme_scheme(read: Read) -> Response:
    """The taxonomy as a SKOS concept scheme in JSON-LD.

    Labels in every language, wider and narrower themes, and the IPTC Media Topics that mean the
    same. Retired themes are marked as deprecated; merged ones name the theme that replaces them.
    """
    return _scheme_answer(read, read_tree(read.reader.session), read.settings)


def _scheme_answer(
    request: Request, tree: Tree, settings: Settings, *, negotiated: bool = False
) -> Response:
    # Retired and merged themes too, as deprecated.
    themes = [*tree.ordered(), *sorted(tree.merged(), key=lambda theme: theme.id)]
    concepts = [_concept(theme) for theme in themes]
    body = skos.write(concepts, settings.title, f"{settings.base_url}{PATH}")
    headers = {"Vary": "Accept"} if negotiated else {}
    return answer(request, body, skos.MEDIA_TYPE, OF_LISTS, headers=headers)


def _concept(theme: Theme) -> skos.Concept:
    mappings: list[dict[str, str]] = json.loads(theme.iptc)
    return skos.Concept(
        id=theme.id,
        labels=json.loads(theme.labels),
        parent=theme.parent_id,
        iptc=tuple((mapping["qcode"], mapping["relation"]) for mapping in mappings),
        deprecated=theme.retired,
        replaced_by=theme.merged_into,
    )


def _scheme_link(settings: Settings) -> Target:
    return Target(f"{settings.base_url}{SCHEME_PATH}", skos.MEDIA_TYPE)


def _address(settings: Settings, theme_id: str) -> str:
    return f"{settings.base_url}{PATH}/{theme_id}"


def _path(tree: Tree, name: str) -> ThemePath:
    """Return the theme that `name` names. Raises NotFound."""
    theme = tree.find(name) or find_named(tree, [name])[name]
    path = tree.path(theme.id) if theme is not None else None
    if path is None:
        raise NotFound
    return path


def _counts(
    reader: Reader, given: ThemeParameters, settings: Settings
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the counts by theme of the selection, and those of all public releases."""
    selection = reader.selection(given, settings.zone)
    with reader.steady():
        return reader.count_by_theme(selection), reader.count_by_theme()


def _listed(tree: Tree, counts: Mapping[str, int]) -> list[Theme]:
    """Return the themes in use, the retired ones that releases have, and all that contain them."""
    shown = [theme for theme in tree.ordered() if not theme.retired or theme.id in counts]
    paths = (tree.path(theme.id) for theme in shown)
    above = {wider.id for path in paths if path for wider in path.ancestors}
    listed = {theme.id for theme in shown} | above
    return [theme for theme in tree.ordered() if theme.id in listed]


def _nodes(themes: Sequence[Theme], parent: str | None, view: _ThemeView) -> tuple[ThemeNode, ...]:
    return tuple(
        ThemeNode(
            **view.entry(theme).model_dump(exclude_unset=True),
            narrower=_nodes(themes, theme.id, view),
        )
        for theme in themes
        if theme.parent_id == parent
    )
