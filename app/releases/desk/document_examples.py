"""What the contract shows of documents that are not public yet."""

from typing import Any

_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
_AT = "2026-12-18T06:00:00Z"
_WORDS = "Blankets and heaters for 1,200 people were handed out in Edirne this week."

DOCUMENT: dict[str, Any] = {
    "id": _ID,
    "story_id": _ID,
    "slug": "winter-supplies-reach-edirne",
    "version": 1,
    "kind": "press_release",
    "language": "en",
    "title": "Winter supplies reach Edirne",
    "subtitle": None,
    "summary": _WORDS,
    "summary_derived": True,
    "body_html": f"<p>{_WORDS}</p>",
    "body_text": _WORDS,
    "dateline": {"text": "Edirne", "location": None},
    "locations": [],
    "themes": [],
    "published_at": _AT,
    "date": "2026-12-18",
    "date_precision": "exact",
    "date_bounds": None,
    "first_public_at": _AT,
    "modified_at": "2026-12-16T14:20:00Z",
    "correction": None,
    "usable": False,
    "usable_from": _AT,
    "organisation": {"id": "relief-network", "name": "Relief Network"},
    "contacts": [
        {"name": "Press office", "role": None, "email": "press@relief.example", "phone": None}
    ],
    "links": [],
    "media": [],
    "usage_terms": None,
    "source_url": None,
}

EMBARGOED: dict[str, Any] = DOCUMENT | {"embargo_until": _AT}
EMBARGOED_PAGE: dict[str, Any] = {
    "data": [EMBARGOED],
    "meta": {"total": 1, "limit": 20},
    "links": {},
}
