"""The words that a picture carries: read from XMP, IPTC and Exif, written as XMP and IPTC.

Standards: XMP (ISO 16684-1), IPTC Photo Metadata 2023.1, IPTC-IIM 4.2, Exif 3.0.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lxml import etree
from PIL import ExifTags, ImageFile, IptcImagePlugin

from app.base.language import canonical_language

LONGEST = {"alt": 1_000, "caption": 5_000, "credit": 500, "licence": 500}

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DC = "http://purl.org/dc/elements/1.1/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_NAMES = {
    "x": "adobe:ns:meta/",
    "rdf": _RDF,
    "dc": _DC,
    "photoshop": _PHOTOSHOP,
    "xmpRights": _RIGHTS,
    "Iptc4xmpCore": _CORE,
}
_ALT, _CAPTION = f"{{{_CORE}}}AltTextAccessibility", f"{{{_DC}}}description"
# Where a credit or a licence stands, the most telling first.
_CREDITS = (f"{{{_PHOTOSHOP}}}Credit", f"{{{_DC}}}creator", f"{{{_DC}}}rights")
_LICENCES = (f"{{{_RIGHTS}}}UsageTerms", f"{{{_RIGHTS}}}WebStatement", f"{{{_DC}}}rights")
_LONGEST_XMP = 1_000_000
_DEFAULT = "x-default"
# Data sets of IPTC-IIM, record 2: caption, credit, by-line, copyright notice.
_IIM_CAPTION, _IIM_CREDIT, _IIM_BYLINE, _IIM_COPYRIGHT = (2, 120), (2, 110), (2, 80), (2, 116)
_IIM_UTF_8 = b"\x1c\x01\x5a\x00\x03\x1b%G"
_IIM_VERSION = b"\x1c\x02\x00\x00\x02\x00\x04"


@dataclass(frozen=True)
class Credits:
    """Texts by language, as `{"en": {"alt": ..., "caption": ...}}`, and whom to name and ask."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    credit: str | None = None
    licence: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the members, for JSON."""
        return asdict(self)

    def __bool__(self) -> bool:
        return bool(self.texts or self.credit or self.licence)


def read_credits(image: ImageFile.ImageFile, language: str) -> Credits:
    """Returns what an open picture says of itself; `language` is for words that name none."""
    xmp = _parsed(image.info.get("xmp"))
    iptc = IptcImagePlugin.getiptcinfo(image) or {}
    exif = image.getexif()
    texts: dict[str, dict[str, str]] = {}
    for name, place in (("alt", _ALT), ("caption", _CAPTION)):
        for tag, words in _by_language(xmp, place, language).items():
            texts.setdefault(tag, {})[name] = _clean(words, LONGEST[name])
    captions = (_iim(iptc, _IIM_CAPTION), exif.get(ExifTags.Base.ImageDescription))
    if not any("caption" in each for each in texts.values()) and (caption := _first(captions)):
        texts.setdefault(language, {})["caption"] = _clean(caption, LONGEST["caption"])
    artist, copyright_ = exif.get(ExifTags.Base.Artist), exif.get(ExifTags.Base.Copyright)
    named = (_iim(iptc, _IIM_CREDIT), _iim(iptc, _IIM_BYLINE), artist)
    credit = _first((*(_plain(xmp, place) for place in _CREDITS), *named, copyright_))
    owned = (_iim(iptc, _IIM_COPYRIGHT), copyright_)
    licence = _first((*(_plain(xmp, place) for place in _LICENCES), *owned))
    return Credits(
        {tag: {name: text for name, text in each.items() if text} for tag, each in texts.items()},
        credit=_clean(credit or "", LONGEST["credit"]) or None,
        licence=_clean(licence or "", LONGEST["licence"]) or None,
    )


def _parsed(packet: object) -> Any:
    if not isinstance(packet, bytes) or len(packet) > _LONGEST_XMP:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    try:
        return etree.fromstring(packet.strip(b"\x00 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _by_language(xmp: Any, place: str, language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in () if xmp is None else xmp.iterfind(f".//{place}//{{{_RDF}}}li"):
        tag, words = item.get(_XML_LANG, _DEFAULT), "".join(item.itertext()).strip()
        try:
            known = language if tag == _DEFAULT else canonical_language(tag)
        except ValueError:
            continue
        # The default usually repeats one of the others.
        if words and words not in found.values():
            found.setdefault(known, words)
    return found


def _plain(xmp: Any, place: str) -> str | None:
    """Returns the value of a property: an attribute, an element, or the first item of a list."""
    if xmp is None:
        return None
    for described in xmp.iter(f"{{{_RDF}}}Description"):
        if words := described.get(place):
            return str(words)
        element = described.find(place)
        if element is not None:
            item = element.find(f".//{{{_RDF}}}li")
            return "".join((element if item is None else item).itertext()).strip()
    return None


def _iim(iptc: Mapping[Any, Any], number: tuple[int, int]) -> str | None:
    value = iptc.get(number)
    value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, bytes):
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _first(values: Iterable[object]) -> str | None:
    """Returns the first text that is not empty."""
    for value in values:
        if isinstance(value, str) and value.strip("\x00 \t\r\n"):
            return value
    return None


def _clean(text: str, longest: int) -> str:
    """Returns a text as an editor could have typed it: no controls, NFC, not too long."""
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return unicodedata.normalize("NFC", kept).strip()[:longest].strip()


def as_xmp(credits: Credits) -> bytes:
    """Returns an XMP packet with these words; nothing if there are none."""
    if not credits:
        return b""
    root = etree.Element(f"{{{_NAMES['x']}}}xmpmeta", nsmap=_NAMES)
    described = etree.SubElement(etree.SubElement(root, f"{{{_RDF}}}RDF"), f"{{{_RDF}}}Description")
    described.set(f"{{{_RDF}}}about", "")
    for name, place in (("caption", _CAPTION), ("alt", _ALT)):
        words = {tag: each[name] for tag, each in credits.texts.items() if each.get(name)}
        _add_list(described, place, words)
    if credits.credit:
        etree.SubElement(described, _CREDITS[0]).text = credits.credit
    if credits.licence:
        _add_list(described, _LICENCES[0], {_DEFAULT: credits.licence})
    packet = etree.tostring(root, encoding="unicode")
    begin = "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>"
    return f"{begin}{packet}<?xpacket end='r'?>".encode()


def _add_list(parent: Any, place: str, words: Mapping[str, str]) -> None:
    if words:
        alternatives = etree.SubElement(etree.SubElement(parent, place), f"{{{_RDF}}}Alt")
        # XMP wants the default first, in the words of one of the others.
        for tag, text in {_DEFAULT: next(iter(words.values())), **words}.items():
            item = etree.SubElement(alternatives, f"{{{_RDF}}}li")
            item.set(_XML_LANG, tag)
            item.text = text


def as_iptc(credits: Credits) -> bytes:
    """Returns the content of a JPEG's segment with IPTC-IIM; nothing if there are no words."""
    captions = [each["caption"] for each in credits.texts.values() if each.get("caption")]
    words = (
        (_IIM_CAPTION, captions[0] if captions else None, 2_000),
        (_IIM_CREDIT, credits.credit, 32),
        (_IIM_COPYRIGHT, credits.licence, 128),
    )
    sets = b"".join(_data_set(number, text, most) for number, text, most in words if text)
    if not sets:
        return b""
    content = _IIM_UTF_8 + _IIM_VERSION + sets
    padding = b"\x00" * (len(content) % 2)
    return b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(content).to_bytes(4) + content + padding


def _data_set(number: tuple[int, int], text: str, most: int) -> bytes:
    # A cut may split a letter.
    value = text.encode()[:most].decode(errors="ignore").encode()
    return b"\x1c" + bytes(number) + len(value).to_bytes(2) + value
