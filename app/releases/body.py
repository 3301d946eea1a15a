"""The body of a release: HTML made safe on the way in, its text, pictures and links. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import escape

import nh3

from app.base.html_tokens import EndTag, StartTag, Token, tokens_of

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
    *("bdi", "bdo"),
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
ADDRESSES = {"a": "href", "img": "src", "source": "src", "blockquote": "cite"}
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


@dataclass
class Picture:
    """One picture: where it is, its alternative text (None when there is none), its caption."""

    address: str
    alt: str | None
    caption: str = ""


@dataclass
class Markup:
    """Pictures and addresses in the order of the text."""

    pictures: list[Picture] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def read_markup(html: str) -> Markup:
    """Read the pictures and addresses of `html`."""
    tokens = tokens_of(html)
    addresses = [
        value.strip()
        for token in tokens
        if isinstance(token, StartTag) and token.tag in ADDRESSES
        if (value := dict(token.attributes).get(ADDRESSES[token.tag])) is not None
    ]
    return Markup(_pictures(tokens), addresses)


class _Figure:
    def __init__(self) -> None:
        self.words: list[str] = []

    @cached_property
    def caption(self) -> str:
        return "".join(self.words).strip()


def _pictures(tokens: Iterable[Token]) -> list[Picture]:
    shown: list[tuple[Picture, _Figure]] = []
    figures: list[_Figure] = []
    caption: list[str] | None = None
    for token in tokens:
        match token:
            case str():
                if caption is not None:
                    caption.append(token)
            case StartTag("figure"):
                figures.append(_Figure())
            case EndTag("figure") if figures:
                figures.pop()
            case StartTag("figcaption") if figures:
                caption = figures[-1].words = []
            case EndTag("figcaption"):
                caption = None
            case StartTag("img", attributes):
                shown.append((_picture(dict(attributes)), figures[-1] if figures else _Figure()))
    return [replace(picture, caption=figure.caption) for picture, figure in shown]


def _picture(attributes: Mapping[str, str | None]) -> Picture:
    alt = (attributes["alt"] or "") if "alt" in attributes else None
    return Picture((attributes.get("src") or "").strip(), alt)
