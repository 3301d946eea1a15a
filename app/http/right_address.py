"""The address that was meant where there is nothing, known from the routes alone.

Nothing is looked up, so it tells nobody what exists.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from app.base.problems import NotFound, Problem, WrongAddress
from app.base.text import nearest
from app.http.routing import PATH_SAFE, RouteTable

# The longest path that is worth a guess.
_LONGEST = 200
_SLASHES = re.compile("/{2,}")


def nothing_at(path: str, base_url: str, routes: RouteTable) -> Problem:
    """Return the problem of a path that no route has, with the nearest one that some route has."""
    meant, nothing = right_path(path, routes), "There is nothing at this address."
    if meant is None:
        return NotFound(nothing)
    is_same = meant == without_slashes(path)
    return WrongAddress(nothing, base_url, quote(meant, safe=PATH_SAFE), is_same=is_same)


def without_slashes(path: str) -> str:
    """Return `path` without slashes at its end, and with one where there were several.

    >>> without_slashes("//v1///releases/")
    '/v1/releases'
    """
    return _SLASHES.sub("/", path).rstrip("/") or "/"


def right_path(path: str, routes: RouteTable) -> str | None:
    """Return the path of a route that `path` probably meant, or None."""
    if len(path) > _LONGEST:
        return None
    candidates = list(dict.fromkeys(_candidates(without_slashes(path))))
    exact = (one for one in candidates if one != path and routes.allowed(one))
    respelt = (found for one in candidates if (found := _respelt(one, routes)))
    return next(exact, None) or next(respelt, None)


def _candidates(path: str) -> Iterator[str]:
    """Yield `path` with the version before it, without another beginning, without an ending."""
    for one in (path, path.removesuffix(".json")):
        yield one
        yield f"/v1{one}"
        rest = f"/{one.lstrip('/').partition('/')[2]}"
        if rest != "/":
            yield rest
            yield f"/v1{rest}"


def _respelt(path: str, routes: RouteTable) -> str | None:
    """Return `path` with the words of the route that it resembles most; None when none is near.

    What stands in the place of a parameter stays as it is.
    """
    parts = path.split("/")
    for template in routes.templates:
        words = template.split("/")
        if len(words) == len(parts) and (found := _fitted(parts, words)):
            return "/".join(found)
    return None


def _fitted(parts: Sequence[str], words: Sequence[str]) -> list[str] | None:
    found: list[str] = []
    for part, word in zip(parts, words, strict=True):
        if word.startswith("{") and word.endswith("}"):
            found.append(part)
        elif part == word or nearest(part, [word]):
            found.append(word)
        else:
            return None
    return found
