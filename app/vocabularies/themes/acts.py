"""The acts of editors on themes: one function each. None of them commits.

Each is called with the lock of the change log held (`theme_desk.py`): no release is rendered with
half of a tree, and no two editors move themes below each other.
"""

from typing import Any

from sqlmodel import Session

from app.auth.audit import write_entry
from app.releases.acts.rerender import tell_editors
from app.releases.audit import Actor
from app.releases.merged_ids import find_naming
from app.themes.models import Theme
from app.themes.taxonomy import SHOWN
from app.themes.tree import Tree
from app.vocabularies.relabel import relabel_themes
from app.vocabularies.themes.checks import check_id, check_labels, checked_parent, checked_successor
from app.vocabularies.themes.mapping import (
    free_id,
    keywords_together,
    last_position,
    members_of,
    name_of,
)
from app.vocabularies.themes.schemas import MAX_POSITION, ThemeCreate, ThemeInput


def add(session: Session, tree: Tree, given: ThemeCreate, by: Actor, language: str) -> Theme:
    """A new theme; without an id it gets one from its label in `language`. Raises Invalid."""
    if given.id is not None:
        check_id(tree, given.id)
    theme_id = given.id or free_id(tree, given, language)
    check_labels(tree, theme_id, given.labels)
    parent = checked_parent(tree, None, given.parent)
    theme = Theme(id=theme_id, edited=True, **members_of(tree, None, given, parent))
    session.add(theme)
    _leave(session, theme, "add-theme", by)
    session.flush()
    return theme


def change(session: Session, tree: Tree, theme: Theme, given: ThemeInput, by: Actor) -> None:
    """Rename, move, map or reorder a theme, or give it other keywords. Raises Invalid.

    Documents that show its labels, its codes or its place in the tree are rendered anew.
    """
    check_labels(tree, theme.id, given.labels)
    parent = checked_parent(tree, theme, given.parent)
    members = members_of(tree, theme, given, parent)
    changed = {name for name, value in members.items() if getattr(theme, name) != value}
    if not changed:
        return
    before = name_of(theme)
    _touch(theme, **members)
    session.flush()
    rendered = 0
    if changed & SHOWN:
        rendered = relabel_themes(session, [theme.id], by, _note(before, theme, changed))
    _leave(session, theme, "edit-theme", by, members=sorted(changed), rendered=rendered)
    session.flush()


def merge(session: Session, tree: Tree, theme: Theme, value: str, by: Actor) -> Theme:
    """Let the theme that `value` names take the place of `theme` everywhere; answers that one.

    Its narrower themes and keywords move there; releases, drafts, filters and addresses that name
    it mean the other from now on. Raises Invalid.
    """
    into = checked_successor(tree, theme, value)
    place = last_position(tree, into.id)
    for offset, child in enumerate(tree.children(theme.id)):
        _touch(child, parent_id=into.id, position=min(place + offset, MAX_POSITION))
    for earlier in tree.merged():
        if earlier.merged_into == theme.id:
            earlier.merged_into = into.id
    _touch(into, keywords=keywords_together(into, theme))
    _touch(theme, merged_into=into.id, retired=True, parent_id=None)
    session.flush()
    note = f"The theme “{name_of(theme)}” was merged into “{name_of(into)}”."
    rendered = relabel_themes(session, [theme.id], by, note)
    tell_editors(session, find_naming(session, theme.id), by)
    _leave(session, theme, "merge-theme", by, into=into.id, rendered=rendered)
    session.flush()
    return into


def retire(session: Session, theme: Theme, by: Actor) -> None:
    """Offer the theme to nobody any more; releases that have it keep it."""
    if not theme.retired:
        _touch(theme, retired=True)
        _leave(session, theme, "retire-theme", by)
        session.flush()


def reinstate(session: Session, theme: Theme, by: Actor) -> None:
    """Offer a retired theme again."""
    if theme.retired:
        _touch(theme, retired=False)
        _leave(session, theme, "reinstate-theme", by)
        session.flush()


def _touch(theme: Theme, **members: Any) -> None:
    theme.sqlmodel_update({**members, "edited": True, "lock": theme.lock + 1})


def _note(before: str, theme: Theme, changed: set[str]) -> str:
    after = name_of(theme)
    if before != after:
        return f"The theme “{before}” is now called “{after}”."
    if "parent_id" in changed:
        return f"The theme “{after}” has another place in the tree."
    return f"The theme “{after}” has other labels or codes."


def _leave(session: Session, theme: Theme, act: str, by: Actor, **details: Any) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.author,
        act=act,
        subject=("theme", theme.id),
        request_id=by.request_id,
        details={"lock": theme.lock, **details},
    )
