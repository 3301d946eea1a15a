"""JSON Merge Patch (RFC 7396), with `null` kept apart from absent and as editors mean it. Pure."""

from collections.abc import Mapping
from typing import Any

# Two ways to say one thing: whoever sends one of them wants the other to go.
BODIES = ("body_html", "body_text")
DATES = ("published_at", "date")
ALTERNATIVES = (BODIES, DATES)


def merged(target: Any, patch: Any) -> Any:
    """`target` with `patch` on top: objects merge, everything else replaces.

    RFC 7396 removes a member that is null. Here it stays, as null, so that null for a member that
    cannot be null is refused by the shape instead of turning into the default in silence.
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        result[name] = merged(result.get(name), value)
    return result


def patched(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """`target`, in the form of `ReleaseInput`, with `patch` on top."""
    base = dict(target)
    for pair in ALTERNATIVES:
        given = [name for name in pair if patch.get(name) is not None]
        for name in pair if given else ():
            base.pop(name, None)
    if any(name in patch and patch[name] != target.get(name) for name in DATES):
        # It followed from the date that goes.
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
