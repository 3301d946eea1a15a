"""Words of the parts of a press page that are no text of a release, in several languages."""

import re

# First lines that are a page's heading even when a text follows at once. Folded.
HEADINGS = frozenset(
    (
        *("press releases", "press release", "news releases", "news and press releases"),
        *("media release", "media releases", "news release", "press statements", "statements"),
        *("news and stories", "news and media", "press office", "media office", "in the news"),
        *("sala de prensa", "espace presse", "salle de presse", "presse", "basin odasi"),
        *("news", "latest news", "newsroom", "news room", "media", "media centre", "media center"),
        *("press", "press room", "pressroom", "communiques de presse", "actualites"),
        *("comunicados de prensa", "comunicados", "noticias", "comunicati stampa"),
        *("basin bultenleri", "basin aciklamalari", "haberler", "duyurular"),
        *("pressemitteilungen", "пресс релизы"),
        *("البيانات الصحفية", "بيانات صحفية", "الاخبار"),
    )
)


def _any_of(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


MARK = re.compile(
    _any_of(
        *("for (?:immediate )?release", "embargoed until .*", "not for publication"),
        *("press release", "ends?", r"-?\s*30\s*-?", "# # #"),
        *(r"\*+ ?ends? ?\*+", "[-–—]+ ?ends? ?[-–—]+"),
    ),
    re.IGNORECASE,
)
# Of these the ones that stand above a release.
OPENING_MARK = re.compile(
    r"for (?:immediate )?release|embargoed until .*|press release", re.IGNORECASE
)
NAVIGATION = re.compile(
    _any_of(
        *(r"(?:read|show|load|see|view) (?:more|all)\b.{0,20}", "share(?: this)?", "print"),
        *(r"download(?: pdf)?", "back to top", "home", r"page \d+(?: of \d+)?"),
        r"[«»‹›<>←→]?\s*(?:next|previous|prev|older|newer)(?: page| posts)?\s*[«»‹›<>←→]?",
        r"(?:\d{1,3}\s+){2,}(?:…\s*)?\d*",
        *("devamını oku", "lire la suite", "leer más", "weiterlesen", "اقرأ المزيد"),
    ),
    re.IGNORECASE,
)
# Words beside the date on a date line.
DATE_LABEL = re.compile(
    r"\b"
    + _any_of(
        *("posted", "published", "publication", "updated", "issued", "released?", "release"),
        *("date", "dated", "on", "for", "immediate", "first", "last", "at", "the", "time"),
        *("yayın", "yayınlanma", "yayım", "tarih", "tarihi", "publiée?", "le", "fecha", "de"),
        *("publicación", "publicado", "el", "veröffentlicht", "am", "datum", "data", "il"),
        *("du", "del", "dal", "vom", "von", "from", "с", "от", "ngày", "tarihinde", "tarihli"),
        *("pubblicato", "опубликовано", "дата", "года", "г", "местное"),
        *("تاريخ", "النشر", "نشر", "نُشر", "في", "بتاريخ"),
    )
    + r"\b",
    re.IGNORECASE,
)
# Contacts and by-lines, which are never titles.
CONTACT = re.compile(
    _any_of(
        r"(?:media |press |for )*(?:contacts?|inquiries|enquiries|e-?mail|tele?(?:phone|fax)?|fax)"
        r"(?: person| information| details)?\s*[:：].*",
        r"(?:contacto|correo(?: electrónico)?|teléfono|contact presse|courriel|tél(?:éphone)?"
        r"|iletişim|e-?posta|telefon|kontakt|tel\.?|phone|mobile|cell|whatsapp)\s*[:：].*",
        *(
            r"(?:https?://|www\.)\S+",
            r"\S+@[\w.-]+\.\w{2,}",
            r".{0,80}\s\S+@[\w.-]+\.\w{2,}",
            r"[+(]\d[\d\s().-]{6,}",
        ),
    ),
    re.IGNORECASE,
)
# The lines of an invitation: its text, however short they are.
INVITATION = re.compile(
    # Not in capitals: «WHO: cases rise» is a title.
    r"(?:Who|(?i:what|when|where|quand|où|quién|qué|cuándo|dónde|ne zaman|nerede))\s?:\s.+"
)
# Lines of a letter that a release quotes: its addressee, salutation and close.
LETTER = re.compile(
    r"(?:the )?hon(?:ou?rable\b|\.).*|(?:mr|mrs|ms|dr|sr|sra|mme|herr|frau|sayın)\b\.?"
    r"(?: [\w.’'-]+){1,3}|(?:dear|cher|chère|estimad[oa]|sehr geehrter?|уважаем\w+)\b.*"
    r"|via .{0,40}(?:mail|transmission|delivery|fax|courier)"
    r"|(?:sincerely|respectfully|yours (?:truly|sincerely)|best regards|cordialmente)\W?",
    re.IGNORECASE,
)
# With these a title says itself that it is one.
ANNOUNCED = re.compile(
    r"(?:media|press) advisory\b|(?:joint )?(?:press )?statement (?:by|of|on|from)\b"
    r"|(?:opening |closing )?(?:remarks|speech) (?:by|of|at|to)\b",
    re.IGNORECASE,
)
BYLINE = re.compile(r"(?:By|Par|Por)(?: [^\W\d_a-z][\w.’'-]+){2,4}")
# Subheadings that press offices put at the end of a release: never titles.
BOILERPLATE = re.compile(
    _any_of(
        *("about", "background", "notes? (?:to|for) (?:the )?editors?", "editors?['’]? notes?"),
        *("(?:media |press )?contacts?", "(?:for )?(?:more|further) information", "quotes?"),
        *("ends", "hakkında", "iletişim", "editöre not", "contexte", "à propos", "contacto"),
        *("sobre", "kontakt", "über", "للمزيد من المعلومات", "للتواصل", "نبذة"),
    )
    + r"\b",
    re.IGNORECASE,
)
