"""Imports a press page: matches its drafts with known releases, saves them in batches, reports."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import true
from sqlmodel import Session, col, or_, select

from app.base import clock
from app.base.problems import Invalid
from app.base.settings import Settings
from app.changes import log
from app.db.database import PATIENT, Database
from app.importers.draft import ImportedDraft
from app.importers.loading.matching import (
    body_digest,
    known_titles,
    match,
    own_key,
    title_digest,
)
from app.importers.loading.models import ImportedItem
from app.importers.loading.questions import missing_from_page, with_questions
from app.importers.loading.report import DraftOutcome, ImportReport
from app.importers.loading.saving import ImportOrder, publish_each, save
from app.importers.loading.writing import UNNAMED, PageSource, content_of_draft
from app.importers.text_pages.bytes import check_text
from app.importers.text_pages.order import sort_instants
from app.importers.text_pages.page import read_page
from app.places.gazetteer import shipped_gazetteer
from app.places.spelling import populations
from app.releases.audit import Actor
from app.releases.models import Release
from app.releases.preflight import PreflightFailed
from app.releases.states import State
from app.themes.queries import keyword_rules
from app.themes.rules import Rules

# Drafts in one transaction. Other writers wait for one batch at most, a few tenths of a second.
BATCH = 50


class _DryRun(Exception):
    """Rolls the transaction of a dry run back."""


@dataclass(frozen=True)
class _Run:
    settings: Settings
    source: PageSource
    order: ImportOrder
    whole_page: frozenset[tuple[str, str]]
    rules: Rules
    # Releases that earlier drafts of this page have: a text that stands twice is two releases.
    matched: set[UUID] = field(default_factory=set)


def import_page_bytes(
    settings: Settings,
    data: bytes,
    source: PageSource,
    *,
    publish: bool = False,
    dry_run: bool = False,
    received: date | None = None,
) -> ImportReport:
    """Turn a press page into releases and report what every block of it became.

    Releases of an earlier import are recognised: unchanged ones are left alone, changed ones get a
    new revision, and those that an editor has changed since are kept and reported. `received` is
    the day on which the page was read: only when it is given, a date without a year shortly before
    it is of that year.
    Raises NotText for a file that is no text.
    """
    check_text(data)
    now = clock.now()
    by = Actor(author="import:page", at=now, origin="import", zone=settings.zone)
    outcomes: list[DraftOutcome] = []
    database = Database(settings.model_copy(update=PATIENT))
    try:
        with database.read() as session:
            is_known_title = known_titles(session, source.key)
            rules, population_of = keyword_rules(session), populations(session, shipped_gazetteer())
        reading = read_page(
            data,
            language=source.language,
            received=received,
            imported=now.astimezone(settings.zone).date(),
            population_of=population_of,
            is_known_title=is_known_title,
        )
        page = frozenset((title_digest(draft), body_digest(draft)) for draft in reading.drafts)
        placed = list(zip(reading.drafts, sort_instants(reading.drafts, now), strict=True))
        run = _Run(settings, source, ImportOrder(source.key, by, publish), page, rules)
        for start in range(0, len(placed), BATCH):
            batch = placed[start : start + BATCH]
            outcomes.extend(_import_batch(database, run, batch, dry_run=dry_run))
        with database.read() as session:
            gone = missing_from_page(session, source.key, run.matched)
            outcomes = with_questions(session, reading.drafts, outcomes, gone)
    finally:
        database.close()
    return ImportReport(reading, tuple(outcomes), dry_run=dry_run)


def _import_batch(
    database: Database,
    run: _Run,
    batch: Sequence[tuple[ImportedDraft, datetime]],
    *,
    dry_run: bool,
) -> list[DraftOutcome]:
    outcomes: list[DraftOutcome] = []
    try:
        with database.write() as session:
            # Takes the lock of the log: of two imports of one page at one moment the second waits,
            # and finds what the first has made.
            log.lock(session)
            outcomes = _import_drafts(session, run, batch)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return outcomes


def _import_drafts(
    session: Session, run: _Run, batch: Sequence[tuple[ImportedDraft, datetime]]
) -> list[DraftOutcome]:
    drafts = [draft for draft, _ in batch]
    items = match(drafts, _candidates(session, run, drafts), run.whole_page, run.source.key)
    outcomes: list[DraftOutcome] = []
    debuts: dict[int, Release] = {}
    for (draft, sort_at), item in zip(batch, items, strict=True):
        try:
            content = content_of_draft(session, draft, run.source, run.settings, sort_at, run.rules)
            release, outcome = save(session, run.order, draft, content, item)
        except (Invalid, PreflightFailed) as refusal:
            outcomes.append(DraftOutcome.failed(draft, refusal))
            continue
        run.matched.add(release.id)
        if run.order.publish and release.state == State.DRAFT and outcome.became != "kept":
            debuts[len(outcomes)] = release
        outcomes.append(outcome)
    for position, reason in publish_each(session, debuts, run.order.by).items():
        outcomes[position] = replace(outcomes[position], reason=reason, undecided=True)
    return outcomes


def _candidates(session: Session, run: _Run, drafts: Sequence[ImportedDraft]) -> list[ImportedItem]:
    """Items that the drafts may be, oldest first. A source without a name may be any other one."""
    source = run.source.key
    sources = true() if source == UNNAMED else col(ImportedItem.source).in_([source, UNNAMED])
    wanted = or_(
        col(ImportedItem.key).in_([own_key(draft) for draft in drafts]),
        col(ImportedItem.title_digest).in_([title_digest(draft) for draft in drafts]),
        col(ImportedItem.body_digest).in_([body_digest(draft) for draft in drafts if draft.body]),
    )
    asked = select(ImportedItem).where(sources, wanted).order_by(col(ImportedItem.release_id))
    return [item for item in session.exec(asked) if item.release_id not in run.matched]
