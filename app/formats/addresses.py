"""Relative addresses in a body made absolute (RFC 3986 section 5): readers differ in their base."""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

ADDRESSES = {"href", "src", "cite", "poster"}
# Most bodies have none, and need not be read to be left as they are.
_ANY = re.compile(r"\b(?:href|src|srcset|cite|poster)\s*=", re.IGNORECASE)
# A candidate of `srcset`: an address without blanks, then perhaps a width or density.
_CANDIDATE = re.compile(r"\s*,*\s*(\S*[^\s,])(?:\s+([^,\s][^,]*))?\s*(?:,|$)")


def absolute(html: str, base: str) -> str:
    """`html` with its addresses resolved against `base`; everything else letter for letter.

    An address that cannot be resolved (`http://[`) stays as it is.
    """
    return _Resolver(html, base).result() if _ANY.search(html) else html


def resolve(address: str, base: str) -> str:
    """One address, absolute."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def resolve_set(srcset: str, base: str) -> str:
    """The candidates of a `srcset`, absolute."""
    candidates = (
        " ".join(filter(None, (resolve(address, base), (size or "").strip())))
        for address, size in _CANDIDATE.findall(srcset)
    )
    return ", ".join(candidates)


class _Resolver(HTMLParser):
    def __init__(self, html: str, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._html, self._base = html, base
        self._starts = [0, *(found.end() for found in re.finditer("\n", html))]
        self._parts: list[str] = []
        self._copied = 0

    def result(self) -> str:
        self.feed(self._html)
        self.close()
        return "".join(self._parts) + self._html[self._copied :]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        resolved = [(name, self._resolved(name, value)) for name, value in attrs]
        if resolved == attrs:
            return
        line, column = self.getpos()
        start = self._starts[line - 1] + column
        written = self.get_starttag_text() or ""
        close = "/>" if written.endswith("/>") else ">"
        self._parts += [self._html[self._copied : start], _tag(tag, resolved, close)]
        self._copied = start + len(written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _resolved(self, name: str, value: str | None) -> str | None:
        if value is None:
            return None
        if name == "srcset":
            return resolve_set(value, self._base)
        return resolve(value, self._base) if name in ADDRESSES else value


def _tag(tag: str, attributes: list[tuple[str, str | None]], close: str) -> str:
    written = (
        f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes
    )
    return f"<{tag}{''.join(written)}{close}"
