"""Releases say which story their public words are of; ids of stories are made one way.

What is found by its story is found so for all that is public already, and in the log of before.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BATCH = 200
INDEX = "ix_release_live_story_id"
# As in `app/base/ids.py` and `app/published/terms.py` when this was written.
_STORIES = UUID("5f1d2c3e-8f0b-4c64-9d0a-6a1c6a4e7b52")
_OURS = 7
_TERM = "s:"

_release = sa.table(
    "release",
    sa.column("id", sa.Uuid()),
    sa.column("story_id", sa.Uuid()),
    sa.column("live_story_id", sa.Uuid()),
    sa.column("live_revision", sa.Integer()),
)
_revision = sa.table(
    "revision",
    sa.column("release_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("content", sa.Text()),
)
_act = sa.table(
    "public_act",
    sa.column("release_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("revision", sa.Integer()),
)
_change = sa.table(
    "change",
    sa.column("seq", sa.BigInteger()),
    sa.column("release_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("facts", sa.Text()),
)
_published = sa.table(
    "published_release",
    sa.column("id", sa.Uuid()),
    sa.column("story_id", sa.Uuid()),
    sa.column("listed", sa.Boolean()),
    sa.column("terms", sa.Text()),
    sa.column("document", sa.Text()),
)
_kept = sa.table(
    "public_act",
    sa.column("release_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("kept", sa.Text()),
)
_head = sa.table("change_head", sa.column("id", sa.Integer()), sa.column("epoch", sa.BigInteger()))


def upgrade() -> None:
    """Add `live_story_id` and fill it in; where a release was named, write its story.

    Facts of before, and public releases, get the term of the story that they were of, so that
    `story=` selects them too. Indexes are made anew: an epoch begins.
    """
    op.add_column("release", sa.Column("live_story_id", sa.Uuid(), nullable=True))
    op.create_index(INDEX, "release", ["live_story_id"])
    for ids in _batches():
        acts = _stories_of_acts(ids)
        _fill_releases(ids, {(id, revision): story for id, _, revision, story in acts})
        _fill_facts(ids, {(id, version): story for id, version, _, story in acts})
        _fill_published(ids)
    _begin_epoch()


def downgrade() -> None:
    """Take the column away, and what a server of before does not know of translations.

    Ids of stories stay: such a server reads them as well.
    """
    _remove(_revision, _revision.c.content, ("translation_of", "based_on_revision"))
    _remove(_published, _published.c.document, ("translations",))
    _remove(_kept, _kept.c.kept, ("translations",))
    _begin_epoch()
    op.drop_index(INDEX, "release")
    op.drop_column("release", "live_story_id")


def _batches() -> Iterator[list[UUID]]:
    last = UUID(int=0)
    asked = sa.select(_release.c.id).order_by(_release.c.id).limit(BATCH)
    while ids := list(op.get_bind().execute(asked.where(_release.c.id > last)).scalars()):
        yield ids
        last = ids[-1]


def _stories_of_acts(ids: Sequence[UUID]) -> list[tuple[UUID, int, int, UUID]]:
    """Returns release, version, revision and story of each public act."""
    asked = (
        sa.select(_act, _revision.c.content)
        .join(
            _revision,
            sa.and_(
                _revision.c.release_id == _act.c.release_id, _revision.c.number == _act.c.revision
            ),
        )
        .where(_act.c.release_id.in_(ids))
    )
    found = []
    for id, version, revision, content in op.get_bind().execute(asked):
        named = json.loads(content).get("story_id")
        found.append((id, version, revision, _story_of(UUID(named) if named else id)))
    return found


def _fill_releases(ids: Sequence[UUID], stories: Mapping[tuple[UUID, int], UUID]) -> None:
    asked = sa.select(_release.c.id, _release.c.story_id, _release.c.live_revision)
    rows = [
        {"row": id, "new_story": _story_of(story), "shown": stories.get((id, live))}
        for id, story, live in op.get_bind().execute(asked.where(_release.c.id.in_(ids)))
    ]
    change = sa.update(_release).where(_release.c.id == sa.bindparam("row"))
    _run(
        change.values(story_id=sa.bindparam("new_story"), live_story_id=sa.bindparam("shown")), rows
    )


def _fill_facts(ids: Sequence[UUID], stories: Mapping[tuple[UUID, int], UUID]) -> None:
    asked = sa.select(_change).where(_change.c.release_id.in_(ids), _change.c.facts.is_not(None))
    rows = []
    for seq, id, version, facts in op.get_bind().execute(asked):
        terms, *rest = json.loads(facts)
        if story := stories.get((id, version)):
            rows.append({"row": seq, "new": _dump([_with_story(terms, story), *rest])})
    change = sa.update(_change).where(_change.c.seq == sa.bindparam("row"))
    _run(change.values(facts=sa.bindparam("new")), rows)


def _fill_published(ids: Sequence[UUID]) -> None:
    asked = sa.select(_published.c.id, _published.c.story_id, _published.c.terms)
    listed = asked.where(_published.c.id.in_(ids), _published.c.listed)
    rows = [
        {"row": id, "new": _with_story(terms, _story_of(story))}
        for id, story, terms in op.get_bind().execute(listed)
    ]
    change = sa.update(_published).where(_published.c.id == sa.bindparam("row"))
    _run(change.values(terms=sa.bindparam("new")), rows)


def _with_story(terms: str, story: UUID) -> str:
    return " ".join(sorted({*terms.split(), f"{_TERM}{story.hex}"}))


def _remove(table: sa.TableClause, text: sa.ColumnClause[str], names: Sequence[str]) -> None:
    """Take members out of JSON texts, where they have them."""
    keys = [
        column for column in table.c if column.name in ("id", "release_id", "number", "version")
    ]
    having = sa.or_(*(text.contains(f'"{name}":') for name in names))
    for key in op.get_bind().execute(sa.select(*keys).where(having)).all():
        row = sa.and_(*(column == value for column, value in zip(keys, key, strict=True)))
        members = json.loads(op.get_bind().execute(sa.select(text).where(row)).scalar_one())
        left = {name: value for name, value in members.items() if name not in names}
        op.execute(sa.update(table).where(row).values({text.name: _dump(left)}))


def _run(statement: sa.Update, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        op.get_bind().execute(statement, rows)


def _begin_epoch() -> None:
    op.execute(sa.update(_head).where(_head.c.id == 1).values(epoch=_head.c.epoch + 1))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _story_of(id: UUID) -> UUID:
    return uuid5(_STORIES, str(id)) if id.version == _OURS else id
