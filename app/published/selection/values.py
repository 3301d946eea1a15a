"""Single values of the filters of an address: what they mean, and how they are read. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from app.base.ids import story_of
from app.base.problems import Invalid, excerpt
from app.base.text import nearest
from app.published.document import KINDS
from app.published.selection.parameters import SelectionParameters

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


# The labels of a place or a theme by language.
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Match:
    """The place or theme that a name in an address means; without `id` what it may mean.

    `candidates` are listed to the client. `by_use` says that the next release may change the
    meaning. `country` is that of a place (ISO 3166-1 alpha-2).
    """

    id: str | None
    suggestion: str | None = None
    labels: Labels = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    group: bool = False
    by_use: bool = False
    country: str | None = None


# Looks up all values of a parameter at once, so that it takes one SQL statement.
LookUp = Callable[[Collection[str]], Mapping[str, Match]]


def unknown(name: str, value: str, parameter: str, suggestion: str | None) -> Invalid:
    """Return the problem of a `value` that is no known `name`."""
    hint = f"; did you mean {suggestion!r}?" if suggestion else "."
    detail = f"{excerpt(value)!r} is no known {name}{hint}"
    return Invalid.of(detail, parameter=parameter, suggestion=suggestion)


def open_name(
    value: str, parameter: str, candidates: Sequence[str], suggestion: str | None, group: bool
) -> Invalid:
    """Return the problem of a `value` that may mean several places, or names a group of them."""
    what = "names several places together" if group else "may mean several places"
    listed = "; ".join(candidates)
    detail = f"{excerpt(value)!r} {what}: {listed}. Give those that you mean."
    return Invalid.of(detail, parameter=parameter, suggestion=suggestion)


def read_kind(value: str, parameter: str) -> str:
    """Read one of KINDS in any letter case. Raises Invalid."""
    kind = value.lower()
    if kind in KINDS:
        return kind
    raise unknown("kind", value, parameter, nearest(kind[:100], KINDS))


def read_id(value: str, parameter: str) -> str:
    """Read a UUID, as 32 hexadecimal digits. Raises Invalid."""
    try:
        return UUID(value).hex
    except ValueError:
        detail = f"{excerpt(value)!r} is no id of a story or a release: a UUID."
        raise Invalid.of(detail, parameter=parameter) from None


def read_language(value: str, parameter: str) -> str:
    """Read a BCP 47 tag, in lower case. Raises Invalid."""
    if _LANGUAGE.fullmatch(value):
        return value.lower()
    meant = value.replace("_", "-")
    suggestion = meant if _LANGUAGE.fullmatch(meant) else None
    detail = f"{excerpt(value)!r} is no BCP 47 language tag, such as en or pt-BR."
    raise Invalid.of(detail, parameter=parameter, suggestion=suggestion)


def read_languages(values: Sequence[str], *, is_used: bool) -> tuple[str, ...]:
    """Read the languages of a reader in their order. Raises Invalid, also where none `is_used`."""
    if values and not is_used:
        detail = "This is an order for `one_per_story=true`; the filter is `language`."
        raise Invalid.of(detail, parameter="languages", suggestion="language")
    return tuple(dict.fromkeys(read_language(value, "languages") for value in values))


def stories_of(ids: Sequence[str], look_up: LookUp | None) -> tuple[str, ...]:
    """Return the stories that are named by their ids, or by that of a release; in order.

    `look_up` is asked for ids of releases alone. One that is not public names the story that it
    would begin.
    """
    asked = [value for value in ids if story_of(UUID(value)).hex != value]
    found = look_up(asked) if asked and look_up else {}
    known = {value: match.id for value, match in found.items() if match.id}
    return tuple(sorted({known.get(value) or story_of(UUID(value)).hex for value in ids}))


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones, which are files of the system."""
    return frozenset(available_timezones())


def read_zone(given: SelectionParameters) -> ZoneInfo | None:
    """Read the zone of `tz`, or None. Raises Invalid if it is unknown, or if no day is given."""
    if given.tz is None:
        return None
    if given.tz not in _zones():
        suggestion = nearest(given.tz[:100], _zones())
        detail = f"{excerpt(given.tz)!r} is no IANA time zone, such as Europe/Istanbul."
        raise Invalid.of(detail, parameter="tz", suggestion=suggestion)
    if not (given.date or given.date_from or given.date_to):
        detail = "This is the zone of the days in `date`, `date_from` or `date_to`; give one."
        raise Invalid.of(detail, parameter="tz")
    return ZoneInfo(given.tz)
