"""Makes addresses in a body absolute (RFC 3986 section 5), since readers differ in their base."""

import re
from html import escape
from urllib.parse import urljoin

from app.base.html_tokens import Attributes, StartTag, tokens_of

ADDRESSES = {"href", "src", "cite", "poster"}
# Most bodies have none, and are returned without being parsed.
_ANY = re.compile(r"\b(?:href|src|srcset|cite|poster)\s*=", re.IGNORECASE)
# A candidate of `srcset`: an address without blanks, then perhaps a width or density.
_CANDIDATE = re.compile(r"\s*,*\s*(\S*[^\s,])(?:\s+([^,\s][^,]*))?\s*(?:,|$)")


def absolute(html: str, base: str) -> str:
    """Returns `html` with its addresses resolved against `base`, all else letter for letter.

    An address that cannot be resolved (`http://[`) stays as it is.
    """
    if not _ANY.search(html):
        return html
    parts, copied = [], 0
    for token in tokens_of(html):
        if not isinstance(token, StartTag):
            continue
        resolved = [(name, _resolved(name, value, base)) for name, value in token.attributes]
        if resolved != token.attributes:
            parts += [html[copied : token.at], _written(token, resolved)]
            copied = token.at + len(token.written)
    return "".join(parts) + html[copied:]


def resolve(address: str, base: str) -> str:
    """Returns one address, absolute; as it is when it cannot be resolved."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def resolve_set(srcset: str, base: str) -> str:
    """Returns the candidates of a `srcset`, absolute."""
    candidates = (
        " ".join(filter(None, (resolve(address, base), (size or "").strip())))
        for address, size in _CANDIDATE.findall(srcset)
    )
    return ", ".join(candidates)


def _resolved(name: str, value: str | None, base: str) -> str | None:
    if value is None:
        return None
    if name == "srcset":
        return resolve_set(value, base)
    return resolve(value, base) if name in ADDRESSES else value


def _written(token: StartTag, attributes: Attributes) -> str:
    """Returns the source of `token` with other attributes."""
    close = "/>" if token.written.endswith("/>") else ">"
    pairs = (
        f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes
    )
    return f"<{token.tag}{''.join(pairs)}{close}"
