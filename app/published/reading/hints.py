"""Hints: what a request that finds nothing probably meant, though it is no error."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote_plus

from app.published.document import decimal
from app.published.reading.reader import Reader
from app.published.selection.geometry import POLE, Box, Near
from app.published.selection.grammar import Selection

_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


def hints(reader: Reader, selection: Selection, q: str | None) -> list[dict[str, str]]:
    """Return the members of each `Hint` on a selection; none unless it finds nothing.

    `q` are its words as given. Looks for releases only where something may be meant otherwise.
    """
    is_encoded = q is not None and _ENCODED.search(q) is not None
    if not (is_encoded or selection.bbox or selection.near) or reader.numbers(selection):
        return []
    found = list(_turned(reader, selection))
    if q is not None and is_encoded and (decoded := _decoded(q)):
        detail = "The words are percent-encoded twice: encode them once."
        found.append({"parameter": "q", "detail": detail, "suggestion": decoded})
    return found


def _decoded(q: str) -> str | None:
    try:
        return unquote_plus(q, errors="strict").strip()
    except UnicodeDecodeError:
        return None


def _turned(reader: Reader, selection: Selection) -> Iterator[dict[str, str]]:
    for box in selection.bbox:
        if -POLE <= box.west <= box.east <= POLE:
            turned = Box(box.south, box.west, box.north, box.east)
            count = len(reader.numbers(replace(selection, bbox=(turned,))))
            yield from _hint("bbox", "west, south, east, north", count, turned.canonical())
    for near in selection.near:
        if -POLE <= near.longitude <= POLE:
            other = Near(near.longitude, near.latitude, near.km)
            count = len(reader.numbers(replace(selection, near=(other,))))
            yield from _hint("near", "latitude, longitude, kilometres", count, other.canonical())


def _hint(
    parameter: str, order: str, count: int, numbers: Iterable[float]
) -> Iterator[dict[str, str]]:
    if count:
        value = ",".join(map(decimal, numbers))
        detail = f"Nothing lies there. The order is {order}: so it finds {count} releases."
        yield {"parameter": parameter, "detail": detail, "suggestion": value}
