"""Reads themes: by what people call them, and with the wider themes that contain them."""

import json
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlmodel import Session, col, select

from app.base.language import look_up
from app.base.text import fold
from app.themes.models import Theme
from app.themes.rules import KeywordRule, Rules
from app.themes.tree import ThemePath, Tree

# An IPTC code with one of these relations means the theme; with others it is only close to it.
SAME = ("exact", "close")
DEFAULT_LANGUAGE = "en"


def read_tree(session: Session) -> Tree:
    """Returns all themes, also retired and merged ones, as a tree. One statement."""
    return Tree(session.exec(select(Theme)))


def list_themes(session: Session, *, retired: bool = False) -> list[Theme]:
    """Returns themes in the order of the tree, retired ones only when asked for. One statement.

    A theme that was merged into another is never among them.
    """
    return [theme for theme in read_tree(session).ordered() if retired or not theme.retired]


def find_themes(session: Session, values: Iterable[str]) -> dict[str, Theme | None]:
    """Returns the theme of each value: an id, a label in any language or an IPTC code.

    Letter case, accents and Unicode form do not matter; None for what names no theme. Of an IPTC
    code that two themes map to, the exact mapping wins, then the earlier theme. A retired theme is
    still found: old releases have it. A name of a merged theme means its successor. One statement.
    """
    asked = list(values)
    if not asked:
        return {}
    return find_named(read_tree(session), asked)


def find_named(tree: Tree, values: Iterable[str]) -> dict[str, Theme | None]:
    """Returns the same as `find_themes`, from a tree that was read already."""
    names = _names([*tree.ordered(), *tree.merged()])
    found = {value: names.get(_key(value)) for value in values}
    return {value: tree.find(id) if id else None for value, id in found.items()}


def theme_paths(session: Session, ids: Iterable[str]) -> dict[str, ThemePath]:
    """Returns each known theme of `ids` with its ancestors. One statement.

    Unknown ids are left out. The id of a merged theme leads to its successor.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    tree = read_tree(session)
    paths = ((id, tree.path(id)) for id in sorted(wanted))
    return {id: path for id, path in paths if path is not None}


def merged_into(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Returns the successor of each merged theme among `ids`. One statement at most."""
    if not ids:
        return {}
    asked = select(Theme.id, Theme.merged_into).where(col(Theme.id).in_(ids))
    rows = session.exec(asked.where(col(Theme.merged_into).is_not(None)))
    return {id: became for id, became in rows if became is not None}


def keyword_rules(session: Session) -> Rules:
    """Returns the keyword rules of all themes that releases can still get. One statement."""
    themes = list_themes(session)
    rules = {theme.id: KeywordRule.model_validate_json(theme.keywords) for theme in themes}
    return Rules(rules, {theme.id: theme.parent_id for theme in themes})


def describe(path: ThemePath, assigned_by: str, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Returns the theme as public documents show it.

    Its members are `id, label, labels, assigned_by, iptc, ancestors`. `label` is in `language` when
    there is one, else English; `iptc` are the codes of exactly or nearly the same meaning;
    `ancestors` are `{id, label}`, the nearest first.
    """
    labels: dict[str, str] = json.loads(path.theme.labels)
    return {
        "id": path.theme.id,
        "label": label_of(labels, language),
        "labels": labels,
        "assigned_by": assigned_by,
        "iptc": iptc_codes(path.theme),
        "ancestors": [
            {"id": above.id, "label": label_of(json.loads(above.labels), language)}
            for above in path.ancestors
        ],
    }


def iptc_codes(theme: Theme) -> list[str]:
    """Returns the IPTC Media Topics of exactly or nearly the same meaning, the exact ones first."""
    mappings: list[dict[str, str]] = json.loads(theme.iptc)
    return [
        mapping["qcode"]
        for relation in SAME
        for mapping in mappings
        if mapping["relation"] == relation
    ]


def _key(value: str) -> str:
    # Ids hold hyphens and codes a colon; folding makes both a space, on both sides alike.
    return fold(value)


def _standing(theme: Theme) -> int:
    return 2 if theme.merged_into else int(theme.retired)


def _names(themes: Iterable[Theme]) -> Mapping[str, str]:
    """Returns the id of the theme that each folded name means: ids before codes before labels.

    Where themes share a label, a current one wins over a retired one, and that over a merged one.
    """
    return _read_names(tuple((each.id, each.iptc, each.labels, _standing(each)) for each in themes))


# A tree changes once a month or so, and every selection with a theme needs its names.
@lru_cache(maxsize=4)
def _read_names(themes: tuple[tuple[str, str, str, int], ...]) -> Mapping[str, str]:
    names = {_key(id): id for id, *_ in themes}
    for relation in SAME:
        for id, iptc, *_ in themes:
            for mapping in json.loads(iptc):
                if mapping["relation"] == relation:
                    names.setdefault(_key(mapping["qcode"]), id)
    for id, _, labels, _ in sorted(themes, key=itemgetter(3)):
        for label in json.loads(labels).values():
            names.setdefault(_key(label), id)
    return names


def label_of(labels: Mapping[str, str], language: str) -> str:
    """Returns the label in `language` (BCP 47) or its wider language, else in English, or any."""
    last = DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in labels else next(iter(labels))
    return labels[look_up([language], labels) or last]
