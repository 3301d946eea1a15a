"""Takes contacts out of the text of a release: "For more information, please contact ...". Pure.

A line is taken only when all of it is understood, from the words that lead to whom to ask up to the
last number or address; any other stays in the text, and so does a block in which nobody can be
reached.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.importers.draft import ImportedContact, Paragraph
from app.importers.text_pages.contact_words import (
    AND,
    CLOSING,
    JOINING,
    LEAD,
    MAIL,
    OTHER_WAY,
    PARTICLES,
    PHONE,
    ROLE,
    WORKS_AT,
)

MOST_CONTACTS = 50
LONGEST_LINE = 400
LEAST_NAME, LONGEST_NAME, MOST_NAME_WORDS = 2, 80, 7
LONGEST_ROLE = 120
LONGEST_PHONE, LONGEST_MAIL = 60, 254
# A name, an office and an organisation may stand above a number.
MOST_LINES_UNREACHED = 3
# One blank line may part the lines of a block.
MOST_LINES_BETWEEN = 2
_BEFORE = re.compile(rf"^\)?{JOINING}", re.IGNORECASE)
_BEHIND = re.compile(rf"{JOINING}\(?$|\s*\($|\({JOINING}$", re.IGNORECASE)
# «Jane Doe (Agency), 202-555-0100»; «James (Jim) Doe» is a name.
_IN_BRACKETS = re.compile(r"\s*\(([^()]+)\)(?=\s*(?:[,;،؛|–—-]|$))")
_BETWEEN_FIELDS = re.compile(r"\s*[,;،؛|•·]\s*|\s+[–—-]+\s+|\s*—\s*")
_PERHAPS_A_NAME = range(2, 4)
_NOT_IN_A_ROLE = re.compile(r"\d|[!?…]|[^\W\d_]{4,}\.\s+\S")


@dataclass(frozen=True, slots=True)
class _Person:
    """One or more names, what their bearers do, and how to reach them."""

    names: tuple[str, ...]
    role: str | None = None
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether there is a number or an address."""
        return bool(self.phones or self.mails)


def take_contacts(
    paragraphs: Sequence[Paragraph],
) -> tuple[list[Paragraph], list[ImportedContact]]:
    """Returns the paragraphs that are left, and the contacts that the others held."""
    left: list[Paragraph] = []
    found: list[ImportedContact] = []
    index = 0
    while index < len(paragraphs):
        people, length = _block(paragraphs, index)
        contacts = [contact for person in people for contact in _contacts(person)]
        if contacts and len(found) + len(contacts) <= MOST_CONTACTS:
            found += contacts
        else:
            length = max(length, 1)
            left += paragraphs[index : index + length]
        index += length
    return left, list(dict.fromkeys(found))


def _block(paragraphs: Sequence[Paragraph], start: int) -> tuple[list[_Person], int]:
    """The people of the block that begins at `start`, and how many paragraphs it has; none: 0."""
    first = paragraphs[start]
    lead = LEAD.match(first.text) if len(first.text) <= LONGEST_LINE else None
    if lead is None:
        return [], 0
    people: list[_Person] = []
    if rest := first.text[lead.end() :].strip():
        read = _line(rest)
        if read is None:
            return [], 0
        people = read
    found, length, waiting = _reached(people), 1, 0
    for offset, paragraph in enumerate(paragraphs[start + 1 :], start=1):
        before = paragraphs[start + offset - 1]
        read = _line(paragraph.text)
        if (
            read is None
            or LEAD.match(paragraph.text)
            or paragraph.first_line - before.last_line > MOST_LINES_BETWEEN
        ):
            break
        people = _joined(people, read)
        if people[-1].is_reached:
            found, length, waiting = people, offset + 1, 0
        elif (waiting := waiting + 1) > MOST_LINES_UNREACHED:
            break
    label = (lead["label"] or lead["asked"]).strip(" ,")
    return [replace(one, names=one.names or (label,)) for one in found], length if found else 0


def _reached(people: Iterable[_Person]) -> list[_Person]:
    listed = list(people)
    return listed if listed and listed[-1].is_reached else []


def _line(text: str) -> list[_Person] | None:
    """The people of a line: a name, ways to reach somebody, or both; None for anything else."""
    if len(text) > LONGEST_LINE or OTHER_WAY.search(text):
        return None
    ways = _ways(text)
    if not ways:
        # Perhaps a role, in which an «and» parts no names.
        alone = _named(text.strip(" :.,;"), alone=True)
        return [alone] if alone else None
    people: list[_Person] = []
    end = 0
    for begin, stop, mail, phone in ways:
        gap = _BEHIND.sub("", _BEFORE.sub("", text[end:begin]))
        end = stop
        if gap or not people:
            named = _named(gap) if gap else _Person(())
            if named is None:
                return None
            people.append(named)
        last = people[-1]
        people[-1] = replace(last, phones=last.phones + phone, mails=last.mails + mail)
    return people if CLOSING.fullmatch(text[end:]) else None


def _ways(text: str) -> list[tuple[int, int, tuple[str, ...], tuple[str, ...]]]:
    """Where numbers and addresses begin and end, in their order, with what they are."""
    mails = [
        (found.start(), found.end(), (found[1],), ())
        for found in MAIL.finditer(text)
        if len(found[1]) <= LONGEST_MAIL
    ]
    phones = [
        (found.start(), found.end(), (), (found[1].strip(),))
        for found in PHONE.finditer(text)
        if len(found[1]) <= LONGEST_PHONE
        and not any(begin < found.end() and found.start() < end for begin, end, *_ in mails)
    ]
    return sorted([*mails, *phones])


def _named(text: str, *, alone: bool = False) -> _Person | None:
    """The name, or names, and the role that `text` has; None where it has anything else."""
    bracketed = _IN_BRACKETS.findall(text)
    parts = _BETWEEN_FIELDS.split(_IN_BRACKETS.sub("", text))
    name, *roles = [part for part in parts if part] or [""]
    name, *place = WORKS_AT.split(name, maxsplit=1)
    names = (name,) if alone else tuple(AND.split(name))
    if not all(map(_is_name, names)) or any(map(_may_be_a_name, roles)):
        return None
    role = ", ".join([*place, *roles, *bracketed]).strip(" .") or None
    if role is not None and (len(role) > LONGEST_ROLE or _NOT_IN_A_ROLE.search(role)):
        return None
    return _Person(names, role)


def _may_be_a_name(text: str) -> bool:
    """Whether a role reads like one more name: capitalised words, and none that tells a role."""
    words = text.split()
    if AND.match(f" {text}"):
        return True
    return (
        len(words) in _PERHAPS_A_NAME
        and all(word[0].isupper() and not word.isupper() for word in words)
        and not ROLE.search(text)
    )


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= MOST_NAME_WORDS
        and LEAST_NAME <= len(text) <= LONGEST_NAME
        and not any(char.isdigit() or char in '@!?…"“”«»' for char in text)
        and all(_is_part_of_name(word) for word in words)
    )


def _is_part_of_name(word: str) -> bool:
    # Letters without case are neither.
    return not word[0].islower() or word.casefold().strip("’'.") in PARTICLES or "’" in word[:3]


def _joined(people: Sequence[_Person], line: Sequence[_Person]) -> list[_Person]:
    """The people of a block with those of its next line."""
    joined = list(people)
    for person in line:
        last = joined[-1] if joined else None
        if last is None or (person.names and last.is_reached):
            joined.append(person)
            continue
        said = (last.role, *person.names, person.role) if last.names else (last.role,)
        names = last.names or person.names
        joined[-1] = _Person(
            names,
            ", ".join(filter(None, said)) or None,
            last.phones + person.phones,
            last.mails + person.mails,
        )
    return joined


def _contacts(person: _Person) -> list[ImportedContact]:
    """A contact for each name, and for each further number or address that it has."""
    contacts = []
    for position, name in enumerate(person.names):
        phones, mails = (
            ways[position : position + 1] if len(ways) == len(person.names) else ways
            for ways in (person.phones, person.mails)
        )
        contacts += [
            ImportedContact(name, person.role, mail, phone)
            for phone, mail in zip_longest(phones, mails)
        ]
    return contacts
