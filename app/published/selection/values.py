"""Reads single values of the filters of an address. Pure."""

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.base.problems import Invalid, excerpt
from app.base.text import nearest
from app.published.document import KINDS
from app.published.selection.parameters import SelectionParameters

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


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


def read_language(value: str, parameter: str) -> str:
    """Read a BCP 47 tag, in lower case. Raises Invalid."""
    if _LANGUAGE.fullmatch(value):
        return value.lower()
    meant = value.replace("_", "-")
    suggestion = meant if _LANGUAGE.fullmatch(meant) else None
    detail = f"{excerpt(value)!r} is no BCP 47 language tag, such as en or pt-BR."
    raise Invalid.of(detail, parameter=parameter, suggestion=suggestion)


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
