"""Words around contacts on press pages, in several languages. Each is matched without case."""

import re


def _any_of(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


# What a line says before whom to ask, when a colon or the end of the line follows.
_LABEL = _any_of(
    r"(?:(?:for )?(?:media|press|news|public affairs|general) )?contacts?(?: persons?| information"
    r"| details)?(?: for (?:the )?(?:media|press|journalists))?",
    r"(?:for )?(?:all )?(?:media|press) (?:inquiries|enquiries|queries|requests|relations|office)",
    r"for (?:more|further|additional) (?:information|details)",
    r"contacts? (?:de )?(?:presse|médias?)|relations (?:avec la )?presse|service de presse",
    r"pour (?:plus|de plus amples|toute|tout) (?:d['’])?(?:informations?|renseignements?)"
    r"(?: complémentaires?)?",
    r"contactos?(?: (?:de|para)(?: la| los)? (?:prensa|medios))?",
    r"para (?:más|mayor|obtener más) información",
    r"(?:basın )?(?:iletişim|irtibat)(?: bilgileri)?|(?:daha fazla|ayrıntılı|detaylı) bilgi için",
    r"(?:presse)?kontakte?|ansprechpartner(?:in)?(?: für die (?:presse|medien))?|pressestelle",
    r"(?:für )?(?:weitere|nähere) informationen|(?:bei )?(?:presse)?rückfragen(?: an)?",
    r"contatt[oi](?: (?:per la )?stampa)?|ufficio stampa|per (?:maggiori|ulteriori) informazioni",
    r"contac?tos?(?: (?:de|para)(?: a)? imprensa)?|para (?:mais|maiores) informações",
    r"контакты?(?: для (?:сми|прессы|журналистов))?|контактное лицо|пресс-служба",
    r"(?:за )?(?:дополнительн\w+|подробн\w+) информаци\w+",
    "ل?لمزيد من المعلومات",
    "للتواصل(?: الإعلامي)?",
    "جه(?:ة|ات) الاتصال",
    "للاستفسارات(?: (?:الإعلامية|الصحفية))?",
)
# What asks to call or write; nothing has to follow it.
_REQUEST = _any_of(
    r"(?:please )?(?:contact|call|e-?mail|reach)",
    r"(?:veuillez |merci de )?(?:contacter|contactez|joindre)|(?:veuillez )?vous adresser à",
    r"(?:por favor,? )?(?:contacte|contactar|contacto|comuníquese|póngase en contacto)(?: con| a)?",
    r"lütfen",
    r"(?:wenden sie sich (?:bitte )?an|kontaktieren sie(?: bitte)?)",
    r"(?:si prega di )?contattare|(?:por favor,? )?(?:entre em contac?to com|contac?tar|contac?te)",
    r"(?:пожалуйста,? )?(?:обращайтесь|обращаться|свяжитесь)(?: к| с| по)?",
    r"(?:يرجى )?(?:الاتصال|التواصل)(?: مع)?",
)
_COLON = r"\s*[:：]\s*"
LEAD = re.compile(
    rf"(?P<label>{_LABEL}(?:(?:,|\s)\s*{_REQUEST}\b)?)(?:{_COLON}|\s*$)"
    rf"|(?P<asked>{_LABEL},?\s*{_REQUEST}\b)\s*",
    re.IGNORECASE,
)
# What a number or an address is called beside it.
_WAY = _any_of(
    r"tel(?:e?phones?|efono|éfono|efon(?:e|o)?)?|phones?|landline|tél(?:éphone)?",
    r"móvil|celular|telemóvel|handy|mobil|mob|cep|gsm",
    r"тел|телефон|моб|هاتف|الهاتف|جوال|موبايل|تلفون",
    r"e-?mails?|courriel|mél|correo(?: electrónico)?|e-?posta|электронная почта|эл\. почта|почта",
    r"البريد(?: الإلكتروني)?|بريد(?: إلكتروني)?",
)
# Words that mean a way only before a colon.
_BEFORE_COLON = r"(?:mobile|cell|office|direct|portable|[tpmecwo])"
# What stands between a name and how it is reached, or between two ways.
JOINING = (
    r"(?:[\s,;:،؛：|•·–—/.-]"
    rf"|(?<!\w){_WAY}(?!\w)\.?|(?<!\w){_BEFORE_COLON}\s*[:：]"
    r"|(?<![\w’'])(?:at|on|or|and|by|via|under|us|our|au|à|par|ou|et|nous|al|o|y|en|por|veya|ve"
    r"|oder|und|unter|uns|allo|alla|или|и|по|на|أو|و|على|عبر)(?![\w’'])"
    r")+"
)
# What may follow the last of them: in Turkish the request stands there.
CLOSING = re.compile(
    r"[\s.,;،)!]*(?:(?:ile |numarasından |adresinden )*(?:iletişime|irtibata|temasa)"
    r" geç(?:iniz|ebilirsiniz|ilebilir))?[\s.,;)!]*",
    re.IGNORECASE,
)
MAIL = re.compile(r"(?:mailto:)?([\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,})", re.IGNORECASE)
PHONE = re.compile(
    r"(?<![\w@./-])((?:\+|00)?\(?\d(?:[\s().\-–/]{0,3}\d){6,14}"
    r"(?:\s*(?:,\s*)?(?:ext(?:ension)?|x|poste|anexo|dahili|durchwahl|int|доб|تحويلة)\.?\s*"
    r"\d{1,6})?)(?![\w@/])",
    re.IGNORECASE,
)
# Ways that a contact has no member for: their line stays in the text.
OTHER_WAY = re.compile(
    r"\b(?:tele)?fax\b|\bfaks\b|факс|فاكس|\bwhatsapp\b|\bskype\b|https?://|www\.", re.IGNORECASE
)
# Words of names that are written small.
PARTICLES = frozenset(
    "the a de del della di da dos du des la le les van von der den bin bint ibn al el y e und and"
    " of for to press media news desk office team unit officer service presse prensa stampa"
    " basın".split()
)
# Between a name and where its bearer works.
WORKS_AT = re.compile(r"\s+(?:at|with|from|in|à|chez|bei|presso|en)\s+(?=[^\W\d_])", re.IGNORECASE)
AND = re.compile(r"\s+(?:and|or|et|ou|y|o|ve|veya|und|oder|e|и|или|&)\s+|\s+و\s*", re.IGNORECASE)
# Words that tell a role, without which two or three capitalised words are perhaps another person.
ROLE = re.compile(
    r"officer|director|manag|head|chief|secretary|spokes|advis|coordinat|assistant|associate|lead"
    r"|specialist|consult|editor|president|chair|minister|representative|commission|counsel|analyst"
    r"|press|media|public|communicat|relations|affairs|information|office|department|team|service"
    r"|direct|responsable|charg|porte|attaché|jefe|jefa|portavoz|oficial|prensa|comunica|responsabile"
    r"|sorumlu|müdür|danışman|sözcü|uzman|basın|iletişim|leiter|sprecher|referent|kommunikation"
    r"|stampa|addett|assessor|imprensa|gerente|пресс|секретарь|руководитель|директор",
    re.IGNORECASE,
)
