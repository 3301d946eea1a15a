"""Wire shapes of revisions: every saved text of a release, and how two of them differ."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from app.base.wire import Input, Instant, Output
from app.releases.content import Content
from app.releases.desk.fields import Phrase
from app.releases.models import Release, Revision
from app.releases.revisions.comparison import FieldChange

_EXAMPLE: dict[str, Any] = {
    "number": 3,
    "at": "2026-11-03T09:30:00Z",
    "author": "key:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11",
    "origin": "person",
    "note": "Numbers checked with the field office",
    "live": True,
}
_WORDS: dict[str, Any] = Content(
    title="Winter supplies reach Edirne", body_html="<p>Blankets for 1,200 people.</p>"
).model_dump(mode="json")

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class RevisionEntry(Output):
    """One save: when, by whom, and what it was about."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    number: int = Field(description="1 for the first save; each save is one more.")
    at: Instant
    author: str = Field(description="The key or token that saved it, or the import.")
    origin: str = Field(description="`person`, `import` or `restore`.")
    note: str | None
    live: bool = Field(description="Whether it is what readers see.")


class RevisionWords(RevisionEntry):
    """One save with its words, as they were saved."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE | {"words": _WORDS}]})

    words: Content


class RevisionList(Output):
    """Saves, the newest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"data": [_EXAMPLE], "meta": {"total": 3, "limit": 20}, "links": {}}]
        }
    )

    data: list[RevisionEntry]
    meta: dict[str, int]
    links: dict[str, str]


class Comparison(Output):
    """What a revision changed against another."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "before": 2,
                    "after": 3,
                    "data": [
                        {
                            "field": "kind",
                            "before": "press_release",
                            "after": "statement",
                            "diff": None,
                        }
                    ],
                }
            ]
        }
    )

    before: int = Field(description="The revision that is compared with.")
    after: int
    data: list[FieldChange] = Field(description="Only what differs.")


class RestoreInput(Input):
    """Why an older text is taken up again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "The edit was a mistake"}]})

    note: Phrase | None = Field(None, description="`Revision N restored` when left out.")


def entry_of(release: Release, revision: Revision) -> dict[str, Any]:
    """The members of `RevisionEntry`."""
    return {
        "number": revision.number,
        "at": revision.at,
        "author": revision.author,
        "origin": revision.origin,
        "note": revision.note,
        "live": revision.number == release.live_revision and release.state != "withdrawn",
    }
