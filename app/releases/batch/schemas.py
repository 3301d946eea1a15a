"""Wire shapes of a batch: many acts in, one result for each out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    RootModel,
    StrictBool,
    TypeAdapter,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.base.examples import load_example
from app.base.wire import Input, Output
from app.releases.desk.act_schemas import CorrectInput, ScheduleInput, WithdrawInput
from app.releases.desk.schemas import ReleaseInput, ReleasePatch
from app.releases.preflight import Finding

MAX_ACTS = 1_000

_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
_EXAMPLE: dict[str, JsonValue] = {
    "atomic": False,
    "acts": [
        {"act": "create", "release": {"title": "Ferry service resumes"}},
        {"act": "edit", "id": _ID, "if_match": '"1"', "patch": {"title": "Ferries sail again"}},
        {"act": "publish", "id": _ID, "if_match": '"2"'},
    ],
}
DONE: dict[str, JsonValue] = {
    "index": 0,
    "status": 201,
    "id": _ID,
    "etag": '"1"',
    "problem": None,
    "warnings": [],
}
_REFUSED: dict[str, JsonValue] = {
    "index": 1,
    "status": 412,
    "id": _ID,
    "etag": None,
    "problem": {
        "type": "https://press.example/problems/stale",
        "title": "The release was changed in the meantime",
        "status": 412,
        "detail": 'The current entity tag is "4".',
        "instance": f"urn:request:{_ID}",
        "etag": '"4"',
    },
    "warnings": [],
}


def _shows(act: str, words: dict[str, Any]) -> ConfigDict:
    example = {"act": act, "id": _ID, "if_match": '"2"', **words}
    return ConfigDict(json_schema_extra={"examples": [example]})


class CreateAct(Input):
    """Begin a release."""

    act: Literal["create"]
    release: ReleaseInput


class ActOnRelease(Input):
    """Names the release, in the state that the caller knows."""

    id: UUID
    if_match: str | None = Field(None, description="The release's `ETag`; needed.")


class DebutAct(ActOnRelease):
    """An act that makes words public, or will: preflight looks at it."""

    strict: StrictBool = Field(
        False, description="Let warnings of preflight stop the act as errors do."
    )


class EditAct(ActOnRelease):
    """Put a merge patch (RFC 7396) on the words."""

    act: Literal["edit"]
    patch: ReleasePatch


class ReplaceAct(ActOnRelease):
    """Replace all words."""

    act: Literal["replace"]
    release: ReleaseInput


class DeleteAct(ActOnRelease):
    """Delete a draft that was never public."""

    act: Literal["delete"]


class PublishAct(DebutAct):
    """Make the newest words public."""

    act: Literal["publish"]


class UpdateAct(DebutAct):
    """Make newer words public, without calling it a correction."""

    act: Literal["update"]


class CorrectAct(DebutAct, CorrectInput):
    """Make newer words public and tell what was wrong."""

    model_config = _shows("correct", load_example("releases/desk", "correction"))

    act: Literal["correct"]


class WithdrawAct(ActOnRelease, WithdrawInput):
    """Take a public release back."""

    model_config = _shows("withdraw", load_example("releases/desk", "withdrawal"))

    act: Literal["withdraw"]


class ScheduleAct(DebutAct, ScheduleInput):
    """Set or move the instant at which it becomes public."""

    model_config = _shows("schedule", load_example("releases/desk", "schedule"))

    act: Literal["schedule"]


class UnscheduleAct(ActOnRelease):
    """Make a scheduled release a draft again."""

    act: Literal["unschedule"]


BatchAct = Annotated[
    CreateAct
    | EditAct
    | ReplaceAct
    | DeleteAct
    | PublishAct
    | UpdateAct
    | CorrectAct
    | WithdrawAct
    | ScheduleAct
    | UnscheduleAct,
    Field(discriminator="act"),
]
ACTS: TypeAdapter[BatchAct] = TypeAdapter(BatchAct)


class RawAct(RootModel[Any]):
    """One act of a batch, as it was sent: one that is not right must not spoil the others."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        del core_schema
        return {**handler(ACTS.core_schema), "description": "One act, which `act` names."}


class BatchInput(Input):
    """Acts, done in their order."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    atomic: StrictBool = Field(
        False,
        description="True: all or nothing; the first problem is the answer, and nothing is changed."
        " False: what can be done is done, and each act has its own result.",
    )
    acts: list[RawAct] = Field(min_length=1, max_length=MAX_ACTS)


class BatchResult(Output):
    """What became of one act."""

    model_config = ConfigDict(json_schema_extra={"examples": [DONE, _REFUSED]})

    index: int = Field(description="Place of the act in the batch, from 0.")
    status: int = Field(description="The status that the act alone would have been answered with.")
    id: UUID | None = Field(description="The release; null when the act names none.")
    etag: str | None = Field(description="Its `ETag` after the act.")
    problem: dict[str, Any] | None = Field(
        description="The problem (RFC 9457) that stopped the act; null when it was done."
    )
    warnings: list[Finding] = Field(
        description="What preflight found in words that were made public, or will be."
    )


class BatchCounts(Output):
    """How many acts were done, and how many were not."""

    done: int
    refused: int


class BatchAnswer(Output):
    """One result for each act, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"data": [DONE, _REFUSED], "meta": {"done": 1, "refused": 1}}]
        }
    )

    data: list[BatchResult]
    meta: BatchCounts
