"""What sanitised HTML shows and leads to: pictures with their captions, and addresses. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from app.base.html_tokens import EndTag, StartTag, Token, tokens_of

ADDRESSES = {"a": "href", "img": "src", "source": "src", "blockquote": "cite"}


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
