"""The body of a release: HTML made safe on the way in, and the plain text in it. Pure."""

import re
from functools import lru_cache
from html import escape

import nh3

from app.base.html_tokens import StartTag, tokens_of

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "div", "span"),
    *(
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "sub",
        "sup",
        "small",
    ),
    *("a", "abbr", "cite", "q", "mark", "time", "img", "figure", "figcaption", "picture", "source"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "source": {"src", "srcset", "sizes", "type", "media"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "tel", "data"}
# A picture inside the text is fine; a link to `data:` is a page of someone else's making.
PICTURE = re.compile(r"data:image/(gif|png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*", re.ASCII)

BLOCKS = {
    *("p", "div", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "figure"),
    *("figcaption", "table", "caption", "tr", "hr"),
}
BREAKS = {"br": "\n", "li": "\n", "dt": "\n", "dd": "\n", "td": "\t", "th": "\t"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# A form feed in the text is a blank, and therefore free to part blocks.
_NEW_BLOCK = "\f"
# The text of a longer body is not cached.
_LONG = 100_000


def sanitise(html: str) -> str:
    """Returns `html` with only the elements, attributes and address schemes that a release needs.

    Relative addresses stay: formats resolve them against the release's public address.
    """
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_without_foreign_data,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def from_text(text: str) -> str:
    """Write plain text as HTML: blank lines part paragraphs, other line ends become `<br>`."""
    paragraphs = (part.strip() for part in re.split(r"\r?\n[ \t]*\r?\n", text))
    marked = (escape(part, quote=False).replace("\r\n", "\n") for part in paragraphs if part)
    return "\n".join("<p>" + part.replace("\n", "<br>\n") + "</p>" for part in marked)


def to_text(html: str) -> str:
    """Read the words of sanitised HTML: a blank line between blocks, a line for each list item."""
    return _read(html) if len(html) > _LONG else _read_once(html)


def _read(html: str) -> str:
    parts = []
    for token in tokens_of(html):
        if isinstance(token, str):
            # Line ends of the source are blanks in HTML.
            parts.append(_BLANKS.sub(" ", token))
        elif token.tag in BLOCKS:
            parts.append(_NEW_BLOCK)
        elif isinstance(token, StartTag):
            parts.append(BREAKS.get(token.tag, ""))
    tidy = (
        "\n".join(line.strip() for line in block.split("\n") if line.strip())
        for block in "".join(parts).split(_NEW_BLOCK)
    )
    return "\n\n".join(block for block in tidy if block)


# Publishing reads the text of one body four times.
_read_once = lru_cache(maxsize=32)(_read)


def first_paragraph(text: str) -> str | None:
    """Returns the first block of a text made by `to_text`, or None when there is none."""
    return text.split("\n\n", 1)[0].replace("\n", " ").strip() or None


def _without_foreign_data(tag: str, attribute: str, value: str) -> str | None:
    if not re.match(r"\s*data:", value, re.IGNORECASE):
        return value
    is_picture = tag in {"img", "source"} and attribute == "src" and PICTURE.fullmatch(value)
    return value if is_picture else None
