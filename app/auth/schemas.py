"""What goes over the wire about keys."""

from datetime import timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from app.auth import keys
from app.auth.caller import Scope
from app.auth.models import ApiKey
from app.base.wire import Input, Instant, Output, PlainText, ShownOnce, Whole

MAX_OVERLAP_DAYS = 90

_KEY_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
_EXAMPLE: dict[str, JsonValue] = {
    "id": _KEY_ID,
    "name": "Newsroom editor",
    "prefix": "k3v9x2mq",
    "scopes": ["write", "publish"],
    "organisation": "migration-agency",
    "created_at": "2026-11-03T09:30:00Z",
    "expires_at": "2027-11-03T00:00:00Z",
    "revoked_at": None,
    "last_used_at": "2026-11-04T08:12:44Z",
    "rotated_from": None,
    "overlap_ends_at": None,
}
_EXAMPLE_CREATE: dict[str, JsonValue] = {
    name: _EXAMPLE[name] for name in ("name", "scopes", "organisation", "expires_at")
}
_EXAMPLE_TEXT = "dl_k3v9x2mq_THIS-IS-AN-EXAMPLE-OF-A-KEY-AND-NOT-A-SECRET"


def _unique(scopes: list[Scope]) -> list[Scope]:
    if len(set(scopes)) != len(scopes):
        raise ValueError("Name each scope once.")
    return scopes


class KeyCreate(Input):
    """A key to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE_CREATE]})

    name: Annotated[str, PlainText(200)] = Field(description="Who or what uses the key.")
    scopes: Annotated[list[Scope], AfterValidator(_unique)] = Field(
        min_length=1, max_length=len(Scope), description="What the key may do."
    )
    organisation: Annotated[str, PlainText(96)] | None = Field(
        None,
        description="Slug of the organisation that the key is limited to; that of the key that"
        " makes it when left out.",
    )
    expires_at: Instant | None = Field(None, description="When it stops working; null is never.")


class KeyRotate(Input):
    """How long the old key works beside the new one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_hours": 24}]})

    overlap_hours: Whole = Field(
        24, ge=0, le=24 * MAX_OVERLAP_DAYS, description="Hours until the old key stops working."
    )

    @property
    def overlap(self) -> timedelta:
        """The overlap as a duration."""
        return timedelta(hours=self.overlap_hours)


class Key(Output):
    """A key as it may be shown: without its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    name: str
    prefix: str = Field(description="The first part of the key, enough to recognise it.")
    scopes: list[Scope]
    organisation: str | None
    created_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None
    last_used_at: Instant | None = Field(description="To the minute.")
    rotated_from: UUID | None = Field(description="The key that this one replaces.")
    overlap_ends_at: Instant | None = Field(description="When a replaced key stops working.")

    @classmethod
    def of(cls, row: ApiKey) -> Self:
        """The shape of `row`."""
        return cls.model_validate(_shown(row))


class NewKey(Key, ShownOnce):
    """A key just made, with its text, which cannot be shown again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "key": _EXAMPLE_TEXT}]})

    key: str = Field(description="Send it as `Authorization: Bearer`. It is not stored.")

    @classmethod
    def of_minted(cls, minted: keys.MintedKey) -> Self:
        """The shape of `minted`."""
        return cls.model_validate({**_shown(minted.row), "key": minted.text})


class KeyList(Output):
    """All keys, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": []}]})

    data: list[Key]


def _shown(row: ApiKey) -> dict[str, object]:
    scopes = keys.scopes_of(row)
    return {
        **row.model_dump(exclude={"secret_hash", "scopes"}),
        "scopes": [scope for scope in Scope if scope in scopes],
    }
