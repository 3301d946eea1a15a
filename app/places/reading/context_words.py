"""Word lists by which the readers of datelines and mentions tell places from other names."""

# Words that never begin a dateline.
TITLES = frozenset(
    "sen sens senator rep reps gov govs mr mrs ms dr prof by image photo contact".split()
)

# Small words inside names: «Port-au-Prince», «Santiago de Cuba», «Isle of Man».
PARTICLES = frozenset(
    "of the and a de la le les du des da do dos das di del al el i y e et und ve d’ au aux"
    " sur sous en am an im der den bei upon on es ez ul as".split()
)

WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi"
    " vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo montag"
    " dienstag mittwoch donnerstag freitag samstag sonntag pazartesi sali carsamba persembe"
    " cuma cumartesi pazar today".split()
)

# First words of a body after a hyphen without blanks: «HARRISBURG-In a forum».
OPENERS = frozenset(
    "the a an in on at as after today this following yesterday last for with u.s us senator"
    " senators sen sens rep reps representative representatives congressman congresswoman"
    " congressmen chairman president governor gov by while more members new".split()
)
PLAIN_OPENERS = frozenset("the a an in on at as today this after".split())

LOCATIVES = frozenset(
    "in at from near to outside around across inside throughout visiting visit à a en de"
    " desde hacia vers depuis aus nach bei im em no na op da dal per".split()
)

# Names of countries that are also personal names or common words.
PERSONAL = frozenset(
    "jordan chad georgia israel ireland cuba kenya india jamaica malta cyprus mali niger"
    " montenegro france guinea samoa dominica monaco togo".split()
)
# Those that are no city as well.
PERSONAL_COUNTRIES = PERSONAL - {"monaco"}
NOT_COUNTRIES = frozenset("america us emirates holland england mann reunion".split())
# Foreign names of cities that mean a house in English: GeoNames calls Casablanca «White House».
NOT_CITIES = frozenset({"white house", "capitol hill"})
INITIALS = frozenset({"UK", "UAE", "USA", "DPRK"})

# Initials and names of organisations that are towns too, and those of three letters or fewer that a
# great city has as well; folded. None of them dates a release without a printed region.
ORGANISATIONS = frozenset(
    (
        *(
            "asean",
            "care",
            "echo",
            "fema",
            "gao",
            "giz",
            "iaea",
            "icrc",
            "ifrc",
            "imo",
            "iom",
            "itu",
            "mena",
        ),
        *("msf", "nasa", "nato", "ocha", "ohchr", "opec", "osce", "red cross", "save", "tuv"),
        *("un", "unaids", "undp", "unesco", "unfpa", "unhcr", "unicef", "unops", "unrwa", "usaid"),
        *(
            "sec",
            "wfp",
            "who",
            "world bank",
            "crescent",
            "red crescent",
            "oxfam",
            "caritas",
            "nrc",
            "drc",
        ),
    )
)
# English words that are towns as well: alone they date nothing («Most – The»), those of large
# cities unless they are in capitals («NICE – The»).
WORDS_IN_SMALL = frozenset(
    "bath independence mission mobile nice orange paradise reading split surprise".split()
)
COMMON_WORDS = frozenset(
    "alert annex background best bishop boring brilliant brother cement center central chance"
    " charity charm clay climax colt commerce congress correct cross crystal cut defiance diamond"
    " early earth echo edge energy enterprise equality experiment fair faith fame family fate field"
    " forest freedom friend friendship garden gas general gift gold golden good grace grant gratis"
    " green harmony haven hazard health hell home honor hope hurricane impact industry joy justice"
    " key king liberal liberty light loving luck man media mercy middle minor money moody most"
    " mountain music noble normal novelty nursery oil onward opportunity orient paint park peace"
    " pearl personal pilot plain pleasant police price pride progress prospect protection question"
    " rally reform relief rescue rest reward rich rock rough sale same save school shelter simple"
    " sisters social star success summit superior supply table temple time toast tool tower triumph"
    " trust truth union unity university update urgent value victory view virgin war warning water"
    " welcome west winner wish women world worth young zone january february march april may june"
    " july august september october november december".split()
)

# A name followed by one of FOLLOWERS («China Lake», «Turkey Day») or after one of LEADERS («Lake
# Chad») is part of another name.
FOLLOWERS = frozenset(
    "day trot dinner hunt hunting creek lake river county city street avenue road hill"
    " springs township university college hospital church school high canal canyon farm park"
    " beach tech act".split()
)
LEADERS = frozenset("lake gulf sea bank mount fort port san saint st wild".split())

# Folded words before a date that are no places: «Statement, 3 October 2013 –».
PRESS_WORDS = frozenset(
    (
        *("updated", "update", "posted", "published", "issued", "released", "release", "date"),
        *("dated", "press", "news", "media", "statement", "speech", "remarks", "report", "annual"),
        *("advisory", "briefing", "bulletin", "notice", "note", "event", "events", "today"),
        *("communique", "declaration", "discours", "publie", "actualite", "actualites", "nota"),
        *("comunicado", "comunicato", "declaracion", "discurso", "publicado", "noticia", "informe"),
        *("basin", "aciklama", "bulten", "bulteni", "haber", "duyuru", "tarih", "yayin"),
        *("pressemitteilung", "meldung", "erklarung", "rede", "stand", "بيان", "خبر", "تصريح"),
    )
)
