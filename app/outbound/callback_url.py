"""Checks the form of a callback's address. Pure: its host is resolved and checked later."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

import idna

MAX_URL = 2_000
HTTPS_PORTS = (443, 4443, 8443, 9443)
# What RFC 3986 allows in an address, without the fragment: no space, quote, backslash, control.
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")
# What C libraries read as an IPv4 address: `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`.
_NUMERIC = re.compile(r"(?:0[xX][0-9A-Fa-f]*|[0-9]+)")
_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
MAX_NAME = 253
# Names that never lead to the public internet (RFC 6761, 6762, 8375; ICANN's `internal`).
_LOCAL = ("localhost", "local", "internal", "home.arpa", "onion", "alt")


def fault_of(url: str, *, allow_private: bool = False) -> str | None:
    """Returns what is wrong with `url` as a callback and what would be right; None if nothing is.

    `allow_private` is for development: http, every port, and addresses of this machine too.
    """
    if len(url) > MAX_URL:
        return f"An address has at most {MAX_URL} characters."
    if not _CHARACTERS.fullmatch(url):
        return (
            "Write the address in ASCII as RFC 3986 has it, without spaces, backslashes or a"
            " fragment; a name in other letters in its xn-- form."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "This is no address, such as https://www.example.org/hooks."
    return _of_parts(parts, port, allow_private=allow_private)


def _of_parts(parts: SplitResult, port: int | None, *, allow_private: bool) -> str | None:
    schemes = ("https", "http") if allow_private else ("https",)
    if parts.scheme not in schemes:
        return f"The address has to begin {' or '.join(f'{scheme}://' for scheme in schemes)}."
    if "@" in parts.netloc:
        return "Leave user name and password out: what we send is signed, check the signature."
    if not allow_private and port not in (None, *HTTPS_PORTS):
        return f"The port has to be one of {', '.join(map(str, HTTPS_PORTS))}."
    if port == 0:
        return "There is no port 0."
    return _of_host(parts.hostname or "", allow_private=allow_private)


def _of_host(host: str, *, allow_private: bool) -> str | None:
    if _is_address(host):
        return None if allow_private else "Name the host: an IP address cannot be called."
    labels = host.removesuffix(".").split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        return "This host is a number: name the host, such as hooks.example.org."
    if len(host) > MAX_NAME or not all(map(_is_label, labels)):
        return "This is no host name, such as hooks.example.org."
    if allow_private:
        return None
    name = ".".join(labels)
    if len(labels) == 1 or any(name == end or name.endswith(f".{end}") for end in _LOCAL):
        return "This name is not one of the public internet, such as hooks.example.org."
    return None


def _is_label(text: str) -> bool:
    """Whether `text` is a label of a host name; an `xn--` label must decode (RFC 5890)."""
    if not _NAME.fullmatch(text):
        return False
    try:
        return not text.startswith("xn--") or bool(idna.ulabel(text))
    except idna.IDNAError:
        return False


def _is_address(host: str) -> bool:
    for kind in (IPv4Address, IPv6Address):
        try:
            kind(host)
        except (AddressValueError, ValueError):
            continue
        return True
    return False
