"""Reads, checks and loads a file with a tree of themes: the built-in one or an editor's own."""

import json
from dataclasses import dataclass, field
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from sqlmodel import Session, select

from app.base.text import nearest, slugify
from app.themes.models import Theme
from app.themes.rules import KeywordRule, Rules
from app.themes.tree import MAX_LEVELS, Tree

# The columns that documents show; an id, which they show too, never changes.
SHOWN = frozenset({"parent_id", "labels", "iptc"})
Relation = Literal["exact", "close", "broad", "narrow", "related"]


class BadTaxonomy(Exception):
    """A taxonomy file that cannot be used; the text says where and why."""


class TopicMapping(BaseModel):
    """A concept of the IPTC Media Topics and how near it is to the theme."""

    qcode: str = Field(pattern=r"^medtop:\d{8}$")
    relation: Relation


class Term(KeywordRule):
    """One theme of the file. Members that only explain it (sources, notes) are ignored."""

    id: str
    parent: str | None = None
    order: int
    labels: dict[str, str] = Field(min_length=1)
    iptc: tuple[TopicMapping, ...] = ()

    @model_validator(mode="after")
    def _id_is_a_slug(self) -> Self:
        if self.id != slugify(self.id) or not self.id:
            raise ValueError(f"the id {self.id!r} is no slug; {slugify(self.id)!r} would be one")
        if not all(label.strip() for label in self.labels.values()):
            raise ValueError(f"a label of {self.id!r} is empty")
        return self

    def rule(self) -> KeywordRule:
        """Returns its keyword rule."""
        return KeywordRule.model_validate(self.model_dump(include=set(KeywordRule.model_fields)))


class Taxonomy(BaseModel):
    """A whole tree of themes."""

    title: str = ""
    terms: tuple[Term, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        parents = self.parents()
        if len(parents) < len(self.terms):
            ids = [term.id for term in self.terms]
            raise ValueError(f"the id {next(i for i in ids if ids.count(i) > 1)!r} is there twice")
        for term in self.terms:
            if term.parent is not None and term.parent not in parents:
                meant = nearest(term.parent, parents)
                hint = f"; {meant!r} is near" if meant else ""
                raise ValueError(f"the parent {term.parent!r} of {term.id!r} is not there{hint}")
        for term in self.terms:
            seen, above = {term.id}, term.parent
            while above is not None:
                if above in seen:
                    raise ValueError(f"{term.id!r} is its own ancestor")
                seen.add(above)
                above = parents[above]
            if len(seen) > MAX_LEVELS:
                raise ValueError(f"{term.id!r} is on level {len(seen)}; {MAX_LEVELS} are the most")
        return self

    def rules(self) -> Rules:
        """Returns the keyword rules of all its themes."""
        return Rules(
            {term.id: term.rule() for term in self.terms},
            self.parents(),
        )

    def parents(self) -> dict[str, str | None]:
        """Returns the parent of every theme."""
        return {term.id: term.parent for term in self.terms}


def built_in() -> Taxonomy:
    """Returns the default tree: humanitarian and migration themes, five languages, IPTC codes."""
    data = resources.files("app.themes").joinpath("data/themes.json").read_bytes()
    return parse(data, "the built-in taxonomy")


def read(path: Path) -> Taxonomy:
    """Returns the tree of an editor's file. Raises BadTaxonomy with the first faults."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise BadTaxonomy(f"{path} cannot be read: {error.strerror}") from error


def parse(data: bytes, name: str) -> Taxonomy:
    """Returns the tree in `data` (JSON in UTF-8); `name` is for messages. Raises BadTaxonomy."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadTaxonomy(f"{name} is not UTF-8: byte {error.start}") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadTaxonomy(f"{name} is not JSON: {error}") from error
    try:
        return Taxonomy.model_validate(content)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}"
            for fault in error.errors()[:5]
        ]
        raise BadTaxonomy(f"{name} cannot be used: " + "; ".join(faults)) from error


@dataclass
class LoadReport:
    """What loading a taxonomy did, in numbers of themes.

    `kept` were left alone because editors changed them. `shown` are the ids of those that documents
    show otherwise from now on.
    """

    added: int = 0
    updated: int = 0
    retired: int = 0
    unchanged: int = 0
    kept: int = 0
    shown: set[str] = field(default_factory=set)


def load(session: Session, taxonomy: Taxonomy) -> LoadReport:
    """Bring the table to `taxonomy`: adds, updates, and retires what left it; ids stay. Idempotent.

    A theme that editors made or changed is theirs: no file changes, moves or retires it again.
    """
    known = {theme.id: theme for theme in session.exec(select(Theme))}
    loaded = LoadReport()
    gone = known.keys() - taxonomy.parents().keys()
    for term in _parents_first(taxonomy):
        _put(session, known, term, loaded)
        # A parent's row comes before its child's: the foreign key is checked at once.
        session.flush()
    for theme in (known[id] for id in sorted(gone)):
        if theme.edited:
            loaded.kept += 1
        elif theme.retired:
            loaded.unchanged += 1
        else:
            theme.retired = True
            theme.lock += 1
            loaded.retired += 1
    session.flush()
    return loaded


def _put(session: Session, known: dict[str, Theme], term: Term, loaded: LoadReport) -> None:
    theme = known.get(term.id)
    if theme is not None and theme.edited:
        loaded.kept += 1
        return
    wanted: dict[str, Any] = {
        "parent_id": _parent(known, term),
        "position": term.order,
        "labels": json.dumps(term.labels, ensure_ascii=False, sort_keys=True),
        "iptc": json.dumps([mapping.model_dump() for mapping in term.iptc]),
        "keywords": term.rule().model_dump_json(),
        "retired": False,
    }
    if theme is None:
        known[term.id] = Theme(id=term.id, **wanted)
        session.add(known[term.id])
        loaded.added += 1
        return
    changed = {name for name, value in wanted.items() if getattr(theme, name) != value}
    if not changed:
        loaded.unchanged += 1
        return
    theme.sqlmodel_update({**wanted, "lock": theme.lock + 1})
    loaded.updated += 1
    if changed & SHOWN:
        loaded.shown.add(theme.id)


def _parent(known: dict[str, Theme], term: Term) -> str | None:
    """Returns the parent that the file names, as editors have left it.

    A merged one means the other. Where editors moved the parent below `term` itself, `term` stays
    where it is.
    """
    theme = known.get(term.id)
    if term.parent is None:
        return None
    tree = Tree(known.values())
    parent = tree.find(term.parent)
    if parent is None or (theme is not None and tree.is_below(parent.id, term.id)):
        return theme.parent_id if theme else None
    return parent.id


def _parents_first(taxonomy: Taxonomy) -> list[Term]:
    children: dict[str | None, list[Term]] = {}
    for term in taxonomy.terms:
        children.setdefault(term.parent, []).append(term)
    row = children.get(None, [])
    ordered: list[Term] = []
    while row:
        ordered += row
        row = list(chain.from_iterable(children.get(term.id, []) for term in row))
    return ordered
