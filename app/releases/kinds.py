"""Tells the kind of a release from its words: a closed list of rules, each with its reason."""

import re
from collections.abc import Sequence
from typing import NamedTuple


class Kind(NamedTuple):
    """One of `published.document.KINDS`, and why."""

    name: str
    reason: str


_BY_TITLE = (
    (
        "media_advisory",
        r"(?:media|press) (?:advisory|alert|accreditation|invitation)|(?:news|press) conference:"
        r"|advisory:|media availability|avis aux médias|convocatoria de prensa|basın daveti"
        r"|دعوة صحفية|приглашение (?:для|сми)|媒体邀请|采访通知",
    ),
    (
        "remarks",
        r"(?:\w+ ){0,2}(?:remarks|speech|keynote|address) (?:by|of|from|as prepared|to|at)\b"
        r"|remarks:|speech:|discours d[eu']|discurso d|konuşması?\b|كلمة "
        r"|выступление |речь |讲话|致辞",
    ),
    (
        "statement",
        r"(?:\w+ ){0,2}(?:(?:statement|declaration) (?:by|from|of|on|to)|message (?:by|from|of))\b"
        r"|joint statement|statement:|message d[eu]\b|déclaration (?:d|conjointe)|mensaje d"
        r"|declaración (?:d|conjunta)"
        r"|erklärung (?:de|von|zu)|ortak açıklama|رسالة (?:من|ال)|بيان (?:مشترك|من)"
        r"|(?:совместное )?заявление|обращение |联合声明|声明",
    ),
)
_TITLE_RULES = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _BY_TITLE]
# «Bakanlığın açıklaması», «Genel Direktör'ün mesajı»: Turkish puts the noun last.
_TURKISH_END = re.compile(r"\b(?:açıklaması|mesajı|bildirisi)\b", re.IGNORECASE)
# Chinese puts it last too: 部长关于边境局势的声明.
_CHINESE_END = re.compile(r"(?P<statement>声明|书面谈话)$|(?P<remarks>讲话|致辞)$")
_POSSESSIVE_STATEMENT = re.compile(r"['’]s? (?:statement|message|remarks) (?:on|to|at)\b", re.I)
_OCCASION = re.compile(
    r"\b(?:festival|forum|conference|exhibition|screening|concert|ceremony|workshop|seminar|summit"
    r"|symposium|open day|webinar|hearing|\w+ day|day|week|festivali|sergi|konferans\w*|çalıştay\w*"
    r"|töreni|exposition|conférence|journée|exposición|conferencia|jornada|مهرجان|مؤتمر|معرض)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|my|me|je|yo|mi|ben|benim)\b")
_OPENING_QUOTE = "“\"«„‘'"
_CLOSING_QUOTE = "”\"»’'"
_ATTRIBUTED = re.compile(r"[”\"»’],?\s+(?:says|stated|added|told|explained|noted|dedi)\b|\bsaid\b")
_PERSON_OPENS = re.compile(
    r"(?P<name>[A-ZÀ-ÞİŞÇĞÖÜ][\w’'-]+(?: (?:al-|bin |de )?[A-ZÀ-ÞİŞÇĞÖÜ][\w’'-]+)?),?"
    r"(?: \d{1,2},| an? [^,.]{3,40},| who [^,.]{3,60},)? (?:is|was|has|had|sits|stands|lives|lived"
    r"|remembers|dreams|walks|walked|fled|left|holds|waits|never)\b"
)
# Words that show that the first words of a text are no private person's name.
_OFFICE = frozenset(
    (
        *("president", "minister", "secretary", "director", "general", "senator", "sen", "rep"),
        *("representative", "congressman", "congresswoman", "governor", "mayor", "chairman"),
        *("chairwoman", "chair", "ambassador", "commissioner", "commission", "ministry", "council"),
        *("committee", "organization", "organisation", "agency", "union", "nations", "department"),
        *("office", "government", "international", "national", "united", "federal", "state"),
        *("bank", "court", "police", "university", "iom", "un", "undp", "unhcr", "unicef", "the"),
        *("this", "that", "today", "there", "it", "we", "they", "a", "an", "in", "on", "at"),
    )
)
_THIRD_PERSON = re.compile(r"\b(?:she|he|her|his|him)\b", re.IGNORECASE)
_PRESENT_QUOTE = re.compile(r"[”\"»’]\s*(?:\w+ ){0,3}(?:says|recalls|explains|remembers)\b")
# «The Ministry issued the following statement after the talks:» in the first paragraph.
_FOLLOWING = re.compile(
    r"\b(?:issued|released|made|gave|delivered) (?:the following|this) (?:\w+ )?statement\b"
    r"|\bdéclaration suivante\b|\bsiguiente declaración\b|\bşu açıklama\w*|\bfolgende Erklärung\b"
    r"|البيان التالي|\bследующее заявление\b|以下声明|声明如下",
    re.IGNORECASE,
)
# «I» once may be a slogan.
OWN_WORDS_NEEDED = 2
FEATURE_SIGNS_NEEDED = 2


def kind_of(title: str, body: Sequence[str], *, dated: bool, category: str | None = None) -> Kind:
    """The kind of a release. `dated`: a date line of its own stands at the title."""
    bare = title.strip().lstrip(_OPENING_QUOTE)
    for name, pattern in _TITLE_RULES:
        if found := pattern.match(bare):
            return Kind(name, f"the title begins with «{found.group().strip()}»")
    if found := _TURKISH_END.search(bare) or _POSSESSIVE_STATEMENT.search(bare):
        return Kind("statement", f"the title has «{found.group().strip()}»")
    if found := _CHINESE_END.search(bare):
        return Kind(found.lastgroup or "statement", f"the title ends in «{found.group()}»")
    if not body:
        return _without_body(f"{category or ''} {title}", dated)
    if found := _FOLLOWING.search(body[0]):
        return Kind("statement", f"it begins with «{found.group()}»")
    return _story(body) or Kind("press_release", "nothing in it speaks for another kind")


def _without_body(words: str, dated: bool) -> Kind:
    occasion = _OCCASION.search(words)
    if dated and occasion:
        return Kind("event", f"a date, no body, and «{occasion.group()}» in the title")
    return Kind("press_release", "a title without a body")


def _story(body: Sequence[str]) -> Kind | None:
    """A feature: it opens with somebody's own words, or with a person and not with the issuer."""
    opening = body[0]
    if _is_own_account(opening):
        return Kind("feature", "it opens with a first-person account")
    signs = []
    person = _PERSON_OPENS.match(opening)
    if person and not _OFFICE.intersection(person["name"].casefold().split()):
        signs.append(f"it opens with a person, «{person['name']}»")
        if _THIRD_PERSON.search(opening):
            signs.append("it goes on about that person")
    if any(_PRESENT_QUOTE.search(text) and _FIRST_PERSON.search(text) for text in body[:4]):
        signs.append("a first-person quotation in the present tense")
    if len(signs) >= FEATURE_SIGNS_NEEDED:
        return Kind("feature", "; ".join(signs))
    return None


def _is_own_account(opening: str) -> bool:
    """A paragraph of nothing but a first-person quotation, whichever marks close it."""
    return (
        opening[:1] in _OPENING_QUOTE
        and opening.rstrip()[-1:] in _CLOSING_QUOTE
        and len(_FIRST_PERSON.findall(opening)) >= OWN_WORDS_NEEDED
        and not _ATTRIBUTED.search(opening)
    )
