"""A selection as sets of ordinals, one for each filter."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from pyroaring import BitMap

from app.published import terms
from app.published.index.sets import Index
from app.published.selection.geometry import Box, Near
from app.published.selection.grammar import Selection, Terms

# By the name of the filter's parameter; `date` is both `dates` and `between`.
FilterSets = Mapping[str, BitMap]


def filter_sets(index: Index, selection: Selection) -> FilterSets:
    """Returns the releases that each filter of `selection` lets through, if it is given."""
    place = terms.OF_ROLE[selection.location_role]
    parts: dict[str, BitMap] = {}
    for name, kind, wanted in (
        ("location", place, selection.location),
        ("theme", terms.THEME, selection.theme),
        ("kind", terms.KIND, selection.kind),
        ("language", terms.LANGUAGE, selection.language),
        ("organisation", terms.ORGANISATION, Terms(any=selection.organisation)),
    ):
        if wanted:
            parts[name] = _having(index, kind, wanted)
    dates = [_union(index.calendar.within(dates) for dates in selection.dates)]
    dates = dates if selection.dates else []
    if selection.between is not None:
        dates.append(index.calendar.within(selection.between))
    if dates:
        parts["date"] = _intersect(dates)
    if selection.near:
        parts["near"] = _union(_within(index, near.around(), near) for near in selection.near)
    if selection.bbox:
        parts["bbox"] = _union(_within(index, box, box) for box in selection.bbox)
    return parts


def intersect(index: Index, parts: FilterSets, but: Collection[str] = ()) -> BitMap:
    """Returns the listed releases that pass every filter but those named in `but`."""
    return _intersect([index.listed, *(part for name, part in parts.items() if name not in but)])


def _having(index: Index, kind: str, wanted: Terms) -> BitMap:
    found = index.listed
    if wanted.any:
        found = _union(index.having(f"{kind}{value}") for value in wanted.any)
    if wanted.all:
        found = _intersect([found, *(index.having(f"{kind}{value}") for value in wanted.all)])
    if wanted.none:
        found = found - _union(index.having(f"{kind}{value}") for value in wanted.none)
    return found


def _within(index: Index, box: Box, area: Near | Box) -> BitMap:
    points = index.points()
    latitude, longitude = points.latitude, points.longitude
    inside = (latitude >= box.south) & (latitude <= box.north)
    if box.west <= box.east:
        inside &= (longitude >= box.west) & (longitude <= box.east)
    else:
        inside &= (longitude >= box.west) | (longitude <= box.east)
    # Few are left to be measured, by the same function as in `selection/matching.py`.
    chosen = (points.terms[place] for place in np.flatnonzero(inside))
    return _union(index.having(term) for term in chosen if area.holds(*terms.degrees(term)))


def _union(sets: Iterable[BitMap]) -> BitMap:
    many = list(sets)
    # A single set is not copied: callers change none.
    return many[0] if len(many) == 1 else BitMap.union(*many) if many else BitMap()


def _intersect(sets: list[BitMap]) -> BitMap:
    # The smallest first: what is left is never larger.
    many = sorted(sets, key=len)
    found = many[0]
    for other in many[1:]:
        found = found & other
    return found
