"""Wire shapes of editorial acts: what goes with a correction, a withdrawal, a schedule."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from app.base.examples import load_example
from app.base.wire import Input, Instant, PlainText
from app.releases.acts.accreditation import Grant
from app.releases.desk.fields import Note
from app.releases.wall_clock import instant_of

LocalTime = Annotated[str, StringConstraints(max_length=32)]
Zone = Annotated[str, StringConstraints(max_length=64)]


class CorrectionSeverity(StrEnum):
    """How grave what is corrected is."""

    MINOR = "minor"
    MAJOR = "major"


class CorrectionAction(StrEnum):
    """What a partner has to do with its copy."""

    UPDATE = "update"
    REPLACE = "replace"
    REMOVE = "remove"


class CorrectInput(Input):
    """A correction that readers see."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("releases/desk", "correction")]}
    )

    note: Note = Field(examples=["The number of people was 1,200, not 12,000."])
    severity: CorrectionSeverity = CorrectionSeverity.MINOR
    action: CorrectionAction = CorrectionAction.UPDATE


class WithdrawInput(Input):
    """The notice that stands where the release stood."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("releases/desk", "withdrawal")]}
    )

    notice: Note = Field(examples=["Issued in error. A new release will follow."])
    kind: str = Field(
        "gone",
        description="`gone` answers 410 with the notice, `replaced` leads to the successor,"
        " `kept` stays readable under its notice and leaves lists and feeds.",
        pattern="^(gone|replaced|kept)$",
    )
    replaced_by: UUID | None = Field(None, description="The successor's id, with kind `replaced`.")

    @model_validator(mode="after")
    def _successor(self) -> Self:
        if (self.kind == "replaced") != (self.replaced_by is not None):
            raise ValueError("replaced_by goes with kind `replaced`, and only with it")
        return self


def _require_both(local_time: str | None, zone: str | None) -> None:
    if (local_time is None) != (zone is None):
        raise ValueError("`local_time` and `zone` go together")


class GroupAccessInput(Input):
    """A group that may read the release before: at once, or from an instant on."""

    group: Annotated[str, PlainText(200)] = Field(
        description="Id of the group.", examples=["wire-services"]
    )
    readable_from: Instant | None = Field(None, description="From when on; null: at once.")
    local_time: LocalTime | None = None
    zone: Zone | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.readable_from is not None and self.local_time is not None:
            raise ValueError("give `readable_from` (an instant), or `local_time` with `zone`")
        _require_both(self.local_time, self.zone)
        return self


def _each_once(groups: list[GroupAccessInput]) -> list[GroupAccessInput]:
    if len({one.group for one in groups}) < len(groups):
        raise ValueError("name each group once")
    return groups


class ScheduleInput(Input):
    """When the release becomes public: an instant, or a wall-clock time and its zone."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("releases/desk", "schedule")]}
    )

    at: Instant | None = Field(None, examples=["2026-12-18T09:00:00Z"])
    local_time: LocalTime | None = Field(None, examples=["2026-12-18T09:00"])
    zone: Zone | None = Field(None, examples=["Europe/Istanbul"])
    embargo_groups: Annotated[list[GroupAccessInput], AfterValidator(_each_once)] | None = Field(
        None,
        max_length=100,
        description="Only members of these groups read it before; null: every key with the scope"
        " `embargo`. Left out, what was said before stays.",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.at is None) == (self.local_time is None):
            raise ValueError("give `at` (an instant), or `local_time` with `zone`")
        _require_both(self.local_time, self.zone)
        return self

    @property
    def instant(self) -> datetime:
        """When it becomes public. Raises Invalid for a time that its zone skips or shows twice."""
        return self.at or instant_of(self.local_time or "", self.zone or "")

    @property
    def names_readers(self) -> bool:
        """Whether it says who may read the release before; else that stays as it is."""
        return "embargo_groups" in self.model_fields_set

    @property
    def grants(self) -> list[Grant] | None:
        """The groups that may read it before, as `acts` takes them."""
        groups = self.embargo_groups
        return None if groups is None else [Grant(**one.model_dump()) for one in groups]
