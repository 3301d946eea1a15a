"""Makes addresses absolute (RFC 3986 section 5) and URIs."""

import re
from html import escape
from urllib.parse import quote, unquote, urljoin

from app.base.html_tokens import Attributes, StartTag, tokens_of

ADDRESSES = {"href", "src", "cite", "poster"}
# Most bodies have none, and are returned without being parsed.
_ANY = re.compile(r"\b(?:href|src|srcset|cite|poster)\s*=", re.IGNORECASE)
# A candidate of `srcset`: an address without blanks, then perhaps a width or density.
_CANDIDATE = re.compile(r"\s*,*\s*(\S*[^\s,])(?:\s+([^,\s][^,]*))?\s*(?:,|$)")


# The signs of a URI that are no letters or digits (RFC 3986 section 2).
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BLANKS = re.compile(r"[\t\n\r]")


def as_uri(address: str) -> str:
    """Returns an address with what a URI cannot hold percent-encoded.

    >>> as_uri("https://e.example/für?q=100%&a=<b>")
    'https://e.example/f%C3%BCr?q=100%25&a=%3Cb%3E'
    """
    return quote(_BARE_PERCENT.sub("%25", _BLANKS.sub("", address)), safe=_URI_SAFE)


def absolute(html: str, base: str) -> str:
    """Returns `html` with its addresses as URIs, resolved against `base`, all else as it is.

    An address that cannot be resolved (`http://[`) stays as it is; so does one that leads to a
    place in `html` itself (RFC 3986 section 4.4).
    """
    if not _ANY.search(html):
        return html
    parts, copied = [], 0
    tags = [token for token in tokens_of(html) if isinstance(token, StartTag)]
    places = {f"#{value}" for tag in tags for name, value in tag.attributes if name == "id"}
    for token in tags:
        resolved = [
            (name, value if unquote(value or "") in places else _resolved(name, value, base))
            for name, value in token.attributes
        ]
        if resolved != token.attributes:
            parts += [html[copied : token.at], _written(token, resolved)]
            copied = token.at + len(token.written)
    return "".join(parts) + html[copied:]


def resolve(address: str, base: str) -> str:
    """Returns one address as an absolute URI; as it is when it cannot be resolved."""
    try:
        return as_uri(urljoin(base, address.strip()))
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
