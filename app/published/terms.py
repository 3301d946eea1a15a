"""The terms of a public document, by which selections find it and facets count it. Pure.

    w:TR-22  one of its places, or one that contains it      t:health  a theme, or a wider one
    d:TR-22  the same for the place of its dateline alone     k:event   its kind
    a:TR-22  the same for what it is about                    o:iom     its organisation, or one
                                                                        that this is part of
    l:en-gb  its language, and every beginning of the tag     p:unhcr   the same for a partner
                                                              @41.6,26.5  latitude, longitude

No term holds a space: the rows of the read model and of the log store them as one text.
"""

from collections.abc import Collection, Iterator

from app.published.document import Organisation, Place, PlaceRole, PublicRelease

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
POINT = "@"
OF_ROLE = {None: WHERE, PlaceRole.DATELINE: DATELINE, PlaceRole.ABOUT: ABOUT}


def terms_of(document: PublicRelease) -> tuple[str, ...]:
    """Return all terms of `document`, sorted and without repeats."""
    return tuple(sorted(set(_terms(document))))


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


def _terms(document: PublicRelease) -> Iterator[str]:
    for place in document.locations:
        kinds = (WHERE, *(OF_ROLE[role] for role in place.roles))
        for place_id in _chain(place):
            yield from (f"{kind}{place_id}" for kind in kinds)
        if place.coordinates is not None:
            yield point(place.coordinates.latitude, place.coordinates.longitude)
    for theme in document.themes:
        yield f"{THEME}{theme.id}"
        yield from (f"{THEME}{wider.id}" for wider in theme.ancestors)
    yield f"{KIND}{document.kind}"
    yield from (f"{LANGUAGE}{tag}" for tag in _beginnings(document.language.lower()))
    if document.organisation is not None:
        yield from (f"{ORGANISATION}{issuer_id}" for issuer_id in _chain(document.organisation))
        if document.organisation.ancestors:
            yield f"{ISSUER}{document.organisation.id}"
    for partner in document.partners:
        yield from (f"{PARTNER}{partner_id}" for partner_id in _chain(partner))


def _chain(whole: Place | Organisation) -> Iterator[str]:
    yield whole.id
    yield from (ancestor.id for ancestor in whole.ancestors)


def _beginnings(tag: str) -> Iterator[str]:
    """Yield the tags by which basic filtering (RFC 4647 section 3.3.1) finds `tag`: en, en-gb."""
    parts = tag.split("-")
    yield from ("-".join(parts[:count]) for count in range(1, len(parts) + 1))
