"""Which releases have any of some needles: read from the full text."""

import json
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlmodel import Session

from app.core.look import Look
from app.published.fulltext_needles import Needle

Numbers = NDArray[np.uint32]
NOBODY: Numbers = np.zeros(0, np.uint32)

# One text for each set is read three times as fast as a row for each release: measured at
# 100,000. A statement that is always the same is made once.
_MATCHED = Look(
    text(
        "SELECT (SELECT group_concat(rowid) FROM published_text"
        " WHERE published_text MATCH asked.value) FROM json_each(:asked) AS asked"
        " ORDER BY asked.key"
    )
)
_QUERIED = Look(
    text(
        "SELECT found.numbers FROM unnest(CAST(:asked AS text[])) WITH ORDINALITY AS asked (q, at),"
        " LATERAL (SELECT string_agg(CAST(number AS text), ',') AS numbers FROM published_text"
        " WHERE lexemes @@ CAST(asked.q AS tsquery)) AS found ORDER BY asked.at"
    )
)


def read_numbers(session: Session, sets: Sequence[Collection[Needle]]) -> list[Numbers]:
    """For each set of needles the releases that have any of them, in order; one statement."""
    if not sets:
        return []
    if session.get_bind().dialect.name == "sqlite":
        asked = [" OR ".join(map(_matched, needles)) for needles in sets]
        rows = _MATCHED.rows(session, {"asked": json.dumps(asked)})
    else:
        # A word that half of the releases have would have all of them read and their texts
        # unpacked; the index alone knows the answer.
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        asked = [" | ".join(map(_queried, needles)) for needles in sets]
        rows = _QUERIED.rows(session, {"asked": asked})
    return [_numbers(joined) for (joined,) in rows]


def _numbers(joined: str | None) -> Numbers:
    if joined is None:
        return NOBODY
    # SQLite gives them in order, which a stable sort is quick to see; parts of a long text repeat.
    found = np.sort(np.fromstring(joined, dtype=np.uint32, sep=","), kind="stable")
    return found if (found[1:] > found[:-1]).all() else np.unique(found)


def _matched(needle: Needle) -> str:
    # Lexemes hold letters, digits and the sign of marks alone: nothing in them has to be escaped.
    return f'"{" ".join(needle.lexemes)}"{" *" * needle.is_prefix}'


def _queried(needle: Needle) -> str:
    asked = " <-> ".join(f"'{lexeme}'" for lexeme in needle.lexemes)
    return f"({asked}{':*' * needle.is_prefix})"
