# Generated from openapi.json by .ci/generate-clients.

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

PlaceRole: TypeAlias = Literal["dateline", "about"]
"""
Why a place belongs to a release. Closed: `location.role` filters by it.
"""


Profile: TypeAlias = Literal["card", "full"]
"""
How much is shown of a release. Closed.
"""


Sort: TypeAlias = Literal[
    "-published_at", "published_at", "-modified_at", "modified_at", "relevance"
]
"""
Orders of a list. Closed.
"""


ReleaseQuery = TypedDict(
    "ReleaseQuery",
    {
        "lang": NotRequired[str | None],
        "facets": NotRequired[
            list[Literal["location", "theme", "kind", "language", "organisation", "year", "month"]]
            | None
        ],
        "facet.location.limit": NotRequired[int | None],
        "facet.zero": NotRequired[bool | None],
        "profile": NotRequired[Profile | None],
        "include": NotRequired[
            list[
                Literal[
                    "body_html",
                    "body_text",
                    "ancestors",
                    "labels",
                    "citation",
                    "media",
                    "highlights",
                    "facets",
                ]
            ]
            | None
        ],
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
        "story": NotRequired[list[str] | None],
        "q": NotRequired[str | None],
        "prefix": NotRequired[bool | None],
        "near": NotRequired[list[str] | None],
        "bbox": NotRequired[list[str] | None],
        "one_per_story": NotRequired[bool | None],
        "languages": NotRequired[list[str] | None],
        "sort": NotRequired[Sort | None],
        "limit": NotRequired[int | None],
        "cursor": NotRequired[str | None],
    },
)


FacetQuery = TypedDict(
    "FacetQuery",
    {
        "lang": NotRequired[str | None],
        "facets": NotRequired[
            list[Literal["location", "theme", "kind", "language", "organisation", "year", "month"]]
            | None
        ],
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
        "story": NotRequired[list[str] | None],
        "q": NotRequired[str | None],
        "prefix": NotRequired[bool | None],
        "near": NotRequired[list[str] | None],
        "bbox": NotRequired[list[str] | None],
        "one_per_story": NotRequired[bool | None],
        "languages": NotRequired[list[str] | None],
    },
)


class RelatedQuery(TypedDict):
    """
    What `GET /v1/releases/{id_or_slug}/related` can be asked for.
    """

    lang: NotRequired[str | None]
    """
    The language of labels (BCP 47). Left out: as `Accept-Language` says, or else the newsroom's own. A label that is not known in it comes in the newsroom's language, in English or as its place is written, and says its language beside it.
    """
    profile: NotRequired[Profile | None]
    """
    How much of each release is shown: `card`, what a list on a page needs, or `full`, all that there is. `fields` takes its place.
    """
    include: NotRequired[
        list[Literal["body_html", "body_text", "ancestors", "labels", "citation", "media"]] | None
    ]
    """
    What is shown beside the profile or the `fields`, with commas: `body_html`, `body_text`; `ancestors`, what its places, themes and organisations lie in; `labels`, those of its themes and organisations in every language; `citation`, a line to cite it by; `media`, its pictures and files.
    """
    limit: NotRequired[int | None]
    """
    How many releases an answer holds at most.
    """


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
        "story": NotRequired[list[str] | None],
        "q": NotRequired[str | None],
        "prefix": NotRequired[bool | None],
        "near": NotRequired[list[str] | None],
        "bbox": NotRequired[list[str] | None],
        "since": NotRequired[str | None],
        "limit": NotRequired[int | None],
        "wait": NotRequired[int | None],
    },
)
