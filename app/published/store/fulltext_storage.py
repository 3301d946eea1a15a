"""The full text in the database: lexemes of the listed releases, in FTS5 or in a tsvector.

Both hold the same lexemes (`analysis.py`) in the same order, so that both find the same. Every
write also counts how many releases have each word: what spelling is corrected by.
"""

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from itertools import chain
from typing import Any

from sqlalchemy import Connection, TextClause, delete, text
from sqlmodel import Session

from app.published.models import PublishedWord
from app.published.words.analysis import (
    ANALYSIS,
    GAP,
    WRITTEN,
    Part,
    TextFields,
    analyse,
    is_offered,
)
from app.published.words.stems import folded

# Fast, and a third of the size; more effort saves a tenth.
_COMPRESSION = 1
_INSERT_STREAM = text("INSERT INTO published_text (rowid, lexemes) VALUES (:number, :stream)")
_INSERT_KEPT = text(
    "INSERT INTO published_text_kept (number, digest, lexemes) VALUES (:number, :digest, :kept)"
)
_INSERT_VECTORS = text(
    "INSERT INTO published_text (number, part, digest, lexemes)"
    " SELECT number, part, digest, CAST(lexemes AS tsvector) FROM unnest("
    "CAST(:number AS bigint[]), CAST(:part AS smallint[]), CAST(:digest AS text[]),"
    " CAST(:lexemes AS text[])) AS new (number, part, digest, lexemes)"
)


@dataclass(frozen=True)
class Words:
    """A text as it is stored: made without the database, before anything is locked."""

    digest: str
    # One for each part; SQLite: of all parts together.
    rows: Sequence[dict[str, Any]]
    counts: Mapping[str, int]


def words_of(fields: TextFields, *, is_sqlite: bool) -> Words:
    """Returns what is stored for `fields`."""
    digest, parts = _digest(fields), analyse(fields)
    make = _stream_rows if is_sqlite else _vector_rows
    lexemes = frozenset(chain.from_iterable(chain.from_iterable(parts)))
    return Words(digest, make(parts, digest), count_words([lexemes]))


def write(
    session: Session,
    texts: Sequence[tuple[int, TextFields]],
    made: Mapping[int, Words] | None = None,
    new: Collection[int] = (),
) -> None:
    """Store the words by which releases are found, by number; at most ten statements.

    A text that did not change is not analysed again: when a theme gets another name, all of its
    releases are written. `made` are words that were analysed before; `new` are new releases.
    """
    connection, is_sqlite = session.connection(), _is_sqlite(session)
    made = made or {}
    known = _known_digests(connection, {number for number, _ in texts}.difference(new))
    changed: dict[int, Words] = {}
    for number, fields in sorted(texts, key=lambda text: text[0]):
        words = made.get(number)
        digest = words.digest if words else _digest(fields)
        if known.get(number) != digest:
            changed[number] = words or words_of(fields, is_sqlite=is_sqlite)
    remove(session, [number for number in changed if number in known])
    if not changed:
        return
    rows = [{"number": number, **row} for number, words in changed.items() for row in words.rows]
    (_insert_streams if is_sqlite else _insert_vectors)(connection, rows)
    counts: Counter[str] = Counter()
    for words in changed.values():
        counts.update(words.counts)
    add_words(connection, counts)


def remove(session: Session, numbers: Collection[int]) -> None:
    """Take releases out of the full text, if they are in it."""
    if not numbers:
        return
    connection = session.connection()
    if _is_sqlite(session):
        kept = streams(connection, numbers)
        if not kept:
            return
        old = [{"number": number, "stream": stream} for number, stream in sorted(kept.items())]
        connection.execute(
            text(
                "INSERT INTO published_text (published_text, rowid, lexemes)"
                " VALUES ('delete', :number, :stream)"
            ),
            old,
        )
        connection.execute(
            text(
                "DELETE FROM published_text_kept"
                " WHERE number IN (SELECT value FROM json_each(:numbers))"
            ),
            {"numbers": json.dumps(list(kept))},
        )
        gone = [frozenset(stream.split(" ")) for stream in kept.values()]
    else:
        gone = list(read_lexemes(session, numbers).values())
        connection.execute(
            text("DELETE FROM published_text WHERE number = ANY(CAST(:numbers AS bigint[]))"),
            {"numbers": list(numbers)},
        )
    subtract_words(connection, count_words(gone))


def clear(session: Session) -> None:
    """Empty the full text."""
    connection = session.connection()
    if _is_sqlite(session):
        connection.execute(
            text("INSERT INTO published_text (published_text) VALUES ('delete-all')")
        )
        connection.execute(text("DELETE FROM published_text_kept"))
    else:
        connection.execute(text("DELETE FROM published_text"))
    connection.execute(delete(PublishedWord))


def optimize(session: Session) -> None:
    """Merge the full text to one segment after many writes: a word is read in a third of the time.

    SQLite keeps what was written together in a segment of its own, and looks words up in each.
    """
    if _is_sqlite(session):
        session.connection().execute(
            text("INSERT INTO published_text (published_text) VALUES ('optimize')")
        )


def read_lexemes(session: Session, numbers: Collection[int]) -> dict[int, frozenset[str]]:
    """Returns the lexemes of those of these releases that are in the full text; one statement."""
    connection = session.connection()
    if _is_sqlite(session):
        kept = streams(connection, numbers)
        return {number: frozenset(stream.split(" ")) for number, stream in kept.items()}
    rows = connection.execute(
        text(
            "SELECT number, tsvector_to_array(lexemes) FROM published_text"
            " WHERE number = ANY(CAST(:numbers AS bigint[]))"
        ),
        {"numbers": list(numbers)},
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for number, lexemes in rows:
        found[number].update(lexemes)
    return {number: frozenset(lexemes) for number, lexemes in found.items()}


def _stream_rows(parts: Sequence[Part], digest: str) -> list[dict[str, Any]]:
    stream = _stream(parts)
    kept = zlib.compress(stream.encode(), _COMPRESSION)
    return [{"stream": stream, "kept": kept, "digest": digest}]


def _insert_streams(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(_INSERT_STREAM, rows)
    connection.execute(_INSERT_KEPT, rows)


def _vector_rows(parts: Sequence[Part], digest: str) -> list[dict[str, Any]]:
    return [
        {"part": place, "digest": digest, "lexemes": _vector(part)}
        for place, part in enumerate(parts)
    ]


def _insert_vectors(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    columns = ("number", "part", "digest", "lexemes")
    connection.execute(_INSERT_VECTORS, {name: [row[name] for row in rows] for name in columns})


def _digest(fields: TextFields) -> str:
    """Returns the same for texts with the same lexemes, until `ANALYSIS` grows."""
    text_of = json.dumps([ANALYSIS, *asdict(fields).values()])
    return blake2b(text_of.encode(), digest_size=16).hexdigest()


def _known_digests(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    if not numbers:
        return {}
    if connection.dialect.name == "sqlite":
        asked = (
            "SELECT number, digest FROM published_text_kept"
            " WHERE number IN (SELECT value FROM json_each(:numbers))"
        )
        rows = connection.execute(text(asked), {"numbers": json.dumps(list(numbers))})
    else:
        asked = (
            "SELECT number, digest FROM published_text"
            " WHERE part = 0 AND number = ANY(CAST(:numbers AS bigint[]))"
        )
        rows = connection.execute(text(asked), {"numbers": list(numbers)})
    found: dict[int, str] = {row.number: row.digest for row in rows}
    return found


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _stream(parts: Iterable[Part]) -> str:
    """Returns all lexemes as one text for FTS5."""
    ordered, unordered = zip(*parts, strict=True)
    return f" {GAP} ".join(filter(None, (" ".join(some) for some in (*ordered, *unordered))))


def _vector(part: Part) -> str:
    """Returns the lexemes as a tsvector is written: 'a':1,3 'b':2 'c'."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place, lexeme in enumerate(part.ordered, 1):
        if lexeme != GAP:
            places[lexeme].append(str(place))
    ordered = [f"'{lexeme}':{','.join(found)}" for lexeme, found in places.items()]
    return " ".join([*ordered, *(f"'{lexeme}'" for lexeme in part.unordered)])


def streams(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Returns the lexemes of each of these releases as SQLite keeps them, a space between two."""
    rows = connection.execute(
        text(
            "SELECT number, lexemes FROM published_text_kept"
            " WHERE number IN (SELECT value FROM json_each(:numbers))"
        ),
        {"numbers": json.dumps(list(numbers))},
    )
    return {number: zlib.decompress(lexemes).decode() for number, lexemes in rows}


def count_words(documents: Iterable[Iterable[str]]) -> dict[str, int]:
    """Returns how many documents, each given by its lexemes, have each word as it is written."""
    counts: Counter[str] = Counter()
    for lexemes in documents:
        plain = {lexeme for lexeme in filter(str.isalpha, lexemes) if is_offered(lexeme, lexeme)}
        written = {lexeme.removeprefix(WRITTEN) for lexeme in lexemes if lexeme.startswith(WRITTEN)}
        # A form counts as a word only where it is written so.
        counts.update(plain.difference(map(folded, written)) | written)
    return dict(counts)


def add_words(connection: Connection, counts: Mapping[str, int]) -> None:
    """Count words of documents that were added; one statement."""
    words = sorted(counts)
    forms = [folded(word) for word in words]
    values: dict[str, Sequence[object]] = {
        "word": words,
        "form": forms,
        "head": [form[0] for form in forms],
        "size": [len(form) for form in forms],
        "releases": [counts[word] for word in words],
    }
    _run(
        connection,
        values,
        "INSERT INTO published_word (word, form, head, size, releases)"
        " SELECT word, form, head, size, releases FROM {new} WHERE true ON CONFLICT (word)"
        " DO UPDATE SET releases = published_word.releases + excluded.releases",
    )


def subtract_words(connection: Connection, counts: Mapping[str, int]) -> None:
    """Subtract words of documents that were taken away; words of no document are deleted."""
    words = sorted(counts)
    values: dict[str, Sequence[object]] = {
        "word": words,
        "releases": [counts[word] for word in words],
    }
    _run(
        connection,
        values,
        "UPDATE published_word SET releases = published_word.releases - new.releases"
        " FROM {new} WHERE published_word.word = new.word",
    )
    _run(
        connection,
        {"word": words},
        "DELETE FROM published_word WHERE releases <= 0 AND word IN (SELECT word FROM {new})",
    )


def _run(connection: Connection, values: Mapping[str, Sequence[object]], sql: str) -> None:
    """`sql` with a table `new` of these columns: all rows at once, or one after the other.

    SQLite takes them one by one: reading as many from JSON would take twice as long as writing.
    """
    if not values["word"]:
        return
    if connection.dialect.name == "sqlite":
        rows = list(zip(*values.values(), strict=True))
        connection.exec_driver_sql(_of_each(sql, tuple(values)), rows)
    else:
        connection.execute(_from_arrays(sql, tuple(values)), dict(values))


# Made once each: to build one takes longer than to look it up.
@cache
def _of_each(sql: str, names: Sequence[str]) -> str:
    columns = ", ".join(f"? AS {name}" for name in names)
    return sql.format(new=f"(SELECT {columns}) AS new")


@cache
def _from_arrays(sql: str, names: Sequence[str]) -> TextClause:
    kinds = {name: "bigint" if name in ("size", "releases") else "text" for name in names}
    arrays = ", ".join(f"CAST(:{name} AS {kinds[name]}[])" for name in names)
    return text(sql.format(new=f"unnest({arrays}) AS new ({', '.join(names)})"))
