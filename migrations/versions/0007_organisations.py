"""Organisations have a table; what is one by its name alone becomes a row."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BATCH = 200
# A name, its language, when it was saved (microseconds since 1970), and whether readers saw it.
Said = tuple[str, str, int, bool]

_organisation = sa.table(
    "organisation",
    *(sa.column(name, sa.Text()) for name in ("id", "name", "names", "other_names", "accounts")),
    sa.column("is_public", sa.Boolean()),
    *(sa.column(name, sa.BigInteger()) for name in ("lock", "created_at", "updated_at")),
)
_revision = sa.table(
    "revision",
    sa.column("release_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("at", sa.BigInteger()),
    sa.column("content", sa.Text()),
)
_release = sa.table("release", sa.column("organisation_id", sa.String()))
_key = sa.table("api_key", sa.column("organisation", sa.Text()))
_act = sa.table(
    "public_act",
    sa.column("release_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("revision", sa.Integer()),
    sa.column("kept", sa.Text()),
)
_published = sa.table(
    "published_release", sa.column("id", sa.Uuid()), sa.column("document", sa.Text())
)
_head = sa.table("change_head", sa.column("id", sa.Integer()), sa.column("epoch", sa.BigInteger()))


def upgrade() -> None:
    """Make the table, a row for each organisation that anything names, and documents that show it.

    An organisation is called what the words that were saved last call it, in their language. Its
    former names lead to it. The documents of before have other members, so an epoch begins.
    """
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column("home_page", sa.Text(), nullable=True),
        sa.Column("logo", sa.Text(), nullable=True),
        sa.Column("postal_address", sa.Text(), nullable=True),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.String(length=96), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_parent_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"])
    rows = {id: _row(id, said) for id, said in sorted(_read_names().items())}
    if rows:
        op.bulk_insert(_organisation, list(rows.values()))
    _rewrite(lambda document: _with_members(document, rows))


def downgrade() -> None:
    """Take the table away, and what only a server with it understands."""
    _rewrite(_without_members)
    for release_id, number, text in list(_having(_revision, _revision.c.content, "partners")):
        content = json.loads(text)
        if content.pop("partners", None) is not None:
            one = sa.and_(_revision.c.release_id == release_id, _revision.c.number == number)
            op.execute(sa.update(_revision).where(one).values(content=_dump(content)))
    op.drop_index(op.f("ix_organisation_parent_id"), "organisation")
    op.drop_table("organisation")


def _read_names() -> dict[str, list[Said]]:
    """Returns what each organisation was called, the newest last; nothing where nothing says."""
    connection = op.get_bind()
    acts = sa.select(_act.c.release_id, _act.c.revision)
    public = {(row.release_id, row.revision) for row in connection.execute(acts)}
    found: dict[str, list[Said]] = {}
    asked = sa.select(_revision).where(_revision.c.content.contains('"organisation":{'))
    for row in connection.execute(asked.order_by(_revision.c.at, _revision.c.number)):
        content = json.loads(row.content)
        named = content["organisation"]
        is_public = (row.release_id, row.number) in public
        said = (named["name"], content["language"], row.at, is_public)
        found.setdefault(named["id"], []).append(said)
    for column in (_release.c.organisation_id, _key.c.organisation):
        for (organisation_id,) in connection.execute(sa.select(column).distinct()):
            if organisation_id is not None:
                found.setdefault(organisation_id, [])
    return found


def _row(organisation_id: str, said: list[Said]) -> dict[str, Any]:
    newest = said[-1] if said else (organisation_id, "und", 0, False)
    name = newest[0]
    names = {newest[1]: name} | {language: each for each, language, *_ in said}
    others = dict.fromkeys(each for each, *_ in said if each not in names.values())
    return {
        "id": organisation_id,
        "name": name,
        "names": _dump(names),
        "other_names": _dump(list(others)),
        "accounts": "[]",
        "is_public": any(is_public for *_, is_public in said),
        "lock": 1,
        "created_at": min((at for _, _, at, _ in said), default=0),
        "updated_at": newest[2],
    }


def _with_members(document: dict[str, Any], rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Returns a document as it is rendered from now on."""
    members = {}
    for name, value in document.items():
        members[name] = value
        if name == "organisation":
            if value is not None:
                names = json.loads(rows[value["id"]]["names"])
                language = document["language"]
                called = names.get(language) or names.get(language.partition("-")[0])
                members[name] = {
                    "id": value["id"],
                    "name": called or rows[value["id"]]["name"],
                    "names": names,
                    "home_page": None,
                    "logo": None,
                    "ancestors": [],
                }
            members["partners"] = []
    return members


def _without_members(document: dict[str, Any]) -> dict[str, Any]:
    members = {name: value for name, value in document.items() if name != "partners"}
    if (issuer := members["organisation"]) is not None:
        members["organisation"] = {"id": issuer["id"], "name": issuer["name"]}
    return members


def _rewrite(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Put `change` on every public document, and on those that stand under a notice.

    Whatever was made of the documents is made anew: an epoch begins.
    """
    for release_id, text in _having(_published, _published.c.document):
        row = _published.c.id == release_id
        op.execute(
            sa.update(_published).where(row).values(document=_dump(change(json.loads(text))))
        )
    for release_id, version, text in _having(_act, _act.c.kept):
        row = sa.and_(_act.c.release_id == release_id, _act.c.version == version)
        op.execute(sa.update(_act).where(row).values(kept=_dump(change(json.loads(text)))))
    op.execute(sa.update(_head).where(_head.c.id == 1).values(epoch=_head.c.epoch + 1))


def _having(
    table: sa.TableClause, text: sa.ColumnClause[str], part: str = ""
) -> Iterator[tuple[Any, ...]]:
    """Yields the key and the text of each row that has `part` in it, read in batches."""
    keys = [
        column for column in table.c if column.name in ("id", "release_id", "number", "version")
    ]
    asked = sa.select(*keys).where(text.is_not(None), text.contains(part))
    rows = iter(op.get_bind().execute(asked).all())
    while batch := list(islice(rows, BATCH)):
        wanted = sa.tuple_(*keys).in_([tuple(row) for row in batch])
        yield from (
            tuple(row) for row in op.get_bind().execute(sa.select(*keys, text).where(wanted)).all()
        )


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
