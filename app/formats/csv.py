"""Writes CSV (RFC 4180) in which a spreadsheet runs nothing as a formula."""

import csv
import io
import re
from collections.abc import Mapping

from app.base.wire import format_instant
from app.formats.item import Feed, Item
from app.formats.xml import clean
from app.published.labels.contact_text import line_of

MEDIA_TYPE = "text/csv; header=present"
# The signs that make a cell a formula, plain or full width, or after blanks (OWASP, CSV injection).
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
# Separates places or themes that share a cell; no id of either holds it.
BETWEEN = " "


def write(feed: Feed) -> bytes:
    """Returns a line of column names, then one for each release. UTF-8, no byte order mark.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, which it hides.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for item in feed.items:
        writer.writerow({name: safe_cell(value) for name, value in _cells(item).items()})
    return out.getvalue().encode()


def _cells(item: Item) -> Mapping[str, str | None]:
    release = item.release
    return {
        "id": str(release.id),
        "url": item.url,
        "web_url": item.web_url,
        "slug": release.slug,
        "version": str(release.version),
        "kind": release.kind,
        "language": release.language,
        "title": release.title,
        "subtitle": release.subtitle,
        "summary": release.summary,
        "dateline": release.dateline.text if release.dateline else None,
        "locations": BETWEEN.join(place.id for place in release.locations),
        "themes": BETWEEN.join(theme.id for theme in release.themes),
        "published_at": format_instant(release.published_at) if release.published_at else None,
        "date": release.date,
        "date_precision": release.date_precision.value,
        "modified_at": format_instant(release.modified_at),
        "correction": release.correction.note if release.correction else None,
        "usable": "true" if release.usable else "false",
        "organisation": item.issuer,
        "source_url": release.source_url,
        "body_text": release.body_text,
        "contacts": "; ".join(line_of(one, release.language) for one in release.contacts),
        "image": item.lead.url if item.lead else None,
    }


COLUMNS = (
    "id", "url", "web_url", "slug", "version", "kind", "language", "title", "subtitle", "summary",
    "dateline", "locations", "themes", "published_at", "date", "date_precision", "modified_at",
    "correction", "usable", "organisation", "source_url", "body_text",
    "contacts",
    "image",
)  # fmt: skip


def safe_cell(value: str | None) -> str:
    """Returns a cell; with an apostrophe before what a spreadsheet would take for a formula."""
    text = clean(value or "")
    return f"'{text}" if _FORMULA.match(text) else text
