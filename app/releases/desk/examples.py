"""What the contract shows of the editorial side: a release as it is sent, and as it is answered."""

from typing import Any

_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
_AT = "2026-11-03T09:12:00Z"
_BODY = "Blankets and heaters for 1,200 people were handed out in Edirne this week."

WORDS: dict[str, Any] = {
    "title": "Winter supplies reach Edirne",
    "body_text": f"{_BODY}\n\nA second convoy leaves on Friday.",
    "dateline": {"text": "Edirne"},
    "locations": ["TR"],
    "themes": ["shelter-camps"],
    "organisation": {"name": "Relief Network"},
    "contacts": [{"name": "Press office", "email": "press@relief.example"}],
}

PATCH: dict[str, Any] = {"title": "Winter supplies reach Edirne and Kırklareli", "subtitle": None}

WORKING_COPY: dict[str, Any] = {
    "id": _ID,
    "etag": '"1"',
    "state": "draft",
    "allowed": ["edit", "delete", "schedule", "publish"],
    "revision": 1,
    "live_revision": None,
    "public_version": 0,
    "created_at": _AT,
    "updated_at": _AT,
    "scheduled_at": None,
    "scheduled_local": None,
    "scheduled_zone": None,
    "held_back": None,
    "first_public_at": None,
    "editing": None,
    "warnings": [
        {
            "severity": "warning",
            "code": "summary-missing",
            "detail": "There is no summary. The body's first paragraph stands in.",
            "pointer": "#/summary",
        }
    ],
    "slug": "winter-supplies-reach-edirne",
    "story_id": _ID,
    "kind": "press_release",
    "language": "en",
    "title": WORDS["title"],
    "subtitle": None,
    "summary": None,
    "body_html": f"<p>{_BODY}</p>\n<p>A second convoy leaves on Friday.</p>",
    "dateline": {"text": "Edirne", "location": "geonames:747712"},
    "locations": ["TR"],
    "themes": [{"id": "shelter-camps", "assigned_by": "person"}],
    "published_at": None,
    "date": None,
    "date_precision": "exact",
    "date_bounds": None,
    "sort_at": None,
    "organisation": {"id": "relief-network", "name": "Relief Network"},
    "contacts": [
        {"name": "Press office", "role": None, "email": "press@relief.example", "phone": None}
    ],
    "links": [],
    "usage_terms": None,
    "source_url": None,
    "internal_note": None,
}

WORKING_COPIES: dict[str, Any] = {
    "data": [WORKING_COPY],
    "meta": {"total": 1, "limit": 20},
    "links": {},
}

CORRECTION: dict[str, Any] = {
    "note": "The number of people was 1,200, not 12,000.",
    "severity": "major",
    "action": "replace",
}
WITHDRAWAL: dict[str, Any] = {
    "notice": "Issued in error. A new release will follow.",
    "kind": "gone",
}
SCHEDULE: dict[str, Any] = {"local_time": "2026-12-18T09:00", "zone": "Europe/Istanbul"}
