"""The Link header (RFC 8288)."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"
# Most addresses need no quoting; to check that takes a tenth of the time of quoting.
_IS_SAFE = re.compile(r"[A-Za-z0-9_.!#$%&'()*+,/:;=?@\[\]~-]*", re.ASCII).fullmatch


class Target(NamedTuple):
    """The target of a link: an absolute URL, and its media type if that is known."""

    url: str
    type: str | None = None


Links = Mapping[str, str | Target | Sequence[Target] | None]


def link_header(links: Links) -> str:
    """Return the value of `Link` for relations and their targets; None leaves a relation out.

    >>> link_header({"next": "https://press.example/v1/releases?cursor=x", "prev": None})
    '<https://press.example/v1/releases?cursor=x>; rel="next"'
    """
    written = []
    for relation, given in links.items():
        if isinstance(given, str):
            written.append(_one(Target(given), relation))
        elif isinstance(given, Target):
            written.append(_one(given, relation))
        elif given:
            written.append(_many(tuple(given), relation))
    return ", ".join(written)


# A page has the same alternates whatever its content.
@lru_cache(maxsize=256)
def _many(targets: tuple[Target, ...], relation: str) -> str:
    return ", ".join(_one(target, relation) for target in targets)


def _one(target: Target, relation: str) -> str:
    kind = f'; type="{target.type}"' if target.type else ""
    url = target.url if _IS_SAFE(target.url) else quote(target.url, safe=_URL_SAFE)
    return f'<{url}>; rel="{relation}"{kind}'
