"""What NewsML-G2 2.35 says of the structure of a news item, as far as ours has it.

Elements and their order are those of the specification's sections on `newsItem`, `itemMeta` and
`contentMeta`; a list stands for elements that may be in any order among themselves.
"""

from collections.abc import Iterator, Sequence

from lxml import etree

NAR = "{http://iptc.org/std/nar/2006-10-01/}"

Order = Sequence[str | tuple[str, ...]]
ROOT: Order = ("catalogRef", "hopHistory", "rightsInfo", "itemMeta", "contentMeta", "partMeta",
               "assert", "inlineRef", "contentSet")  # fmt: skip
ITEM_META: Order = ("itemClass", "provider", "versionCreated", "firstCreated", "embargoed",
                    "pubStatus", "role", "fileName", "generator", "profile", "service", "title",
                    "edNote", "memberOf", "instanceOf", "signal", "altRep", "deliverableOf",
                    "hash", "expires", "origRep", "incomingFeedId", "metadataCreator",
                    "link")  # fmt: skip
CONTENT_META: Order = (
    "icon", "urgency", "contentCreated", "contentModified", "digitalSourceType",
    ("located", "infoSource", "creator", "contributor", "audience", "exclAudience", "altId",
     "rating", "userInteraction"),
    ("language", "keyword", "genre", "subject", "slugline", "headline", "dateline", "by",
     "creditline", "description"),
)  # fmt: skip
REQUIRED = {
    "newsItem": {"catalogRef", "itemMeta"},
    "itemMeta": {"itemClass", "provider", "versionCreated"},
}
ATTRIBUTES = {
    "newsItem": {"guid", "version", "standard", "standardversion", "conformance"},
    "catalogRef": {"href"},
    "language": {"tag"},
    "position": {"latitude", "longitude"},
    "inlineXML": {"contenttype"},
    "itemClass": {"qcode"},
    "pubStatus": {"qcode"},
    "signal": {"qcode"},
    "link": {"href"},
}
ONCE = {"itemMeta", "contentMeta", "contentSet", "pubStatus", "embargoed", "firstCreated",
        "versionCreated", "contentCreated", "itemClass", "provider"}  # fmt: skip


def faults(item: etree._Element) -> list[str]:
    """What is not as the standard has it."""
    found = [] if item.tag == f"{NAR}newsItem" else ["another root"]
    found += _order(item, ROOT)
    for name, order in (("itemMeta", ITEM_META), ("contentMeta", CONTENT_META)):
        part = item.find(NAR + name)
        found += [f"no {name}"] if part is None else list(_order(part, order))
    for element in item.iter(f"{NAR}*"):
        name = _name(element)
        missing = ATTRIBUTES.get(name, set()) - {*map(str, element.keys())}
        found += [f"{name} without {attribute}" for attribute in sorted(missing)]
        children = [_name(child) for child in element]
        absent = REQUIRED.get(name, set()) - set(children)
        found += [f"{name} without {child}" for child in sorted(absent)]
        found += [f"two {child} in {name}" for child in ONCE if children.count(child) > 1]
    return found


def _order(parent: etree._Element, order: Order) -> Iterator[str]:
    places = {
        name: place
        for place, names in enumerate(order)
        for name in ((names,) if isinstance(names, str) else names)
    }
    reached = 0
    for child in parent:
        place = places.get(_name(child))
        if place is None:
            yield f"{_name(child)} has no place in {_name(parent)}"
        elif place < reached:
            yield f"{_name(child)} comes too late in {_name(parent)}"
        else:
            reached = place


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
