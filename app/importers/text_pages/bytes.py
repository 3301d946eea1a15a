"""Decodes a page and cuts it into clean lines, without characters that cannot be stored."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from app.importers.text_pages.foreign_formats import foreign_format

# Windows code pages by language, for pages that are not UTF-8.
_CODE_PAGES = {
    **dict.fromkeys(("tr", "az"), "cp1254"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "mk"), "cp1251"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sl"), "cp1250"),
    **dict.fromkeys(("el",), "cp1253"),
    **dict.fromkeys(("he",), "cp1255"),
    **dict.fromkeys(("is",), "cp1252"),
}
# Ğ İ Ş ğ ı ş in cp1254; Ð Ý Þ ð ý þ in cp1252, which only Icelandic and Faroese need.
_TURKISH = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Control characters but the tab, marks of byte order, surrogates without their half.
_BANNED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed, without its end (`raw`), and with single plain spaces (`text`)."""

    number: int
    raw: str
    text: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A character that was removed, how often, and the first line that had it."""

    character: str
    name: str
    count: int
    first_line: int


# Share of zero bytes. A page may hold a stray one; a program or a picture is full of them.
MOST_ZEROS = 0.01


ONLY_TEXT = "`import page` reads a press page that was copied as plain text."


class NotText(ValueError):
    """The file is no page of text, but a picture, a feed or a program."""


def check_text(data: bytes) -> None:
    """Raise NotText for what is no page of text. UTF-16 needs its byte order mark."""
    if not data.strip():
        raise NotText("The file is empty.")
    marked = any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)
    if not marked and data.count(0) > MOST_ZEROS * len(data):
        name = foreign_format(data, "")
        name = name or "not a text file: it is full of zero bytes"
        raise NotText(f"This is {name}. {ONLY_TEXT}")
    text, _, _ = decode(data)
    if name := foreign_format(data, text):
        raise NotText(f"This is {name}. {ONLY_TEXT}")
    if not any(char.isalpha() for char in text):
        raise NotText("There is no word in the file.")


def decode(data: bytes, language: str | None = None) -> tuple[str, str, list[str]]:
    """Returns the text of a page, its encoding, and notes for the report."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding, []
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        pass
    loose = data.decode("utf-8", errors="surrogateescape")
    strays = sum("\udc80" <= char <= "\udcff" for char in loose)
    joined = sum(char > "\x7f" for char in loose) - strays
    page = _code_page(data, language)
    if joined > strays:
        mended = re.sub(
            "[\udc80-\udcff]+",
            lambda found: found.group().encode("utf-8", "surrogateescape").decode(page, "replace"),
            loose,
        )
        return mended, "utf-8", [f"{strays} bytes are not UTF-8 and were read as {page}"]
    return data.decode(page, "replace"), page, [f"the page is not UTF-8; it was read as {page}"]


def lines_of(text: str) -> tuple[list[Line], list[Removed]]:
    """Returns the lines of a page, numbered from 1, and the characters that were removed."""
    removed: Counter[str] = Counter()
    first_lines: dict[str, int] = {}
    lines = []
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        kept = raw
        if found := _BANNED.findall(raw):
            removed.update(found)
            for char in found:
                first_lines.setdefault(char, number)
            kept = _BANNED.sub("", raw)
        lines.append(Line(number, kept, _BLANKS.sub(" ", kept).strip()))
    if lines and not lines[-1].text:
        lines.pop()
    return lines, [
        Removed(char, _name(char), count, first_lines[char]) for char, count in removed.items()
    ]


def _code_page(data: bytes, language: str | None) -> str:
    if language and (page := _CODE_PAGES.get(language[:2].casefold())):
        return page
    return "cp1254" if _TURKISH.search(data) else "cp1252"


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}"
