"""How many releases have each word, counted with every write: what spelling is corrected by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, TextClause, text

from app.published.words.analysis import WRITTEN, is_offered
from app.published.words.letters import folded


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
