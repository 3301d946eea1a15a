"""Two texts of a release, member by member; text as a word diff. Pure."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field

from app.base.wire import Output
from app.releases.body import to_text
from app.releases.content import Content

TEXTS = ("title", "subtitle", "summary", "usage_terms", "internal_note")
# difflib compares each with each at worst: a million pairs take a fraction of a second. Beyond
# that, paragraphs are compared first, and what is too long still stands as one change.
MOST_PAIRS = 1_000_000
# A number; a word; letters one by one where a script has no blanks; a sign; each with the blanks
# after it.
_ALONE = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_WORD = re.compile(rf"(?:\d+(?:[.,]\d+)*|(?:(?!{_ALONE})\w)+|{_ALONE}|[^\w\s])\s*|\s+")
_PARAGRAPH = re.compile(r".*?(?:\n\s*|$)", re.DOTALL)


class Op(StrEnum):
    """What became of a run of words."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


class Piece(Output):
    """A run of words: `equal` and `delete` make the older text, `equal` and `insert` the newer."""

    op: Op
    text: str


class FieldChange(Output):
    """One member that differs: values for most, a word diff for text."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "field": "title",
                    "before": None,
                    "after": None,
                    "diff": [
                        {"op": "equal", "text": "Winter supplies reach "},
                        {"op": "delete", "text": "Ederne"},
                        {"op": "insert", "text": "Edirne"},
                    ],
                }
            ]
        }
    )

    field: str = Field(description="A member of the release; `body_html` is compared as text.")
    before: Any = Field(description="The older value; null where there is a `diff`.")
    after: Any = Field(description="The newer value; null where there is a `diff`.")
    diff: list[Piece] | None = Field(
        description="For text. Null for a body of which only the markup differs: then `before` and"
        " `after` are its HTML."
    )


def compare(before: Content, after: Content) -> list[FieldChange]:
    """The members that differ, in the order of the shape."""
    no_words = {"left_out"}
    old, new = (one.model_dump(mode="json", exclude=no_words) for one in (before, after))
    return [_change(name, old[name], new[name]) for name in old if old[name] != new[name]]


def word_diff(before: str, after: str) -> list[Piece]:
    """Runs of words that are equal, deleted or inserted, neighbours of one kind joined."""
    return _joined(_diff(_WORD.findall(before), _WORD.findall(after)))


def _change(name: str, before: Any, after: Any) -> FieldChange:
    if name == "body_html":
        old, new = to_text(before), to_text(after)
        if old != new:
            return FieldChange(field=name, before=None, after=None, diff=word_diff(old, new))
    elif name in TEXTS:
        diff = word_diff(before or "", after or "")
        return FieldChange(field=name, before=None, after=None, diff=diff)
    return FieldChange(field=name, before=before, after=after, diff=None)


Change = tuple[Op, str]


def _diff(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The changes from one row of words to another, equal beginnings and ends apart."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    yield Op.EQUAL, "".join(before[:start])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) <= MOST_PAIRS:
        yield from _matched(old, new)
    else:
        yield from _by_paragraph("".join(old), "".join(new))
    yield Op.EQUAL, "".join(before[len(before) - end :])


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _matched(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for op, *span in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[span[0] : span[1]]), "".join(after[span[2] : span[3]])
        if op == "equal":
            yield Op.EQUAL, old
        else:
            yield Op.DELETE, old
            yield Op.INSERT, new


def _by_paragraph(before: str, after: str) -> Iterator[Change]:
    old, new = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        yield Op.DELETE, before
        yield Op.INSERT, after
        return
    deleted = inserted = ""
    for op, text in (*_matched(old, new), (Op.EQUAL, "")):
        if op is Op.DELETE:
            deleted += text
        elif op is Op.INSERT:
            inserted += text
        else:
            yield from _within(deleted, inserted)
            deleted = inserted = ""
            yield op, text


def _within(before: str, after: str) -> Iterator[Change]:
    """The words that changed in paragraphs that took one another's place."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) <= MOST_PAIRS:
        yield from _matched(old, new)
    else:
        yield Op.DELETE, before
        yield Op.INSERT, after


def _joined(changes: Iterator[Change]) -> list[Piece]:
    """Without empty runs; between two equal runs first what went, then what came."""
    pieces: list[Piece] = []
    pending = {Op.DELETE: "", Op.INSERT: ""}
    equal = ""
    for op, text in (*changes, (Op.EQUAL, "")):
        if op is not Op.EQUAL:
            if text and equal:
                pieces.append(Piece(op=Op.EQUAL, text=equal))
                equal = ""
            pending[op] += text
        elif text:
            pieces += [Piece(op=kind, text=run) for kind, run in pending.items() if run]
            pending = {Op.DELETE: "", Op.INSERT: ""}
            equal += text
    if equal:
        pieces.append(Piece(op=Op.EQUAL, text=equal))
    pieces += [Piece(op=kind, text=run) for kind, run in pending.items() if run]
    return pieces
