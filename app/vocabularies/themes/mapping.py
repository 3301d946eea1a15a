"""Turns what editors write of a theme into columns of its row, and back."""

import json
from collections.abc import Mapping
from typing import Any

from app.base.text import slugify
from app.themes.models import Theme
from app.themes.queries import DEFAULT_LANGUAGE, label_of
from app.themes.rules import KeywordRule
from app.themes.tree import Tree
from app.vocabularies.themes.schemas import (
    MAX_POSITION,
    EditorialTheme,
    KeywordsInput,
    MediaTopic,
    ThemeCreate,
    ThemeInput,
    ThemeKeywords,
    ThemePatch,
    WordsInContext,
)


def show_theme(theme: Theme) -> EditorialTheme:
    """Returns the theme as editors see it; its entity tag changes with everything in it."""
    rule = KeywordRule.model_validate_json(theme.keywords)
    return EditorialTheme(
        id=theme.id,
        etag=f'"{theme.lock}"',
        labels=labels_of(theme),
        parent=theme.parent_id,
        iptc=[MediaTopic(**mapping) for mapping in json.loads(theme.iptc)],
        position=theme.position,
        keywords=ThemeKeywords.model_validate(rule.model_dump(mode="json")),
        retired=theme.retired,
        edited=theme.edited,
    )


def patched(theme: Theme, patch: ThemePatch) -> ThemeInput:
    """Returns the theme with a merge patch on top; a null label is removed. Raises Invalid."""
    before = show_theme(theme).model_dump(mode="json", include=set(ThemeInput.model_fields))
    result: ThemeInput = patch.apply_to(before, kept={"keywords": _keywords(before["keywords"])})
    return result


def _keywords(given: Mapping[str, Any]) -> KeywordsInput:
    contexts = [WordsInContext.model_construct(**each) for each in given["keywords_in_context"]]
    return KeywordsInput.model_construct(**{**given, "keywords_in_context": contexts})


def members_of(
    tree: Tree, theme: Theme | None, given: ThemeInput, parent: str | None
) -> dict[str, Any]:
    """Returns the columns that `given` makes; `parent` is the id that its parent means."""
    position = given.position
    if position is None or (theme is not None and _follows(theme, given, parent)):
        position = last_position(tree, parent)
    rule = KeywordRule.model_validate(given.keywords.model_dump())
    return {
        "parent_id": parent,
        "position": position,
        "labels": json.dumps(given.labels, ensure_ascii=False, sort_keys=True),
        "iptc": json.dumps([mapping.model_dump() for mapping in given.iptc]),
        "keywords": rule.model_dump_json(),
    }


def last_position(tree: Tree, parent: str | None) -> int:
    """Returns the position after all themes that `parent` contains, `MAX_POSITION` at most."""
    last = max((theme.position for theme in tree.children(parent)), default=0)
    return min(last + 1, MAX_POSITION)


def labels_of(theme: Theme) -> dict[str, str]:
    """Returns the labels of a theme by language."""
    labels: dict[str, str] = json.loads(theme.labels)
    return labels


def name_of(theme: Theme) -> str:
    """Returns the label that notes use, which are written in English."""
    return label_of(labels_of(theme), DEFAULT_LANGUAGE)


def free_id(tree: Tree, given: ThemeCreate, language: str) -> str:
    """Returns a new id, made from the label in `language`, or in English, or any."""
    wanted = slugify(label_of(_preferring(given.labels, language), language)) or "theme"
    taken = tree.ids()
    if wanted not in taken:
        return wanted
    return next(
        name for number in range(2, len(taken) + 3) if (name := f"{wanted}-{number}") not in taken
    )


def keywords_together(kept: Theme, other: Theme) -> str:
    """Returns the keyword rule of `kept` with the words of `other` added."""
    rules = [KeywordRule.model_validate_json(theme.keywords) for theme in (kept, other)]
    first, second = rules
    together = {
        name: tuple(dict.fromkeys(getattr(first, name) + getattr(second, name)))
        for name in ("keywords", "weak_keywords", "ignored_phrases")
    }
    contexts = first.keywords_in_context + second.keywords_in_context
    return first.model_copy(update={**together, "keywords_in_context": contexts}).model_dump_json()


def _preferring(labels: Mapping[str, str], language: str) -> Mapping[str, str]:
    return {tag: label for tag, label in labels.items() if tag == language} or labels


def _follows(theme: Theme, given: ThemeInput, parent: str | None) -> bool:
    """Whether the theme moves to another parent without a position: it then goes last there."""
    return theme.parent_id != parent and given.position == theme.position
