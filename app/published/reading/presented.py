"""Releases as readers get them: cut to the members of one shape, and labelled in one language.

A shape is a profile or named fields, and what is added to them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from pydantic import BaseModel

from app.base.addresses import ReleaseAddresses
from app.base.language import UNDETERMINED
from app.base.problems import Fault, Invalid, excerpt
from app.base.text import nearest
from app.published.labels.labels import Labels
from app.published.media import add_addresses
from app.published.reading.document_json import Document, linked
from app.published.selection.grammar import first_names
from app.published.selection.release_schemas import Release
from app.published.selection.shape_parameters import (
    FIELD_PATHS,
    OF_RELEASES,
    Extra,
    Profile,
    SearchShapeParameters,
    ShapeParameters,
    always_shown,
    members_of,
)

# Members by name, each with those below it that are shown; None shows the whole value.
Members = dict[str, "Members | None"]

_BESIDE = {"name": "name_language", "label": "label_language", "kind_label": "kind_label_language"}
# What places and themes lie in, and organisations are part of.
WIDER = (
    *("dateline.location.ancestors", "locations.ancestors", "themes.ancestors"),
    *("organisation.ancestors", "partners.ancestors"),
)
# The paths that each extra adds to a profile; the others are no members of the document.
_PATHS_OF: Mapping[Extra, tuple[str, ...]] = {
    Extra.BODY_HTML: ("body_html",),
    Extra.BODY_TEXT: ("body_text",),
    Extra.ANCESTORS: WIDER,
    Extra.LABELS: ("themes.labels", "organisation.names", "partners.names"),
    Extra.MEDIA: ("media",),
}


@dataclass(frozen=True)
class ReleaseShape:
    """The `members` that are shown of each release, None for all, and the `extras` beside them."""

    members: Members | None
    extras: frozenset[Extra] = frozenset()


def read_shape(given: ShapeParameters) -> ReleaseShape:
    """Return the shape that parameters ask for. Raises Invalid with what was probably meant."""
    # Facets stand beside the releases: they change none of them.
    fields, extras = _read_fields(given), _read_extras(given) - {Extra.FACETS}
    if not fields and given.profile is Profile.FULL:
        return ReleaseShape(None, extras)
    if not fields and not extras:
        return CARD
    members = _tree(("id", *fields)) if fields else _card_of(Release)
    for extra in extras:
        for path in _PATHS_OF.get(extra, ()):
            _add(members, path.split("."))
    return ReleaseShape(members, extras)


def project(value: Any, members: Members | None) -> Any:
    """Return only `members` of a JSON value; of an array, of each of its values."""
    if members is None or value is None:
        return value
    if isinstance(value, list):
        return [project(one, members) for one in value]
    return {
        name: value[name] if below is None else project(value[name], below)
        for name, below in members.items()
        if name in value
    }


def shows(members: Members | None, path: str) -> bool:
    """Return whether a shape shows the member at `path`, or some of it."""
    for name in path.split("."):
        if members is None:
            return True
        if name not in members:
            return False
        members = members[name]
    return True


def _card_of(model: type[BaseModel]) -> Members:
    card: Members = {}
    for name in always_shown(model):
        below = members_of(model)[name]
        card[name] = None if below is None or not _is_smaller(below) else _card_of(below)
        if name in _BESIDE:
            card[_BESIDE[name]] = None
    return card


def _is_smaller(model: type[BaseModel]) -> bool:
    members = members_of(model)
    return len(always_shown(model)) < len(members) or any(
        below is not None and _is_smaller(below) for below in members.values()
    )


# What most lists show.
CARD = ReleaseShape(_card_of(Release))


def _tree(paths: Iterable[str]) -> Members:
    """Return the members at `paths`, in the order of the schema."""
    asked = set(paths)
    members: Members = {}
    for path in FIELD_PATHS:
        if path in asked:
            _add(members, path.split("."))
    return members


def _add(members: Members | None, names: list[str]) -> None:
    """Add the member at a path, unless it is shown as part of a whole value already."""
    for at, name in enumerate(names):
        if members is None:
            return
        if name in _BESIDE:
            members.setdefault(_BESIDE[name], None)
        if at == len(names) - 1:
            members[name] = None
        else:
            members = members.setdefault(name, {})


def _read_fields(given: ShapeParameters) -> list[str]:
    names = first_names(given.fields)
    faults = [_no_field(name) for name in names if name not in _KNOWN_FIELDS]
    if names and "profile" in given.model_fields_set:
        detail = "`fields` takes the place of a profile: give one of the two."
        faults.append(Fault(detail, parameter="profile"))
    if faults:
        raise Invalid(faults)
    return names


_KNOWN_FIELDS = frozenset(FIELD_PATHS)


def _no_field(name: str) -> Fault:
    if not name:
        return Fault("An empty value names no field.", parameter="fields")
    if name in set(Extra):
        return Fault(
            f"{name!r} is no field; it comes with include={name}.",
            parameter="fields",
            suggestion=f"include={name}",
        )
    known = _with_last_name(name) or nearest(name[:100], FIELD_PATHS)
    tops = ", ".join(members_of(Release))
    hint = f"; did you mean {known!r}?" if known else f"; known: {tops}."
    return Fault(f"{excerpt(name)!r} is no field{hint}", parameter="fields", suggestion=known)


def _with_last_name(name: str) -> str | None:
    """Return the shortest field that ends with `name`: `locations.roles` for `roles`."""
    ending = [path for path in FIELD_PATHS if path.endswith(f".{name}")]
    return min(ending, key=len, default=None)


def _read_extras(given: ShapeParameters) -> frozenset[Extra]:
    known = tuple(Extra) if isinstance(given, SearchShapeParameters) else OF_RELEASES
    names = first_names(given.include)
    if faults := list(_no_extras(names, known)):
        raise Invalid(faults)
    return frozenset(map(Extra, names))


def _no_extras(names: Iterable[str], known: tuple[Extra, ...]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            meant = nearest(name[:100], known) if name else None
            hint = f"did you mean {meant!r}?" if meant else f"known: {', '.join(known)}."
            yield Fault(
                f"{excerpt(name)!r} is no extra; {hint}",
                parameter="include",
                suggestion=None if meant is None else str(meant),
            )


# A release or a part of it, as JSON has it.
Value = dict[str, Any]
# What ends a title or a name, so that no full stop follows in a citation.
_ENDS = ".?!…。？！؟"


@dataclass(frozen=True)
class Presenter:
    """Presents releases in a `shape`, with `labels` in one language."""

    shape: ReleaseShape
    labels: Labels
    addresses: ReleaseAddresses

    def json(self, document: Document, beside: Value | None = None) -> bytes:
        """Return the JSON of a release, with further members `beside` those of its shape."""
        if self.shape is not CARD or beside:
            return self._made(document, beside or {})
        # The newest releases are in most lists, and after a publication all lists are made anew.
        made_for = (self.labels.identity, self.addresses)
        card = document.card
        if card is None or card[0] != made_for:
            document.card = card = made_for, self._made(document, {})
        return card[1]

    def one(self, document: Document, notice: str | None) -> bytes:
        """Return the JSON of a release at its address, which may stand under a notice."""
        beside: Value = {"labels_language": self.labels.language}
        if notice is not None:
            beside["notice"] = orjson.Fragment(notice)
        return self.json(document, beside)

    def _made(self, document: Document, beside: Value) -> bytes:
        release = self._labelled(orjson.loads(document.raw))
        shown: Value = project(release, self.shape.members)
        if Extra.CITATION in self.shape.extras:
            shown["citation"] = _citation(release)
        return orjson.dumps(shown | beside)

    @cached_property
    def _shown_wider(self) -> tuple[bool, ...]:
        """Return whether what contains a place, a theme or an organisation is shown, by `WIDER`."""
        return tuple(shows(self.shape.members, path) for path in WIDER)

    def _labelled(self, release: Value) -> Value:
        """Add what is not stored, and put names and labels in the language of the answer."""
        labels = self.labels
        of_dateline, of_places, of_themes, of_issuer, of_partners = self._shown_wider
        if release["dateline"] and release["dateline"]["location"]:
            self._name(release["dateline"]["location"], within=of_dateline)
        for place in release["locations"]:
            self._name(place, within=of_places)
        for theme in release["themes"]:
            self._label(theme, theme["labels"])
            for wider in theme["ancestors"] if of_themes else ():
                self._label(wider, {UNDETERMINED: wider["label"]})
        if release["organisation"]:
            self._call(release["organisation"], release["language"], within=of_issuer)
        for partner in release["partners"]:
            self._call(partner, release["language"], within=of_partners)
        release |= labels.members(labels.kind(release["kind"]), "kind_label")
        release["date_text"] = labels.date_text(release["date"], release["date_precision"])
        release["image"] = None
        if release["media"]:
            add_addresses(release, self.addresses.base_url)
        release["url"] = self.addresses.url(release["id"])
        release["web_url"] = self.addresses.web_url(
            release["id"], release["slug"], release["language"]
        )
        if release.get("translations"):
            release["translations"] = linked(release["translations"], self.addresses)
        return release

    def _name(self, place: Value, *, within: bool) -> None:
        place |= self.labels.members(self.labels.place(place["id"], place["name"]), "name")
        for wider in place["ancestors"] if within else ():
            self._name(wider, within=False)

    def _call(self, organisation: Value, written: str, *, within: bool) -> None:
        label = self.labels.organisation(organisation, written)
        organisation |= self.labels.members(label, "name")
        if within:
            for wider in organisation["ancestors"]:
                self._call(wider, written, within=False)

    def _label(self, theme: Value, known: Mapping[str, str]) -> None:
        theme |= self.labels.members(self.labels.theme(theme["id"], known))


def _citation(release: Value) -> Value:
    organisation = release["organisation"] and release["organisation"]["name"]
    parts = [organisation, release["title"], release["date_text"]]
    words = (part if part.endswith(tuple(_ENDS)) else f"{part}." for part in parts if part)
    return {
        "text": " ".join((*words, release["web_url"])),
        "organisation": organisation,
        "title": release["title"],
        "date_text": release["date_text"],
        "web_url": release["web_url"],
    }
