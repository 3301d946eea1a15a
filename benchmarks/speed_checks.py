"""Whether an answer is the one that the model expects: each check tells what is wrong."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.speed_model import Expectation, Member

_SHOWN = 200
# Members in the language of the answer; stored is that of the release.
_NAMED = {"name", "name_language", "label", "label_language"}
# Members that are not stored.
_ADDED = {
    *("url", "web_url", "date_text", "image"),
    *("kind_label", "kind_label_language", "labels_language"),
}


def check_list(body: bytes, expected: Expectation) -> Iterator[str]:
    """A first page of 20, the newest first; of words, any releases that have them, then others."""
    answer = json.loads(body)
    meta, given = answer["meta"], answer["data"]
    total = meta.get("all_words", meta["total"])
    if total != expected.total:
        yield f"total {total}, not {expected.total}"
    if "q" in expected.parameters:
        first = {each["id"] for each in given[: meta.get("most_words_from")]}
        if len(first) != len(expected.newest) or not first <= expected.ids:
            yield "finds releases that have not all of the words"
        return
    if [each["id"] for each in given] != [each["id"] for each in expected.newest]:
        yield "other releases, or in another order"
        return
    for one, known in zip(given, expected.newest, strict=True):
        yield from check_members(one, known)


def check_release(body: bytes, known: Member) -> Iterator[str]:
    """One release at its address: all that is stored of it."""
    given = json.loads(body)
    yield from check_members(given, known)
    if missing := known.keys() - given.keys():
        yield f"release {known['id']} lacks {', '.join(sorted(missing))}"


def check_members(given: Member, known: Member) -> Iterator[str]:
    """A release as readers get it: what it shows is as it is stored, and it has its address."""
    if not str(given.get("url", "")).endswith(f"/v1/releases/{known['id']}"):
        yield "a release without its address"
    stored = given.keys() - _ADDED
    if unknown := stored - known.keys():
        yield f"release {known['id']} shows {', '.join(sorted(unknown))}"
    shown = [name for name in known if name in stored]
    if wrong := [name for name in shown if not _is_shown_of(given[name], known[name])]:
        yield f"release {known['id']} differs in {', '.join(wrong)}"


def _is_shown_of(given: Any, known: Any) -> bool:
    """Whether a value is a stored one, or a part of it, but for names in the reader's language."""
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        return all(_is_shown_of(given[name], known.get(name)) for name in given.keys() - _NAMED)
    if isinstance(given, list) and isinstance(known, list):
        pairs = zip(given, known, strict=False)
        return len(given) == len(known) and all(_is_shown_of(*pair) for pair in pairs)
    return bool(given == known)


def check_feed(body: bytes, expected: Expectation) -> Iterator[str]:
    """A feed of the newest: their titles in order."""
    text, at = body.decode(), 0
    for members in expected.newest:
        at = text.find(f">{members['title']}<", at)
        if at < 0:
            yield f"the feed lacks {members['title'][:_SHOWN]!r} in its place"
            return


def check_facets(body: bytes, expected: Expectation) -> Iterator[str]:
    """Every number of the seven facets; places and organisations are cut off after the first."""
    answer = json.loads(body)
    if answer["meta"]["total"] != expected.total:
        yield f"total {answer['meta']['total']}, not {expected.total}"
    for name, counted in expected.counts.items():
        given = dict(_flat(answer["facets"][name]))
        wrong = {value for value in given if given[value] != counted.get(value)}
        # The cut-off ones are no more frequent than the least of those that are shown.
        if name != "location":
            wrong |= counted.keys() - given.keys()
        elif counted and not given:
            wrong.add("all")
        if wrong:
            yield f"facet {name}: other numbers of {', '.join(sorted(wrong))[:_SHOWN]}"


def _flat(facet: Any) -> Iterator[tuple[str, int]]:
    for value in facet:
        yield value["value"], value["releases"]
        yield from _flat(value.get("narrower", ()))
