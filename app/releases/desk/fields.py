"""Types of what editors write into a member: texts, addresses and slugs."""

import re
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import BeforeValidator, HttpUrl, StringConstraints

from app.base.wire import NORMALISED, PlainText
from app.releases.sanitiser import MAX_LENGTH

Line = Annotated[str, PlainText(500)]
Phrase = Annotated[str, PlainText(200)]
Paragraph = Annotated[str, PlainText(5_000, lines=True)]
Note = Annotated[str, PlainText(2_000, lines=True)]
Reference = Annotated[str, PlainText(200)]
MAX_ADDRESS = 2_000
# What a URL holds as something else than itself (RFC 3986 section 2).
_ESCAPED = re.compile(r"[\x00-\x20\\^`{|}\x7f]")


def _address(text: Any) -> Any:
    """Returns an address in ASCII, as the URL standard writes it. Raises ValueError."""
    if not isinstance(text, str) or len(text) > MAX_ADDRESS:
        return text
    if not _is_address(text):
        raise ValueError("Write an address as https://press.example/page; in it, < is %3C.")
    if "@" in urlsplit(text).netloc:
        raise ValueError("An address that everybody may read names no user and no password.")
    plain = text if text.isascii() else str(HttpUrl(text))
    return _ESCAPED.sub(lambda sign: quote(sign[0]), plain)


def _is_address(text: str) -> bool:
    try:
        return bool(re.match(_URL, text) and urlsplit(text).hostname)
    except ValueError:
        return False


# Without needless escapes, which JavaScript refuses in a pattern.
_URL = r'^https?://[^\s/?#<>"\\]+[^\s<>"\\]*$'
Address = Annotated[
    str,
    StringConstraints(max_length=MAX_ADDRESS, pattern=_URL),
    BeforeValidator(_address),
]
Body = Annotated[str, StringConstraints(max_length=MAX_LENGTH), NORMALISED]
Slug = Annotated[
    str, StringConstraints(min_length=1, max_length=96, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
]
