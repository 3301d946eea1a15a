"""Recognises files that are no page of text: feeds, data, programs, office documents. Pure."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from io import StringIO

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "an archive, or a document of an office program"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program"),
    (b"{\\rtf", "a document in RTF"),
    (b"%!PS", "a PostScript document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"SQLite format 3", "a database"),
)
# As much of a file as is looked at, and as many of its lines.
BEGINNING = 100_000
FIRST_LINES = 200
LINE_LENGTH = 500
FEWEST_ROWS = 3
FEWEST_COLUMNS = 3
# Shares of the lines from which a file is of a kind.
MARKED_UP = 0.3
# Of 9,287 press releases none has 1 % of such characters; most programs have more.
CODE = 0.015
KEYS = 0.7
STAMPED = 0.8
SPACES = 0.02
SHORTEST_ENCODED = 400

_JSON = re.compile(r'\s*[\[{]\s*(?:"[^"\n]*"\s*[:,\]]|[\[{]\s*["\[{]|[\]}]\s*$)')
_MARKUP = re.compile(r"\s*<(?:\?xml\b|!doctype\b|!--|(?P<tag>[a-z][\w:.-]*)(?:\s[^<>]*)?/?>)", re.I)
_TAG = re.compile(r"</?[a-zA-Z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*[\"'][^<>]*)?/?>")
_FEEDS = (("rss", "an RSS feed"), ("feed", "an Atom feed"), ("rdf:rdf", "an RDF feed"))
_KEY = re.compile(r"[\"']?[a-z][\w-]{0,40}[\"']?\s*[:=](?:\s|$)")
_HEADER = re.compile(r"[A-Z][A-Za-z-]{1,40}:\s")
_MAIL = re.compile(
    r"(?:Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Transfer-Encoding):",
    re.IGNORECASE,
)
_BEGINS = (
    (re.compile(r"BEGIN:V[A-Z]+\s"), "a calendar or an address card"),
    (re.compile(r"-----BEGIN [A-Z ]+-----"), "a key or a certificate"),
    (re.compile(r"#!\s*/"), "a program"),
    (re.compile(r"<\?php\b"), "a program"),
    (re.compile(r"\\documentclass\b"), "a LaTeX document"),
    (re.compile(r"diff --git |--- a/|From [0-9a-f]{40} "), "a patch"),
    (re.compile(r"From \S+@\S+ .*\d{4}\s"), "an e-mail"),
)
_SYMBOLS = frozenset("{}=<>\\")
_STAMP = re.compile(r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:")


def foreign_format(data: bytes, text: str) -> str | None:
    """Returns what a file is if it is no page of text, such as «JSON» or «an RSS feed»."""
    for signature, document in _SIGNATURES:
        if data.startswith(signature):
            return document
    text = text.lstrip("\ufeff \t\r\n")[:BEGINNING]
    for pattern, kind in _BEGINS:
        if pattern.match(text):
            return kind
    lines = [line[:LINE_LENGTH] for line in text.splitlines()[:FIRST_LINES] if line.strip()]
    return next((found for look in _LOOKS if (found := look(text, lines))), None)


def _json_text(text: str, lines: Sequence[str]) -> str | None:
    if _JSON.match(text) or (text[:1] in "[{" and len(text) < BEGINNING and _parses(text)):
        return "JSON"
    return "JSON" if lines and lines[0][0] in "[{" and all(map(_parses, lines[:3])) else None


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _markup(text: str, lines: Sequence[str]) -> str | None:
    begins = _MARKUP.match(text)
    marked_up = sum(bool(_TAG.search(line)) for line in lines) >= MARKED_UP * len(lines)
    if begins and begins["tag"] and not re.search(r"</|/>", text):
        # «<Clinic opens>» is a line of a page.
        begins = None
    if not begins and not (lines and marked_up):
        return None
    head = text[:2_000].casefold()
    named = next((name for tag, name in _FEEDS if f"<{tag}" in head), None)
    is_xml = head.startswith("<?xml") and "<html" not in head
    return named or ("XML" if is_xml else "HTML")


def _front_matter(_text: str, lines: Sequence[str]) -> str | None:
    fence = lines[0].strip() if lines else ""
    if fence not in ("---", "+++"):
        return None
    inside = [line.rstrip() for line in lines[1:]]
    if fence not in inside:
        return None
    # A value may go on in lines that are set in.
    fields = [line for line in inside[: inside.index(fence)] if not line[0].isspace()]
    keys = sum(bool(_KEY.match(line) or line.startswith("- ")) for line in fields)
    return "a post with front matter" if fields and keys >= KEYS * len(fields) else None


def _keys(_text: str, lines: Sequence[str]) -> str | None:
    outer = [line for line in lines if not line[0].isspace()]
    keys = sum(bool(_KEY.match(line) or line.startswith(("- ", "[", "#"))) for line in outer)
    first = [line for line in outer if not line.startswith("#")][:1]
    is_data = len(outer) >= FEWEST_ROWS and keys >= KEYS * len(outer)
    return "YAML or a file of settings" if is_data and first and _KEY.match(first[0]) else None


def _table(_text: str, lines: Sequence[str]) -> str | None:
    for delimiter in "\t;,|":
        rows = list(csv.reader(StringIO("\n".join(lines[:20])), delimiter=delimiter))
        columns = len(rows[0]) if rows else 0
        tight = all(not cell[:1].isspace() for cell in rows[0][1:]) if rows else False
        same = sum(len(row) == columns for row in rows) >= STAMPED * len(rows)
        least = 2 if delimiter == "\t" else FEWEST_COLUMNS
        if len(rows) >= FEWEST_ROWS and columns >= least and same and tight:
            return "a table (CSV)"
    return None


def _mail(_text: str, lines: Sequence[str]) -> str | None:
    head = lines[:40]
    headers = sum(bool(_HEADER.match(line)) for line in head)
    is_mail = headers >= FEWEST_ROWS and any(map(_MAIL.match, head))
    return "an e-mail" if is_mail and _HEADER.match(head[0]) else None


def _code(_text: str, lines: Sequence[str]) -> str | None:
    if len(lines) < FEWEST_ROWS:
        return None
    if sum(bool(_STAMP.match(line)) for line in lines) >= STAMPED * len(lines):
        return "a log"
    signs = Counter(char for line in lines for char in line if not char.isspace())
    symbols = sum(signs[char] for char in _SYMBOLS)
    return "a program or a style sheet" if symbols >= CODE * signs.total() else None


def _encoded(text: str, _lines: Sequence[str]) -> str | None:
    is_long = len(text) >= SHORTEST_ENCODED and text.isascii()
    return "encoded data" if is_long and text.count(" ") < SPACES * len(text) else None


_LOOKS: tuple[Callable[[str, Sequence[str]], str | None], ...] = (
    *(_json_text, _markup, _front_matter, _mail, _table, _keys, _code, _encoded),
)
