"""Wire shapes of editorial acts: what goes with a correction, a withdrawal, a schedule."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from app.base.examples import load_example
from app.base.wire import Input, Instant
from app.releases.desk.schemas import Note


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


class ScheduleInput(Input):
    """When the release becomes public: an instant, or a wall-clock time and its zone."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("releases/desk", "schedule")]}
    )

    at: Instant | None = Field(None, examples=["2026-12-18T09:00:00Z"])
    local_time: Annotated[str, StringConstraints(max_length=32)] | None = Field(
        None, examples=["2026-12-18T09:00"]
    )
    zone: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, examples=["Europe/Istanbul"]
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.at is None) == (self.local_time is None):
            raise ValueError("give `at` (an instant), or `local_time` with `zone`")
        if (self.local_time is None) != (self.zone is None):
            raise ValueError("`local_time` and `zone` go together")
        return self
