"""Checks of what an editor asks of the tree of themes."""

from collections.abc import Mapping

from app.base.problems import Fault, Invalid, excerpt
from app.base.text import fold, nearest
from app.themes.models import Theme
from app.themes.queries import find_named
from app.themes.tree import MAX_LEVELS, Tree
from app.vocabularies.themes.mapping import labels_of


def check_labels(tree: Tree, theme_id: str, labels: Mapping[str, str]) -> None:
    """Raises Invalid where another theme of today has a label in the same language.

    People name themes by their labels, in filters and imports: a label has to mean one.
    """
    faults = []
    for theme in tree.ordered():
        had = labels_of(theme) if theme.id != theme_id else {}
        for language in had.keys() & labels.keys():
            if fold(had[language]) == fold(labels[language]):
                detail = f"The theme {theme.id!r} has this label."
                faults.append(Fault(detail, f"/labels/{language}", suggestion=theme.id))
    if faults:
        raise Invalid(sorted(faults, key=lambda fault: fault.pointer or ""))


def check_id(tree: Tree, theme_id: str) -> None:
    """Raises Invalid for an id that a theme has, or had before it was merged."""
    if theme_id in tree.ids():
        raise Invalid.of("A theme has this id, or had it before it was merged.", pointer="/id")


def checked_parent(tree: Tree, theme: Theme | None, value: str | None) -> str | None:
    """Returns the id of the theme that `value` names as the parent of `theme`; None at the top.

    Raises Invalid for an unknown one, for one that lies below `theme`, and for a retired one that
    was not its parent before.
    """
    if value is None:
        return None
    parent = named(tree, value, "/parent")
    if theme is not None and tree.is_below(parent.id, theme.id):
        raise Invalid.of(f"{parent.id!r} lies below {theme.id!r}.", pointer="/parent")
    if parent.retired and (theme is None or theme.parent_id != parent.id):
        raise Invalid.of(f"The theme {parent.id!r} is retired.", pointer="/parent")
    below = 0 if theme is None else tree.levels_below(theme.id)
    _check_levels(tree.level(parent.id) + 1 + below, "/parent")
    return parent.id


def checked_successor(tree: Tree, theme: Theme, value: str) -> Theme:
    """Returns the theme that `value` names, if it can replace `theme`. Raises Invalid."""
    into = named(tree, value, "/into")
    if into.id == theme.id:
        raise Invalid.of("A theme is not merged into itself.", pointer="/into")
    if tree.is_below(into.id, theme.id):
        detail = f"{into.id!r} lies below {theme.id!r}: move it out first."
        raise Invalid.of(detail, pointer="/into")
    if into.retired:
        raise Invalid.of(f"The theme {into.id!r} is retired.", pointer="/into")
    _check_levels(tree.level(into.id) + tree.levels_below(theme.id), "/into")
    return into


def _check_levels(levels: int, pointer: str) -> None:
    if levels > MAX_LEVELS:
        detail = f"The tree would have {levels} levels; {MAX_LEVELS} are the most."
        raise Invalid.of(detail, pointer=pointer)


def named(tree: Tree, value: str, pointer: str) -> Theme:
    """Returns the theme that `value` names: id, label or IPTC code. Raises Invalid at `pointer`."""
    theme = tree.find(value) or find_named(tree, [value])[value]
    if theme is None:
        ids = [known.id for known in tree.ordered() if not known.retired]
        raise Invalid.of(
            f"There is no theme {excerpt(value)!r}.",
            pointer=pointer,
            suggestion=nearest(value, ids),
        )
    return theme
