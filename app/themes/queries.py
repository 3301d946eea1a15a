"""Reads themes: by what people call them, and with the wider themes that contain them."""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.core.text import fold
from app.themes.models import Theme
from app.themes.rules import KeywordRule, Rules

# A code of these relations means the theme; the others are only near it.
SAME = ("exact", "close")
DEFAULT_LANGUAGE = "en"
# The share of letters in common from which a name is offered for a mistyped one.
SIMILAR = 0.6
# Matching takes time by the square of the length; no label is as long.
LONGEST_NAME = 200


class ThemePath(NamedTuple):
    """A theme and the themes that contain it, the nearest first."""

    theme: Theme
    ancestors: tuple[Theme, ...]


def list_themes(session: Session, *, retired: bool = False) -> list[Theme]:
    """Themes in the order of the taxonomy, retired ones only when asked for. One statement."""
    statement = select(Theme).order_by(col(Theme.position), col(Theme.id))
    return [theme for theme in session.exec(statement) if retired or not theme.retired]


def find_themes(session: Session, values: Iterable[str]) -> dict[str, Theme | None]:
    """The theme of each value: an id, a label in any language, or an IPTC code. One statement.

    Letter case, accents and Unicode form do not matter; None for what names no theme. Of an IPTC
    code that two themes map to, the exact mapping wins, then the earlier theme. A retired theme is
    still found: old releases have it.
    """
    asked = list(values)
    if not asked:
        return {}
    names = _names(list_themes(session, retired=True))
    return {value: names.get(_key(value)) for value in asked}


def nearest_themes(session: Session, value: str, count: int = 3) -> list[str]:
    """Ids of the themes that a mistyped `value` may have meant, nearest first. One statement."""
    names = _names(list_themes(session))
    close = get_close_matches(_key(value[:LONGEST_NAME]), names, n=count * 3, cutoff=SIMILAR)
    return list(dict.fromkeys(names[name].id for name in close))[:count]


def theme_paths(session: Session, ids: Iterable[str]) -> dict[str, ThemePath]:
    """Each known theme of `ids` with its ancestors. One statement; unknown ids are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    themes = {theme.id: theme for theme in list_themes(session, retired=True)}
    return {id: _path(themes, id) for id in sorted(wanted & themes.keys())}


def paths_of(themes: Iterable[Theme]) -> dict[str, ThemePath]:
    """The path of every theme of a whole tree that was read already."""
    known = {theme.id: theme for theme in themes}
    return {id: _path(known, id) for id in known}


def keyword_rules(session: Session) -> Rules:
    """The keyword rules of all themes that can still be given. One statement."""
    themes = list_themes(session)
    rules = {theme.id: KeywordRule.model_validate_json(theme.keywords) for theme in themes}
    return Rules(rules, {theme.id: theme.parent_id for theme in themes})


def describe(path: ThemePath, assigned_by: str, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """The theme as a public document shows it: `id, label, labels, assigned_by, iptc, ancestors`.

    `label` is in `language` when there is one, else English; `iptc` are the codes of exactly or
    nearly the same meaning; `ancestors` are `{id, label}`, the nearest first.
    """
    labels: dict[str, str] = json.loads(path.theme.labels)
    return {
        "id": path.theme.id,
        "label": _label(labels, language),
        "labels": labels,
        "assigned_by": assigned_by,
        "iptc": iptc_codes(path.theme),
        "ancestors": [
            {"id": above.id, "label": _label(json.loads(above.labels), language)}
            for above in path.ancestors
        ],
    }


def iptc_codes(theme: Theme) -> list[str]:
    """The IPTC Media Topics of exactly or nearly the same meaning, the exact ones first."""
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


def _names(themes: Iterable[Theme]) -> dict[str, Theme]:
    """Every folded name and the theme it means: ids win over codes, codes over labels."""
    ordered = list(themes)
    names: dict[str, Theme] = {_key(theme.id): theme for theme in ordered}
    for relation in SAME:
        for theme in ordered:
            for mapping in json.loads(theme.iptc):
                if mapping["relation"] == relation:
                    names.setdefault(_key(mapping["qcode"]), theme)
    for theme in sorted(ordered, key=lambda theme: theme.retired):
        for label in json.loads(theme.labels).values():
            names.setdefault(_key(label), theme)
    return names


def _path(themes: Mapping[str, Theme], id: str) -> ThemePath:
    theme = themes[id]
    ancestors: list[Theme] = []
    above = theme.parent_id
    while above is not None and above in themes and len(ancestors) < len(themes):
        ancestors.append(themes[above])
        above = themes[above].parent_id
    return ThemePath(theme, tuple(ancestors))


def _label(labels: Mapping[str, str], language: str) -> str:
    for tag in (language, language.partition("-")[0], DEFAULT_LANGUAGE):
        if tag in labels:
            return labels[tag]
    return next(iter(labels.values()))
