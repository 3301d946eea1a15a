"""Entries of the change stream under a selection: facts, with whole documents and tombstones.

A partner gets a fact when the release is in the selection after it, or was before it. The newest
fact of a release comes with the document that it made public; an earlier one comes without, since
a later one follows in the same stream. So a partner that reads up to the head has what the list of
the selection shows, wherever it began.

The words of `q` are compared with the newest text alone, as no other is kept: a partner then gets
`left` and `withdrawn` also for releases that only the other filters had.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import select
from sqlmodel import Session, col

from app.base.addresses import ReleaseAddresses
from app.base.compact_json import compact
from app.base.wire import format_instant
from app.changes import log
from app.changes.log import ChangeKind
from app.changes.queries import Step, list_steps
from app.db.database import to_microseconds
from app.published.models import PublishedRelease, PublishedSlug
from app.published.reading import document_json
from app.published.reading.document_json import Document
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection
from app.published.selection.matching import Facts, matches
from app.stream.cursor import CursorMaker, CursorSigner, LogPosition

LEFT = "left"
# Kinds that take a text away: a partner that has it must get them, whatever followed.
TAKES_AWAY = frozenset((LEFT, ChangeKind.WITHDRAWN.value))
# Facts that one page of a narrow selection may examine, and that one query reads at most.
MOST_EXAMINED = 10_000
AT_ONCE = 1_000


@dataclass(frozen=True)
class Entry:
    """One fact as JSON, and the cursor that continues after it."""

    position: LogPosition
    kind: str
    text: str
    cursor: str

    @property
    def event(self) -> bytes:
        """Returns the entry as an event of an event stream; compact JSON has no line breaks.

        Made for each client anew: kept, it would double what waits for slow clients.
        """
        return f"event: {self.kind}\nid: {self.cursor}\ndata: {self.text}\n\n".encode()


@dataclass(frozen=True)
class LogPage:
    """The entries of one part of the log, up to `to`; `head` is the number of the newest fact."""

    entries: Sequence[Entry]
    to: LogPosition
    head: int

    @property
    def has_more(self) -> bool:
        """Whether the log has facts after this page."""
        return self.to.seq < self.head


def read_page(
    reader: Reader, selection: Selection, since: LogPosition, limit: int, signer: CursorSigner
) -> LogPage:
    """Returns at most `limit` entries after `since`; fewer, or none, under a narrow selection."""
    selector = FactSelector(reader, [selection])
    session, addresses = reader.session, signer.addresses
    head = log.head(session)
    selected: list[SelectedFact] = []
    to = since
    for steps in _chunks(session, since.seq, limit):
        selector.load(steps)
        for step in steps:
            to = position_of(step)
            kind = selector.kind_of(selection, step)
            if kind is not None:
                selected.append(SelectedFact(step, kind))
                if len(selected) == limit:
                    break
        if len(selected) == limit:
            break
    return LogPage(selector.entries(selected, signer.bound(selection), addresses), to, head)


def _chunks(session: Session, since: int, size: int) -> Iterator[Sequence[Step]]:
    """Yields facts in growing pieces: under a wide selection the first one fills a page."""
    left = MOST_EXAMINED
    while left > 0:
        steps = list_steps(session, since, size)
        yield steps
        if len(steps) < size:
            return
        since, left, size = steps[-1].seq, left - size, min(4 * size, AT_ONCE)


def read_for_all(
    reader: Reader, selections: Collection[Selection], since: int, signer: CursorSigner
) -> tuple[dict[Selection, LogPage], LogPosition | None]:
    """`read_page` for many selections at once: each fact and document is read once.

    Returns the pages that have entries, and the position that all of them reach; None for the
    position when there is nothing new.
    """
    selector = FactSelector(reader, selections)
    steps = list_steps(reader.session, since, AT_ONCE)
    if not steps:
        return {}, None
    selector.load(steps)
    head, to = log.head(reader.session), position_of(steps[-1])
    found = {}
    for selection in selections:
        kinds = ((step, selector.kind_of(selection, step)) for step in steps)
        selected = [SelectedFact(step, kind) for step, kind in kinds if kind is not None]
        if selected:
            entries = selector.entries(selected, signer.bound(selection), signer.addresses)
            found[selection] = LogPage(entries, to, head)
    return found, to


@dataclass(frozen=True)
class SelectedFact:
    """A fact that a selection gets, and the kind that it is called there."""

    step: Step
    kind: str


class FactSelector:
    """Compares facts with selections in one state of the read model."""

    def __init__(self, reader: Reader, selections: Iterable[Selection]) -> None:
        self._session = reader.session
        self._facts: dict[str, Facts] = {}
        self._documents: dict[UUID, Document] = {}
        self._numbers: dict[UUID, int] = {}
        self._found: dict[Selection, BitMap] = {}
        # First of all: the index may have to bring the session to a newer state.
        worded = [selection for selection in selections if selection.text is not None]
        if worded:
            with reader.steady():
                self._found = {selection: reader.numbers(selection) for selection in worded}

    def load(self, steps: Iterable[Step]) -> None:
        """Read what `kind_of` needs of these facts, in one query."""
        wanted = {step.release_id for step in steps if step.is_last} - self._numbers.keys()
        if self._found and wanted:
            release_id, number = col(PublishedRelease.id), col(PublishedRelease.number)
            rows = self._session.execute(select(release_id, number).where(release_id.in_(wanted)))
            self._numbers.update((row[0], row[1]) for row in rows)

    def kind_of(self, selection: Selection, step: Step) -> str | None:
        """Returns the kind under which a selection gets a loaded fact; None when it does not."""
        if self._has(selection, step.facts) and self._has_words(selection, step):
            return step.kind
        if self._has(selection, step.before):
            return step.kind if step.kind == ChangeKind.WITHDRAWN else LEFT
        return None

    def entries(
        self,
        selected: Sequence[SelectedFact],
        cursor: CursorMaker | None,
        addresses: ReleaseAddresses,
    ) -> tuple[Entry, ...]:
        """Returns the entries of selected facts, with their documents and addresses.

        Without `cursor` an entry has none: what is pushed is not asked for again.
        """
        self._read_documents([one.step.release_id for one in selected if _shows_document(one)])
        gone = [one.step.release_id for one in selected if one.kind == ChangeKind.WITHDRAWN]
        slugs = slugs_of(self._session, gone)
        return tuple(self._entry(one, cursor, addresses, slugs) for one in selected)

    def _entry(
        self,
        one: SelectedFact,
        cursor: CursorMaker | None,
        addresses: ReleaseAddresses,
        slugs: Mapping[UUID, Sequence[str]],
    ) -> Entry:
        step = one.step
        document = self._documents.get(step.release_id) if _shows_document(one) else None
        url = addresses.url(step.release_id)
        withdrawn = one.kind == ChangeKind.WITHDRAWN
        named = slugs.get(step.release_id, ())
        former = [url, *(addresses.url(slug) for slug in named)]
        position = position_of(step)
        here = {} if cursor is None else {"cursor": cursor(position)}
        members = {
            "seq": step.seq,
            **here,
            "kind": one.kind,
            "release_id": str(step.release_id),
            "version": step.version,
            "at": format_instant(step.at),
            "note": json.loads(step.note) if step.note and one.kind != LEFT else None,
            "url": url,
            "addresses": former if withdrawn else None,
        }
        shown = (
            "null" if document is None else document_json.release_json(document, addresses).decode()
        )
        head = compact(members)
        text = f'{head[:-1]},"document":{shown}}}'
        return Entry(position, one.kind, text, here.get("cursor", ""))

    def _has(self, selection: Selection, text: str | None) -> bool:
        if text is None:
            return False
        facts = self._facts.get(text)
        if facts is None:
            facts = self._facts[text] = Facts.from_json(text)
        return matches(selection, facts)

    def _has_words(self, selection: Selection, step: Step) -> bool:
        found = self._found.get(selection)
        return found is None or not step.is_last or self._numbers[step.release_id] in found

    def _read_documents(self, release_ids: Iterable[UUID]) -> None:
        wanted = [each for each in release_ids if each not in self._documents]
        if not wanted:
            return
        release_id = col(PublishedRelease.id)
        asked = select(release_id, col(PublishedRelease.document)).where(
            release_id.in_(wanted), col(PublishedRelease.listed).is_(True)
        )
        for row in self._session.execute(asked):
            self._documents[row.id] = Document(row.id, row.document)


def _shows_document(one: SelectedFact) -> bool:
    return one.step.is_last and one.kind not in TAKES_AWAY


def position_of(step: Step) -> LogPosition:
    """Returns the position of a fact in the log."""
    return LogPosition(step.seq, to_microseconds(step.at))


def slugs_of(session: Session, release_ids: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Returns every slug of these releases, the present one first. Two statements at most."""
    if not release_ids:
        return {}
    present = select(col(PublishedRelease.id), col(PublishedRelease.slug))
    former = select(col(PublishedSlug.release_id), col(PublishedSlug.slug))
    found: dict[UUID, list[str]] = {}
    for release_id, slug in session.execute(
        present.where(col(PublishedRelease.id).in_(release_ids))
    ):
        found[release_id] = [slug]
    for release_id, slug in session.execute(
        former.where(col(PublishedSlug.release_id).in_(release_ids)).order_by(
            col(PublishedSlug.slug)
        )
    ):
        found.setdefault(release_id, []).append(slug)
    return found
