# Generated from openapi.json by .ci/generate-clients.

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict


class RelatedQuery(TypedDict):
    """
    What `GET /v1/releases/{id_or_slug}/related` can be asked for.
    """

    limit: NotRequired[int | None]
    """
    How many releases an answer holds at most.
    """


Sort: TypeAlias = Literal[
    "-published_at", "published_at", "-modified_at", "modified_at", "relevance"
]
"""
Orders of a list. Closed.
"""


PlaceRole: TypeAlias = Literal["dateline", "about"]
"""
Why a place belongs to a release. Closed: `location.role` filters by it.
"""


ReleaseQuery = TypedDict(
    "ReleaseQuery",
    {
        "lang": NotRequired[str | None],
        "facets": NotRequired[list[str] | None],
        "facet.location.limit": NotRequired[int | None],
        "facet.zero": NotRequired[bool | None],
        "location": NotRequired[list[str] | None],
        "location.all": NotRequired[list[str] | None],
        "location.not": NotRequired[list[str] | None],
        "location.role": NotRequired[PlaceRole | None],
        "theme": NotRequired[list[str] | None],
        "theme.all": NotRequired[list[str] | None],
        "theme.not": NotRequired[list[str] | None],
        "date": NotRequired[list[str] | None],
        "date_from": NotRequired[str | None],
        "date_to": NotRequired[str | None],
        "tz": NotRequired[str | None],
        "kind": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "kind.all": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "kind.not": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "language": NotRequired[list[str] | None],
        "language.all": NotRequired[list[str] | None],
        "language.not": NotRequired[list[str] | None],
        "organisation": NotRequired[list[str] | None],
        "q": NotRequired[str | None],
        "prefix": NotRequired[bool | None],
        "near": NotRequired[list[str] | None],
        "bbox": NotRequired[list[str] | None],
        "sort": NotRequired[Sort | None],
        "limit": NotRequired[int | None],
        "cursor": NotRequired[str | None],
        "include": NotRequired[list[str] | None],
    },
)


FacetQuery = TypedDict(
    "FacetQuery",
    {
        "lang": NotRequired[str | None],
        "facets": NotRequired[list[str] | None],
        "facet.location.limit": NotRequired[int | None],
        "facet.zero": NotRequired[bool | None],
        "location": NotRequired[list[str] | None],
        "location.all": NotRequired[list[str] | None],
        "location.not": NotRequired[list[str] | None],
        "location.role": NotRequired[PlaceRole | None],
        "theme": NotRequired[list[str] | None],
        "theme.all": NotRequired[list[str] | None],
        "theme.not": NotRequired[list[str] | None],
        "date": NotRequired[list[str] | None],
        "date_from": NotRequired[str | None],
        "date_to": NotRequired[str | None],
        "tz": NotRequired[str | None],
        "kind": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "kind.all": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "kind.not": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "language": NotRequired[list[str] | None],
        "language.all": NotRequired[list[str] | None],
        "language.not": NotRequired[list[str] | None],
        "organisation": NotRequired[list[str] | None],
        "q": NotRequired[str | None],
        "prefix": NotRequired[bool | None],
        "near": NotRequired[list[str] | None],
        "bbox": NotRequired[list[str] | None],
    },
)


ChangeQuery = TypedDict(
    "ChangeQuery",
    {
        "location": NotRequired[list[str] | None],
        "location.all": NotRequired[list[str] | None],
        "location.not": NotRequired[list[str] | None],
        "location.role": NotRequired[PlaceRole | None],
        "theme": NotRequired[list[str] | None],
        "theme.all": NotRequired[list[str] | None],
        "theme.not": NotRequired[list[str] | None],
        "date": NotRequired[list[str] | None],
        "date_from": NotRequired[str | None],
        "date_to": NotRequired[str | None],
        "tz": NotRequired[str | None],
        "kind": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "kind.all": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "kind.not": NotRequired[
            list[
                Literal[
                    "press_release", "statement", "feature", "event", "media_advisory", "remarks"
                ]
            ]
            | None
        ],
        "language": NotRequired[list[str] | None],
        "language.all": NotRequired[list[str] | None],
        "language.not": NotRequired[list[str] | None],
        "organisation": NotRequired[list[str] | None],
        "q": NotRequired[str | None],
        "prefix": NotRequired[bool | None],
        "near": NotRequired[list[str] | None],
        "bbox": NotRequired[list[str] | None],
        "since": NotRequired[str | None],
        "limit": NotRequired[int | None],
        "wait": NotRequired[int | None],
    },
)
