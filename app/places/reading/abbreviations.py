"""Abbreviations of first-level divisions in datelines, and words that are parts of place names.

U.S. states: postal codes, AP style and the older forms; Canada and Australia: postal codes.
"""

from app.places.naming import place_key

_US = """
"|AL Ala|AK Alaska|AZ Ariz|AR Ark|CA Calif|CO Colo|CT Conn|DE Del|DC D.C.|FL Fla|GA Ga
HI Hawaii|ID Ida|IL Ill|IN Ind|IA Ia|KS Kan Kans|KY Ky|LA La|ME Me|MD Md|MA Mass|MI Mich
MN Minn|MS Miss|MO Mo|MT Mont|NE Neb Nebr|NV Nev|NH N.H.|NJ N.J.|NM N.M. NMex|NY N.Y.
NC N.C.|ND N.D. NDak|OH O.|OK Okla|OR Ore Oreg|PA Pa Penn Penna|RI R.I.|SC S.C.
SD S.D. SDak|TN Tenn|TX Tex|UT Utah|VT Vt|VA Va|WA Wash|WV W.Va. WVa|WI Wis Wisc|WY Wyo
"""
_CANADA = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
_AUSTRALIA = "ACT NSW NT QLD SA TAS VIC WA"


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in _US.split("\n"):
        for group in filter(None, line.split("|")):
            code, *forms = group.split()
            for form in (code, *forms):
                found.setdefault(place_key(form), []).append(f"US-{code}")
    for code in _CANADA.split():
        found.setdefault(place_key(code), []).append(f"CA-{code}")
    for code in _AUSTRALIA.split():
        found.setdefault(place_key(code), []).append(f"AU-{code}")
    return {form: tuple(dict.fromkeys(codes)) for form, codes in found.items()}


DIVISIONS = _table()

# «Western Turkey» is read as Turkey.
DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast"
    " southwest northeastern northwestern southeastern southwestern rural upper lower".split()
)

# Parts of names that no gazetteer has: townships, counties, bases, parks.
PLACE_NOUNS = frozenset(
    "township twp county co parish borough village town city beach springs falls heights lake"
    " island islands valley park base camp fort ft port mount mt saint st san santa afb"
    " arsenal harbor".split()
)


def divisions_abbreviated(text: str) -> tuple[str, ...]:
    """Returns the ISO 3166-2 codes that `text` may abbreviate, the United States first.

    >>> divisions_abbreviated("N.Y."), divisions_abbreviated("WA"), divisions_abbreviated("Lyon")
    (('US-NY',), ('US-WA', 'AU-WA'), ())
    """
    return DIVISIONS.get(place_key(text), ())
