"""The terms of a public document, by which selections find it and facets count it. Pure.

    w:TR-22  one of its places, or one that contains it      t:health  a theme, or a wider one
    d:TR-22  the same for the place of its dateline alone     k:event   its kind
    a:TR-22  the same for what it is about                    o:iom     its organisation, or one
                                                                        that this is part of
    l:en-gb  its language, and every beginning of the tag     p:unhcr   the same for a partner
    s:840c20cc281d505fab920c78d6cb899a  its story             @41.6,26.5  latitude, longitude

No term holds a space: the rows of the read model and of the log store them as one text.
"""

from collections.abc import Collection

from app.published.document import PlaceRole

WHERE = "w:"
DATELINE = "d:"
ABOUT = "a:"
THEME = "t:"
KIND = "k:"
LANGUAGE = "l:"
ORGANISATION = "o:"
PARTNER = "p:"
# Of an organisation that is part of another: which of those with a term it is.
ISSUER = "i:"
STORY = "s:"
POINT = "@"
OF_ROLE = {None: WHERE, PlaceRole.DATELINE: DATELINE, PlaceRole.ABOUT: ABOUT}


def point(latitude: float, longitude: float) -> str:
    """Return the term of a point in degrees (WGS 84)."""
    return f"{POINT}{latitude!r},{longitude!r}"


def degrees(term: str) -> tuple[float, float]:
    """Return the latitude and longitude of a term that `point` made."""
    latitude, longitude = term.removeprefix(POINT).split(",")
    return float(latitude), float(longitude)


def issuer_in(found: Collection[str]) -> str | None:
    """Return the id of the organisation that issued a release with these terms, or None."""
    for kind in (ISSUER, ORGANISATION):
        for term in found:
            if term.startswith(kind):
                return term.removeprefix(kind)
    return None
