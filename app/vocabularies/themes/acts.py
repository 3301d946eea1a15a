"""The acts of editors on themes, and of the taxonomy file, under the rules of `vocabulary.py`."""

from typing import Any

from sqlmodel import Session

from app.changes import log
from app.published.terms import THEME
from app.releases.audit import Actor
from app.releases.merged_ids import find_naming
from app.themes import taxonomy
from app.themes.models import Theme
from app.themes.queries import read_tree
from app.themes.taxonomy import SHOWN, LoadReport, Taxonomy
from app.vocabularies.themes.checks import check_id, check_labels, checked_parent, checked_successor
from app.vocabularies.themes.mapping import (
    free_id,
    keywords_together,
    last_position,
    members_of,
    name_of,
)
from app.vocabularies.themes.schemas import MAX_POSITION, ThemeCreate, ThemeInput
from app.vocabularies.vocabulary import Vocabulary

THEMES = Vocabulary("theme", "theme", THEME, Theme, find_naming)
FILE_NOTE = "Themes have other names or other places in the tree."


def load(session: Session, given: Taxonomy, by: Actor) -> LoadReport:
    """`taxonomy.load`; public documents that show what it changed are rendered anew."""
    # The lock comes first: no editor changes a theme between its reading and its writing here.
    log.lock(session)
    loaded = taxonomy.load(session, given)
    if loaded.added or loaded.updated or loaded.retired:
        log.lock(session, words=1)
    THEMES.rerender(session, loaded.shown, by, FILE_NOTE)
    return loaded


def add(session: Session, given: ThemeCreate, by: Actor, language: str) -> Theme:
    """Make a theme; without an id it gets one from its label in `language`. Raises Invalid."""
    tree = read_tree(session)
    if given.id is not None:
        check_id(tree, given.id)
    theme_id = given.id or free_id(tree, given, language)
    check_labels(tree, theme_id, given.labels)
    parent = checked_parent(tree, None, given.parent)
    theme = Theme(id=theme_id, edited=True, **members_of(tree, None, given, parent))
    session.add(theme)
    THEMES.record(session, "add", theme, by)
    return theme


def change(session: Session, theme: Theme, given: ThemeInput, by: Actor) -> None:
    """Rename, move, map or reorder a theme, or give it other keywords. Raises Invalid.

    Documents that show its labels, its codes or its place in the tree are rendered anew.
    """
    tree = read_tree(session)
    check_labels(tree, theme.id, given.labels)
    parent = checked_parent(tree, theme, given.parent)
    members = members_of(tree, theme, given, parent)
    changed = {name for name, value in members.items() if getattr(theme, name) != value}
    if not changed:
        return
    before = name_of(theme)
    _touch(theme, **members)
    rendered = 0
    if changed & SHOWN:
        rendered = THEMES.rerender(session, [theme.id], by, _note(before, theme, changed))
    THEMES.record(session, "edit", theme, by, members=sorted(changed), rendered=rendered)


def merge(session: Session, theme: Theme, value: str, by: Actor) -> Theme:
    """Replace `theme` everywhere by the theme that `value` names. Returns that successor.

    Its narrower themes and keywords move there; releases, drafts, filters and addresses that name
    it mean the successor from now on. Raises Invalid.
    """
    tree = read_tree(session)
    into = checked_successor(tree, theme, value)
    place = last_position(tree, into.id)
    for offset, child in enumerate(tree.children(theme.id)):
        _touch(child, parent_id=into.id, position=min(place + offset, MAX_POSITION))
    _touch(into, keywords=keywords_together(into, theme))
    _touch(theme, merged_into=into.id, retired=True, parent_id=None)
    note = f"The theme “{name_of(theme)}” was merged into “{name_of(into)}”."
    THEMES.complete_merge(session, theme, into, note, by)
    return into


def retire(session: Session, theme: Theme, by: Actor) -> None:
    """Offer the theme to nobody any more; releases that have it keep it."""
    if not theme.retired:
        _touch(theme, retired=True)
        THEMES.record(session, "retire", theme, by)


def reinstate(session: Session, theme: Theme, by: Actor) -> None:
    """Offer a retired theme again."""
    if theme.retired:
        _touch(theme, retired=False)
        THEMES.record(session, "reinstate", theme, by)


def _touch(theme: Theme, **members: Any) -> None:
    theme.sqlmodel_update({**members, "edited": True, "lock": theme.lock + 1})


def _note(before: str, theme: Theme, changed: set[str]) -> str:
    after = name_of(theme)
    if before != after:
        return f"The theme “{before}” is now called “{after}”."
    if "parent_id" in changed:
        return f"The theme “{after}” has another place in the tree."
    return f"The theme “{after}” has other labels or codes."
