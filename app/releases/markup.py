"""What sanitised HTML shows and leads to: pictures with their captions, and addresses. Pure."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

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
    """The pictures and addresses of `html`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.markup


@dataclass
class _Figure:
    pictures: list[Picture] = field(default_factory=list)
    caption: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = Markup()
        self._figures: list[_Figure] = []
        self._caption: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get(ADDRESSES.get(tag, ""))
        if address is not None:
            self.markup.addresses.append(address.strip())
        if tag == "figure":
            self._figures.append(_Figure())
        elif tag == "figcaption":
            self._caption = []
        elif tag == "img":
            alt = (given["alt"] or "") if "alt" in given else None
            picture = Picture((given.get("src") or "").strip(), alt)
            self.markup.pictures.append(picture)
            if self._figures:
                self._figures[-1].pictures.append(picture)

    def handle_data(self, data: str) -> None:
        if self._caption is not None:
            self._caption.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "figcaption" and self._caption is not None:
            if self._figures:
                self._figures[-1].caption = "".join(self._caption).strip()
            self._caption = None
        elif tag == "figure" and self._figures:
            figure = self._figures.pop()
            for picture in figure.pictures:
                picture.caption = picture.caption or figure.caption
