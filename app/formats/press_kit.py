"""Names the files of a press kit, and writes its texts: the release, and whose its pictures are."""

import csv
import io
from collections.abc import Iterator

from app.formats import html, text
from app.formats.csv import safe_cell
from app.formats.item import Item
from app.published.media import Media

MEDIA_TYPE = "application/zip"
_COLUMNS = ("file", "caption", "alt", "credit", "licence", "rights_end", "url")


def file_names(item: Item) -> dict[str, Media]:
    """Returns the files of a release by their names in the kit, numbered in their order."""
    return {
        f"media/{number:02}-{one.file_name}": one for number, one in enumerate(item.media, start=1)
    }


def texts(item: Item) -> Iterator[tuple[str, bytes]]:
    """Yields the texts of the kit by name."""
    yield "release.html", html.write_one(item)
    yield "release.txt", text.write_one(item)
    if item.media:
        yield "CREDITS.txt", _credits(item)
        yield "credits.csv", _table(item)


def _credits(item: Item) -> bytes:
    parts = [item.release.title, item.web_url]
    for name, one in file_names(item).items():
        lines = (
            name,
            one.caption,
            f"Credit: {one.credit or 'not known'}",
            f"Licence: {one.licence or 'not known'}",
            f"May be used until: {one.rights_end}" if one.rights_end else None,
        )
        parts.append("\n".join(filter(None, lines)))
    return ("\n\n".join(parts) + "\n").encode()


def _table(item: Item) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for name, one in file_names(item).items():
        cells = {
            "file": name,
            "caption": one.caption,
            "alt": one.alt,
            "credit": one.credit,
            "licence": one.licence,
            "rights_end": str(one.rights_end) if one.rights_end else None,
            "url": one.url,
        }
        writer.writerow({column: safe_cell(value) for column, value in cells.items()})
    return out.getvalue().encode()
