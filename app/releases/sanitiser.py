"""The HTML of a body on its way in: made safe and bounded, its meaning kept. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import quote, unquote

import nh3

from app.base.problems import Invalid, excerpt

MAX_LENGTH = 1_000_000
# A table of 1,500 rows with six columns, or 10,000 paragraphs: start and end tags are counted.
MAX_TAGS = 20_000
# Readers built on libxml2 stop at 256 levels, and a page has some around the body.
MAX_DEPTH = 100
MAX_ATTRIBUTES = 100
# The parser takes time by the square of these: 50,000 take a fifth of a second.
MAX_SIGNS = 50_000
MAX_LEFT_OUT = 10
# The last is the first byte of U+0080 to U+00BF, where the parser looks for blanks that stay.
_SLOW = (b"&", b"\x00", b"\xc2")

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "div", "span"),
    *("ul", "ol", "li", "dl", "dt", "dd", "em", "strong", "b", "i", "u", "s", "sub", "sup"),
    *("del", "ins", "small", "a", "abbr", "cite", "q", "mark", "time", "ruby", "rt", "rp"),
    *("img", "figure", "figcaption", "picture", "source", "table", "caption", "thead", "tbody"),
    *("tfoot", "tr", "th", "td", "bdi", "bdo", "dfn", "kbd", "samp", "var"),
}
# What begins a new line in a browser does so under another name.
BECOME = dict.fromkeys(
    (
        *("section", "article", "main", "header", "footer", "aside", "nav", "search", "address"),
        *("center", "details", "summary", "fieldset", "legend", "hgroup", "form", "dialog"),
        *("optgroup", "option", "dir", "menu"),
    ),
    "div",
) | {"h1": "h2", "strike": "s", "dir": "ul", "menu": "ul", "listing": "pre"}
# Their words are shown to nobody.
UNSEEN = {"script", "style", "title", "template", "datalist"}
ATTRIBUTES = {
    "*": {"lang", "dir", "title", "id"},
    "a": {"href", "hreflang", "name"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "source": {"src", "srcset", "sizes", "type", "media"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "tel", "data"}
# Elements that are taken out together with what a reader would have seen or followed.
LOST = {
    *("iframe", "frame", "embed", "object", "applet", "video", "audio", "canvas", "svg", "math"),
    "input",
}
# Ids of a body begin with it: none is taken for a name of the page that shows the body.
ID_PREFIX = "text-"

# A picture inside the text is fine; a link to `data:` is a page of someone else's making.
PICTURE = re.compile(r"data:image/(gif|png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*", re.ASCII)
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\-\t\r\n]*):", re.IGNORECASE | re.ASCII)
_PASSWORD = re.compile(r"[\x00-\x20]*[a-z][a-z0-9+.-]*:[/\\]*[^/?#\\]*@", re.IGNORECASE | re.ASCII)
_WITH_HOST = re.compile(r"[\x00-\x20]*https?:", re.IGNORECASE | re.ASCII)
_LINKED = re.compile(r"\bhref\s*=\s*[\"']?\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)

# Blanks around a body, and the byte order mark: parsers skip it where a text begins.
_OUTSIDE = "\ufeff" + "".join(filter(str.isspace, map(chr, range(0x3001))))

# Tags as HTML 13.2.5 reads them: from `<` and a letter on, wherever that stands.
_TAG = re.compile(r"<(/?)([a-zA-Z][^ \t\n\r\f/><]*+)")
_BLANK = r"[ \t\n\r\f]*+"
_VALUE = r"\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>\"'][^ \t\n\r\f>]*+"
_TAG_END = re.compile(
    r"(?:[ \t\n\r\f/]*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+"
    rf"(?:{_BLANK}={_BLANK}(?:{_VALUE})?)?)"
    rf"{{0,{MAX_ATTRIBUTES}}}+[ \t\n\r\f/]*+(?:>|\Z)"
)
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
# A new one ends the one before it, so that they do not nest without another element between.
_ENDED_BY_NEXT = {"p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option"}
# Left open, they are opened again in every later block (HTML 13.2.4.3).
_FORMATTING = {
    *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt"),
    "u",
}

_CLEAN_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z]+=\"[^\"]*\")*)>")
_CLEAN_ATTRIBUTE = re.compile(r" ([a-z]+)=\"([^\"]*)\"")


class CleanBody(NamedTuple):
    """A body that is safe, and what of it was left out although a reader would have seen it."""

    html: str
    left_out: tuple[str, ...] = ()


def sanitise(html: str) -> str:
    """Returns `html` with only the elements, attributes and address schemes that a release needs.

    Raises Invalid as `clean` does.
    """
    return clean(html).html


def clean(html: str) -> CleanBody:
    """Returns `html` with only what a release needs, and what was left out.

    Relative addresses stay: formats resolve them against the release's public address. A link to a
    place in the text stays with its target, under a name that no page has. Raises Invalid for
    what is too long, too deep, or has too many tags, before it is parsed.
    """
    require_bounds(html)
    kept = _Filter()
    bounded = _safe(html, kept)
    require_bounds(bounded)
    if not TAGS.issuperset(name.lower() for _, name in _TAG.findall(html)):
        # What took an element's place may end another: a paragraph holds a legend, but no div.
        bounded = _safe(bounded, kept)
        require_bounds(bounded)
    return CleanBody(bounded, tuple(dict.fromkeys([*_lost(html), *kept.left_out]))[:MAX_LEFT_OUT])


def _safe(html: str, kept: "_Filter") -> str:
    safe = nh3.clean(
        html,
        tags=TAGS | BECOME.keys(),
        clean_content_tags=UNSEEN,
        attributes=ATTRIBUTES,
        attribute_filter=kept.attribute,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return _rewritten(safe).strip(_OUTSIDE)


def from_text(text: str) -> str:
    """Write plain text as HTML: blank lines part paragraphs, other line ends become `<br>`.

    Raises Invalid for what is too long as HTML.
    """
    lines = text.replace("\r\n", "\n")
    if lines.count("\n") > MAX_TAGS:
        raise _refused(f"The text has over {MAX_TAGS:,} lines.", "/body_text")
    paragraphs = (part.strip() for part in re.split(r"\n[ \t]*\n", lines))
    marked = (escape(part, quote=False) for part in paragraphs if part)
    html = "\n".join("<p>" + part.replace("\n", "<br>\n") + "</p>" for part in marked)
    require_bounds(html, "/body_text")
    return html


def require_bounds(html: str, pointer: str = "/body_html") -> None:
    """Raises Invalid for a body that costs more than its length, to parse or to store."""
    if len(html) > MAX_LENGTH:
        detail = f"The body has {len(html):,} characters as HTML; it may have {MAX_LENGTH:,}."
        raise _refused(detail, pointer)
    if sum(map(html.encode("utf-8", "replace").count, _SLOW)) > MAX_SIGNS:
        signs = "signs that HTML escapes, or of U+0080 to U+00BF"
        raise _refused(f"The body has over {MAX_SIGNS:,} {signs}.", pointer)
    if html.count("<") > MAX_TAGS:
        raise _refused(f"The body has over {MAX_TAGS:,} tags.", pointer)
    _Tags(html, pointer).check()


@dataclass
class _Tags:
    """The tags of a body, in the order of the text.

    A tag inside of a comment or of an attribute is counted too: which is which depends on all that
    stands before, and must not decide about what the body costs.
    """

    html: str
    pointer: str
    opened: list[str] = field(default_factory=list)
    # Open elements of formatting, and how long their start tags are together.
    formatting: list[tuple[str, int]] = field(default_factory=list)
    carried: int = 0
    growth: int = 0

    def check(self) -> None:
        """Raises Invalid for too many attributes, tags inside of tags, depth, and growth."""
        past, read = 0, 0
        for start in _TAG.finditer(self.html):
            found = _TAG_END.match(self.html, start.end())
            read += found.end() - start.start() if found else 0
            if found is None or read > 2 * len(self.html):
                raise _refused(
                    f"The tag at character {start.start():,}, {excerpt(start[0])}, has over"
                    f" {MAX_ATTRIBUTES} attributes or others inside. Write &lt; for a sign.",
                    self.pointer,
                )
            if start.start() >= past:
                past = found.end()
                self._take(start[2].lower(), past - start.start(), ends=bool(start[1]))

    def _take(self, name: str, length: int, *, ends: bool) -> None:
        if name in _FORMATTING:
            self._format(name, length, ends=ends)
        else:
            self.growth += self.carried
        if name in _VOID or name in _ENDED_BY_NEXT:
            pass
        elif not ends:
            self.opened.append(name)
        elif name in self.opened:
            del self.opened[len(self.opened) - 1 - self.opened[::-1].index(name) :]
        if len(self.opened) > MAX_DEPTH:
            raise _refused(f"The body nests over {MAX_DEPTH} elements.", self.pointer)
        if self.growth > MAX_LENGTH:
            unclosed = self.formatting[-1][0]
            raise _refused(
                f"<{unclosed}> is not closed and would be repeated in each block that follows.",
                self.pointer,
            )

    def _format(self, name: str, length: int, *, ends: bool) -> None:
        if not ends:
            self.formatting.append((name, length))
            self.carried += length
            return
        for at in range(len(self.formatting) - 1, -1, -1):
            if self.formatting[at][0] == name:
                self.carried -= self.formatting.pop(at)[1]
                return


@dataclass
class _Filter:
    """Decides about attributes, and remembers the addresses that went."""

    left_out: list[str] = field(default_factory=list)

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        """Returns what is kept of an attribute; None for nothing."""
        if tag in LOST and name in {"src", "data"}:
            self.left_out.append(f"{tag} {excerpt(value)}")
        if name == "srcset":
            return ", ".join(_candidates(value)) or None
        if name == "cite":
            return value if _is_of_the_web(value) else None
        if name in {"href", "src"}:
            return self._address(tag, value)
        return value

    def _address(self, tag: str, value: str) -> str | None:
        scheme = _scheme(value)
        is_picture = tag in {"img", "source"} and PICTURE.fullmatch(value)
        if scheme == "data" and not is_picture:
            self.left_out.append(f"{tag} {excerpt(value)}")
            return None
        if _WITH_HOST.match(value) and _PASSWORD.match(value):
            self.left_out.append(f"{tag} with a user name in its address")
            return None
        return value


def _scheme(address: str) -> str | None:
    found = _SCHEME.match(address)
    return re.sub(r"[\t\r\n]", "", found[1]).lower() if found else None


def _is_of_the_web(address: str) -> bool:
    return _scheme(address) in {None, "http", "https"} and not (
        _WITH_HOST.match(address) and _PASSWORD.match(address)
    )


def _candidates(srcset: str) -> Iterable[str]:
    """Yields the candidates of a `srcset` that lead to the web: an address, perhaps with a size."""
    for candidate in re.split(r",(?=\s)", srcset):
        words = candidate.split()
        if words and all(map(_is_of_the_web, ",".join(words).split(","))):
            yield " ".join(words)


def _lost(html: str) -> Iterable[str]:
    """Yields the elements that go with their content, and the schemes of links that go."""
    for name in dict.fromkeys(name.lower() for _, name in _TAG.findall(html)):
        addressed = rf"<{name}\s[^>]*\b(?:src|data)\s*="
        if name in LOST and not re.search(addressed, html, re.IGNORECASE):
            yield name
    for scheme in dict.fromkeys(found.lower() for found in _LINKED.findall(html)):
        if scheme not in SCHEMES:
            yield f"link to {scheme}:"


def _rewritten(safe: str) -> str:
    """Returns sanitised HTML with the names that are kept, and links with their targets."""
    anchors = _Anchors.of(safe)
    return _CLEAN_TAG.sub(anchors.tag, safe)


@dataclass
class _Anchors:
    """Places in a text that links of the same text lead to."""

    # By the names that links use. An `<a>` may have two, but keeps one of them.
    places: dict[str, str]
    # What of them is still to be given as an id: each stands once.
    left: set[str]

    @classmethod
    def of(cls, safe: str) -> "_Anchors":
        """Returns those of sanitised HTML."""
        linked: set[str] = set()
        places: dict[str, str] = {}
        for _, tag, attributes in _CLEAN_TAG.findall(safe):
            written = dict(_CLEAN_ATTRIBUTE.findall(attributes))
            href = written.get("href", "")
            if href.startswith("#"):
                linked.add(_bare(unquote(unescape(href[1:]))))
            names = [written.get("id"), written.get("name") if tag == "a" else None]
            bare = [_bare(unescape(name)) for name in names if name is not None]
            places |= {name: bare[0] for name in bare if name not in places}
        places = {name: place for name, place in places.items() if name in linked}
        return cls(places, set(places.values()))

    def tag(self, found: re.Match[str]) -> str:
        """Returns a tag as it is kept."""
        end, name, attributes = found.groups()
        kept = _CLEAN_ATTRIBUTE.sub(self._attribute, attributes) if attributes else ""
        written = f"<{end}{BECOME.get(name, name)}{kept}>"
        # Parsers skip one line end after it: without another, each save takes a line away.
        is_skipped = found.string.startswith("\n", found.end())
        return f"{written}\n" if written.startswith("<pre") and is_skipped else written

    def _attribute(self, found: re.Match[str]) -> str:
        name, value = found.groups()
        if name == "href" and value.startswith("#"):
            place = _bare(unescape(value[1:]))
            named = unquote(place)
            kept = self.places.get(named)
            if kept is None:
                return found[0]
            return self._written(name, f"#{ID_PREFIX}{place if kept == named else quote(kept)}")
        if name not in {"id", "name"}:
            return found[0]
        place = _bare(unescape(value))
        if place not in self.left:
            return ""
        self.left.remove(place)
        return self._written("id", ID_PREFIX + place)

    @staticmethod
    def _written(name: str, value: str) -> str:
        return f' {name}="{escape(value)}"'


def _bare(place: str) -> str:
    return place.removeprefix(ID_PREFIX)


def _refused(detail: str, pointer: str) -> Invalid:
    return Invalid.of(detail, pointer=pointer)
