"""Wire shapes of groups of accredited partners."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from app.base.wire import Input, Instant, Output, PlainText

_MEMBER = "key:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
GROUP: dict[str, Any] = {
    "id": "wire-services",
    "etag": '"2"',
    "name": "Wire services",
    "organisation": None,
    "members": [{"principal": _MEMBER, "name": "North Wire", "added_at": "2026-11-03T09:30:00Z"}],
    "created_at": "2026-11-03T09:12:00Z",
}

Name = Annotated[str, PlainText(80)]
# Of the form that slugs of releases have.
OrganisationSlug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=96)]


class EmbargoGroupInput(Input):
    """A group to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Wire services"}]})

    name: Name = Field(description="Its id is made of it.")
    organisation: OrganisationSlug | None = Field(
        None,
        description="Slug of the organisation that it belongs to; that of the key when left out.",
    )


class EmbargoGroupPatch(Input):
    """Another name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Wires"}]})

    name: Name


class EmbargoMemberInput(Input):
    """Who is to be a member."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"principal": _MEMBER}]})

    principal: Annotated[str, PlainText(300)] = Field(
        description="`key:` and the id of a key, or `oidc:` and the `sub` of tokens."
    )


class EmbargoMember(Output):
    """A key, or a subject of tokens, in a group."""

    principal: str = Field(description="As the audit log names it: `key:…` or `oidc:…`.")
    name: str | None = Field(description="What the key is called; null of a token.")
    added_at: Instant = Field(description="Since when, in UTC.")


class EmbargoGroup(Output):
    """A group of partners who may read the releases that are scheduled for it."""

    model_config = ConfigDict(json_schema_extra={"examples": [GROUP]})

    id: str
    etag: str = Field(description="Send it back as `If-Match`.", examples=['"2"'])
    name: str
    organisation: str | None = Field(description="Slug; null: it is of the newsroom.")
    members: list[EmbargoMember] = Field(description="The first to be added first.")
    created_at: Instant


class EmbargoGroups(Output):
    """All groups, by id."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [GROUP]}]})

    data: list[EmbargoGroup]
