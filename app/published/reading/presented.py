"""Releases as readers get them: labelled in one language, and cut to the members of one shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from app.base.addresses import ReleaseAddresses
from app.base.language import UNDETERMINED
from app.published.labels.labels import Labels
from app.published.reading.document_json import Document
from app.published.reading.shapes import CARD, WIDER, ReleaseShape, project, shows
from app.published.selection.shape_parameters import Extra

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
    def _shown_wider(self) -> tuple[bool, bool, bool]:
        """Return whether the wider places of the dateline, of locations and themes are shown."""
        of_dateline, of_places, of_themes = (shows(self.shape.members, path) for path in WIDER)
        return of_dateline, of_places, of_themes

    def _labelled(self, release: Value) -> Value:
        """Add what is not stored, and put names and labels in the language of the answer."""
        labels = self.labels
        of_dateline, of_places, of_themes = self._shown_wider
        if release["dateline"] and release["dateline"]["location"]:
            self._name(release["dateline"]["location"], within=of_dateline)
        for place in release["locations"]:
            self._name(place, within=of_places)
        for theme in release["themes"]:
            self._label(theme, theme["labels"])
            for wider in theme["ancestors"] if of_themes else ():
                self._label(wider, {UNDETERMINED: wider["label"]})
        release |= labels.members(labels.kind(release["kind"]), "kind_label")
        release["date_text"] = labels.date_text(release["date"], release["date_precision"])
        release["url"] = self.addresses.url(release["id"])
        release["web_url"] = self.addresses.web_url(
            release["id"], release["slug"], release["language"]
        )
        return release

    def _name(self, place: Value, *, within: bool) -> None:
        place |= self.labels.members(self.labels.place(place["id"], place["name"]), "name")
        for wider in place["ancestors"] if within else ():
            self._name(wider, within=False)

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
