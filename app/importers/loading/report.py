"""The account of an import: what became of every block of the source, and of every draft."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal, Self

from app.base.problems import Invalid
from app.importers.draft import ImportedDraft
from app.importers.text_pages.page import PageReading
from app.releases.content import Content
from app.releases.models import Release

# kept: an editor changed the release since, or it was withdrawn; the source's new words are not in.
Fate = Literal["created", "updated", "unchanged", "kept", "failed"]
SHOWN = 60


@dataclass(frozen=True)
class Outcome:
    """What became of one draft."""

    became: Fate
    position: int
    title: str
    slug: str | None
    reason: str | None
    unresolved: str | None

    @classmethod
    def made(cls, became: Fate, draft: ImportedDraft, release: Release, content: Content) -> Self:
        """A draft that is a release now, or was one before."""
        dateline = content.dateline
        unresolved = dateline.text if dateline and dateline.location is None else None
        return cls(became, draft.position, draft.title, release.slug, None, unresolved)

    @classmethod
    def failed(cls, draft: ImportedDraft, refusal: Invalid) -> Self:
        """A draft that cannot be saved, and every reason why."""
        reason = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in refusal.faults)
        return cls("failed", draft.position, draft.title, None, reason, None)

    def as_line(self) -> str:
        """For a terminal."""
        line = f"{self.became:9} {self.position:4}  {_short(self.title)}"
        if self.slug:
            line += f"  /{self.slug}"
        if self.unresolved:
            line += f"  (place not known: {self.unresolved})"
        return f"{line}  {self.reason}" if self.reason else line


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or, dry, would do."""

    reading: PageReading
    outcomes: tuple[Outcome, ...]
    dry_run: bool

    @property
    def lost(self) -> bool:
        """Whether anything of the source is in no release: a block, or a draft that failed."""
        failed = any(outcome.became == "failed" for outcome in self.outcomes)
        return failed or any(block.lost for block in self.reading.blocks)

    @property
    def counts(self) -> dict[str, int]:
        """How many drafts met each fate."""
        return dict(Counter(outcome.became for outcome in self.outcomes))

    def as_text(self) -> str:
        """The report for a terminal: one line a block, one a release, the totals last."""
        lines = [
            f"lines {block.first_line}-{block.last_line}: {block.became}"
            f"{'' if block.draft is None else f' of release {block.draft + 1}'}"
            f"  {_short(block.text)}"
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
        lines.append(f"{'Dry run: ' if self.dry_run else ''}{totals or 'nothing found'}")
        return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
