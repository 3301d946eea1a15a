"""A merge patch on a working copy, read the way an editor means it. Pure."""

from collections.abc import Mapping
from typing import Any

from app.releases.merge_patch import merged

# Two ways to say one thing: who sends one of them means the other to go.
ALTERNATIVES = (("body_html", "body_text"), ("published_at", "date"))


def patched(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """`target`, in the form of `ReleaseInput`, with `patch` on top."""
    base = dict(target)
    for pair in ALTERNATIVES:
        given = [name for name in pair if patch.get(name) is not None]
        for name in pair if given else ():
            base.pop(name, None)
    if patch.get("date") is not None or patch.get("published_at") is not None:
        base.pop("date_precision", None)
    if patch.get("date_precision") == "unknown":
        base.pop("date", None)
        base.pop("published_at", None)
    if _moves_dateline(patch) and isinstance(base.get("dateline"), Mapping):
        # New words name a new place: it is looked up again unless the patch says which.
        base["dateline"] = {"text": base["dateline"]["text"]}
    result: dict[str, Any] = merged(base, patch)
    return result


def _moves_dateline(patch: Mapping[str, Any]) -> bool:
    dateline = patch.get("dateline")
    return isinstance(dateline, Mapping) and "text" in dateline and "location" not in dateline
