"""The words by which the furniture of a press page is known, in several languages."""

import re

# First lines that are a page's heading even when a text follows at once. Folded.
HEADINGS = frozenset(
    (
        *("press releases", "press release", "news releases", "news and press releases"),
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
# What may stand beside the date on a date line.
DATE_LABEL = re.compile(
    r"\b"
    + _any_of(
        *("posted", "published", "publication", "updated", "issued", "released?", "release"),
        *("date", "dated", "on", "for", "immediate", "first", "last", "at", "the", "time"),
        *("yayın", "yayınlanma", "yayım", "tarih", "tarihi", "publiée?", "le", "fecha", "de"),
        *("publicación", "publicado", "el", "veröffentlicht", "am", "datum", "data", "il"),
        *("pubblicato", "опубликовано", "дата", "года", "г", "местное"),
        *("تاريخ", "النشر", "نشر", "نُشر", "في", "بتاريخ"),
    )
    + r"\b",
    re.IGNORECASE,
)
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
