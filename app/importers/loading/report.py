"""The report of an import: what every block of the source became, and every draft."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal, Self

from app.base.problems import Invalid, Problem
from app.importers.draft import ImportedDraft
from app.importers.text_pages.page import PageReading
from app.releases.content import Content
from app.releases.models import Release

# kept: an editor has changed, scheduled or withdrawn the release since, so new words are left out.
Fate = Literal["created", "updated", "unchanged", "kept", "failed"]
SHOWN = 60


@dataclass(frozen=True)
class DraftOutcome:
    """What became of one draft."""

    became: Fate
    position: int
    title: str
    slug: str | None
    reason: str | None
    unresolved: str | None
    # Whether an editor has to decide: it could not be published, or its date not be read.
    undecided: bool = False

    @classmethod
    def made(cls, became: Fate, draft: ImportedDraft, release: Release, content: Content) -> Self:
        """Outcome of a draft that is a release."""
        dateline = content.dateline
        unresolved = dateline.text if dateline and dateline.location is None else None
        reason = "; ".join(draft.doubts) or None
        undecided = became in ("created", "updated") and draft.lacks_its_date
        return cls(became, draft.position, draft.title, release.slug, reason, unresolved, undecided)

    @classmethod
    def failed(cls, draft: ImportedDraft, refusal: Problem) -> Self:
        """Outcome of a draft that cannot be saved, with every reason."""
        faults = refusal.faults if isinstance(refusal, Invalid) else ()
        reason = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults)
        reason = reason or refusal.detail
        return cls("failed", draft.position, draft.title, None, reason, None)

    def as_line(self) -> str:
        """The outcome in one line for a terminal."""
        line = f"{self.became:9} {self.position:4}  {_short(self.title)}"
        if self.slug:
            line += f"  /{self.slug}"
        if self.unresolved:
            line += f"  (place not known: {self.unresolved})"
        return f"{line}  {self.reason}" if self.reason else line


@dataclass(frozen=True)
class ImportReport:
    """What an import did or, as a dry run, would do."""

    reading: PageReading
    outcomes: tuple[DraftOutcome, ...]
    dry_run: bool

    @property
    def lost(self) -> bool:
        """Whether a block of the source is in no release, or a draft failed."""
        failed = any(outcome.became == "failed" for outcome in self.outcomes)
        return failed or any(block.lost for block in self.reading.blocks)

    @property
    def incomplete(self) -> bool:
        """Whether something was lost, or an editor has to decide something."""
        undecided = any(outcome.undecided for outcome in self.outcomes)
        return (
            self.lost
            or not self.outcomes
            or undecided
            or any(block.doubtful for block in self.reading.blocks)
        )

    @property
    def counts(self) -> dict[str, int]:
        """Number of drafts by outcome."""
        return dict(Counter(outcome.became for outcome in self.outcomes))

    def as_text(self) -> str:
        """The report for a terminal: a line for each block and each release, then the totals."""
        lines = [
            f"lines {block.first_line}-{block.last_line}: {block.became}"
            f"{'' if block.draft is None else f' of release {block.draft}'}"
            f"{' (may be a title)' if block.doubtful else ''}  {_short(block.text)}"
            for block in self.reading.blocks
        ]
        lines.append("")
        lines += [outcome.as_line() for outcome in self.outcomes]
        lines += [f"note: {note}" for note in self.reading.notes]
        lines += [
            f"taken out: {gone.name}, {gone.count} times, first in line {gone.first_line}"
            for gone in self.reading.removed
        ]
        totals = ", ".join(f"{count} {fate}" for fate, count in sorted(self.counts.items()))
        lines.append(
            f"{'Dry run: ' if self.dry_run else ''}{totals or 'no release was found on this page'}"
        )
        return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
