"""A document on its way into the read model: what is stored of it, made before any lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.changes import log
from app.changes.log import ChangeKind
from app.published.document import PublicRelease
from app.published.selection.matching import facts_in
from app.published.store.fulltext_storage import Words, words_of
from app.published.store.rows import row_of
from app.published.words.analysis import TextFields

# The number of a release is that of its first fact, which is known once the log is locked.
_NO_NUMBER = 0


@dataclass(frozen=True)
class Prepared:
    """The row and the fact, both without their number, and the words if they were analysed.

    `fulltext_storage.write` makes the words of a text that changed.
    """

    values: Mapping[str, Any]
    fact: log.Fact
    fields: TextFields
    words: Words | None = None


def prepare(document: PublicRelease, sort_at: datetime, kind: ChangeKind) -> Prepared:
    """Returns what is stored of `document` when it becomes public as `kind`."""
    correction = document.correction if kind is ChangeKind.CORRECTED else None
    note = correction.model_dump_json() if correction else None
    values = row_of(document, sort_at, _NO_NUMBER)[1]
    facts = facts_in(values).to_json()
    at, version = document.modified_at, document.version
    return Prepared(
        values,
        log.Fact(kind, document.id, version, at, note, facts),
        TextFields.of(document),
    )


def prepare_with_words(
    document: PublicRelease, sort_at: datetime, kind: ChangeKind, *, is_sqlite: bool
) -> Prepared:
    """Like `prepare`, with its text analysed."""
    made = prepare(document, sort_at, kind)
    words = words_of(made.fields, is_sqlite=is_sqlite)
    return Prepared(made.values, made.fact, made.fields, words)
