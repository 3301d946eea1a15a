"""Which releases have any of some queries: read from the full text."""

import json
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlmodel import Session

from app.published.words.lexeme_query import LexemeQuery

Numbers = NDArray[np.uint32]
_Sets = Sequence[Collection[LexemeQuery]]
NOBODY: Numbers = np.zeros(0, np.uint32)

# One text for each set is read three times as fast as a row for each release (at 100,000).
_MATCHED = text(
    "SELECT asked.key, (SELECT group_concat(rowid) FROM published_text"
    " WHERE published_text MATCH asked.value) FROM json_each(:asked) AS asked"
)
_QUERIED = text(
    "SELECT asked.at - 1, found.numbers"
    " FROM unnest(CAST(:asked AS text[])) WITH ORDINALITY AS asked (q, at),"
    " LATERAL (SELECT string_agg(CAST(number AS text), ',') AS numbers FROM published_text"
    " WHERE lexemes @@ CAST(asked.q AS tsquery)) AS found"
)


def read_numbers(session: Session, sets: _Sets) -> list[Numbers]:
    """For each set of queries the releases that have any of them, in order; one statement."""
    if not sets:
        return []
    found = [NOBODY] * len(sets)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    for at, joined in (_matching if is_sqlite else _querying)(session, sets):
        if joined is not None:
            numbers = np.fromstring(joined, dtype=np.uint32, sep=",")
            found[at] = numbers if is_sqlite else _in_order(numbers)
    return found


def _matching(session: Session, sets: _Sets) -> Sequence[Sequence[Any]]:
    asked = [" OR ".join(map(_matched, queries)) for queries in sets]
    return session.connection().execute(_MATCHED, {"asked": json.dumps(asked)}).all()


def _querying(session: Session, sets: _Sets) -> Sequence[Sequence[Any]]:
    # A word that half of the releases have would have all of them read and their texts unpacked;
    # the index alone knows the answer.
    connection = session.connection()
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    asked = [" | ".join(map(_queried, some)) for some in sets]
    return connection.execute(_QUERIED, {"asked": asked}).all()


def _in_order(numbers: Numbers) -> Numbers:
    """Each once: parts of a long text are rows of their own. FTS5 has no parts, and an order."""
    found = np.sort(numbers, kind="stable")
    once: Numbers = found[np.concatenate([found[:1] >= 0, found[1:] != found[:-1]])]
    return once


def _matched(query: LexemeQuery) -> str:
    # Lexemes hold letters, digits and the sign of marks alone: nothing in them has to be escaped.
    return f'"{" ".join(query.lexemes)}"{" *" * query.is_prefix}'


def _queried(query: LexemeQuery) -> str:
    asked = " <-> ".join(f"'{lexeme}'" for lexeme in query.lexemes)
    return f"({asked}{':*' * query.is_prefix})"
