"""JSON Merge Patch (RFC 7396) with `null` kept apart from absent. Pure."""

from collections.abc import Mapping
from typing import Any


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
