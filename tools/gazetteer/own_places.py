"""What no package has: own spellings, boroughs inside their city, names of regions.

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
    "CI": ("Ivory Coast", "Elfenbeinküste"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"),
    "IR": ("Iran",),
    "KP": ("North Korea", "DPRK"),
    "KR": ("South Korea", "Republic of Korea", "한국", "대한민국", "남한"),
    "LA": ("Laos",),
    "MD": ("Moldova",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "NL": ("Holland",),
    "OM": ("عُمان", "سلطنة عمان"),
    "PS": (
        "State of Palestine",
        "occupied Palestinian territory",
        "occupied Palestinian territories",
        "Palestinian territories",
        "oPt",
        "فلسطين",
        "Filistin",
    ),
    "RU": ("Russian Federation",),
    "SY": ("Syria", "Syrian Arab Republic"),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Turkiye"),
    "TW": ("臺灣", "台湾", "Taiwan"),
    "TZ": ("Tanzania",),
    "US": ("USA", "U.S.", "United States of America", "ABD", "EE. UU.", "EE.UU.", "États-Unis"),
    "VA": ("Holy See", "Vatican", "Vatican City State"),
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

# Keys of names by which a country is not meant first: Salvador is a city, IOM an agency.
LESSER_COUNTRY_NAMES = frozenset({"salvador", "iom"})

CITY_ALIASES: dict[int, tuple[str, ...]] = {
    5128581: ("New York", "NYC"),
    3530597: ("Mexico City", "CDMX"),
    250441: ("عمّان",),
    3573197: ("Hamilton",),
    2028462: ("Ulaanbaatar",),
    6611854: ("Naypyidaw",),
    1821274: ("Macao",),
    1336134: ("Cox's Bazar", "Cox’s Bazar"),
    256866: ("Mytilini",),
    8063361: ("Melekeok",),
}

# Capitals whose country names them otherwise, and second seats of government.
OTHER_CAPITALS = frozenset({8063361, 3911925, 1248991, 6697380, 2747373, 3369157, 2293538})

# Small places that press releases are often dated from: Lampedusa, Samos, Bentiu, Dadaab, Metetí,
# Yaviza, Spin Boldak, Pozzallo.
OFTEN_WRITTEN_FROM = frozenset(
    {2524459, 254115, 377472, 199209, 3704327, 3699980, 1123906, 2523693}
)

# Names of regions beside those of CLDR.
REGION_ALIASES: dict[str, tuple[str, ...]] = {
    "419": ("Latin America and the Caribbean", "Latin America", "LAC"),
    "015": ("North Africa",),
    "011": ("West Africa",),
    "014": ("East Africa",),
    "017": ("Central Africa",),
    "018": ("Southern Africa",),
    "202": ("Sub-Saharan Africa",),
    "030": ("East Asia",),
    "034": ("South Asia",),
    "035": ("Southeast Asia", "South-East Asia", "South East Asia"),
    "145": ("West Asia",),
    "009": ("the Pacific", "Pacific"),
    "019": ("the Americas",),
    "029": ("the Caribbean", "West Indies"),
}

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
