"""What no package has: own spellings, own places, boroughs inside their city.

Facts of common knowledge, written for this product.
"""

# Names that releases print in place of CLDR's, which are made for menus.
COUNTRY_NAMES = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Congo",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}

COUNTRY_ALIASES: dict[str, tuple[str, ...]] = {
    "AE": ("UAE",),
    "BA": ("Bosnia",),
    "BO": ("Bolivia",),
    "CD": ("DR Congo", "DRC", "Congo-Kinshasa"),
    "CG": ("Congo-Brazzaville", "Republic of the Congo"),
    "CI": ("Ivory Coast",),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"),
    "IR": ("Iran",),
    "KP": ("North Korea", "DPRK"),
    "KR": ("South Korea", "Republic of Korea"),
    "LA": ("Laos",),
    "MD": ("Moldova",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "PS": ("State of Palestine",),
    "RU": ("Russian Federation",),
    "SY": ("Syria",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Turkiye"),
    "TZ": ("Tanzania",),
    "US": ("USA", "United States of America"),
    "VA": ("Holy See",),
    "VE": ("Venezuela",),
    "VN": ("Viet Nam",),
}

# The five boroughs are cities in GeoNames; they are parts of New York City (5128581).
CITY_PARENT = {
    5110266: 5128581,
    5110302: 5128581,
    5125771: 5128581,
    5133273: 5128581,
    5139568: 5128581,
}

CITY_ALIASES: dict[int, tuple[str, ...]] = {
    5128581: ("New York",),
    3530597: ("Mexico City", "CDMX"),
}

# id, name, aliases, city or division that it is in, latitude, longitude. Kapıkule and Pazarkule are
# border crossings in press releases of 2020; no set of cities has border gates.
SITES: tuple[tuple[str, str, tuple[str, ...], str, float, float], ...] = (
    (
        "site:pazarkule",
        "Pazarkule",
        ("Pazarkule border gate", "Pazarkule sınır kapısı"),
        "TR-22",
        41.651,
        26.484,
    ),
    (
        "site:kapikule",
        "Kapıkule",
        ("Kapıkule border gate", "Kapıkule sınır kapısı"),
        "TR-22",
        41.716,
        26.352,
    ),
)

# Counties that Norway dissolved in 2020 and restored in 2024 have their codes in ISO 3166-2 only.
DIVISION_ISO = {
    "NO.01": "NO-32",
    "NO.04": "NO-33",
    "NO.05": "NO-56",
    "NO.13": "NO-31",
    "NO.17": "NO-40",
    "NO.18": "NO-55",
    "NO.20": "NO-39",
}
