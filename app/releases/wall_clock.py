"""A wall-clock time and its zone -> the instant they name. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from app.base.problems import Invalid, excerpt
from app.base.text import nearest


def instant_of(local_time: str, zone: str, *, place: str = "", instead: str = "at") -> datetime:
    """The instant of `2026-12-18T09:00` in an IANA zone.

    Raises Invalid for a time that the zone's clocks skip, or show twice: it names both candidates,
    for the member `instead`. `place` is the pointer to what holds both members.
    """
    clock = _zone(zone, place)
    wall = _wall(local_time, place)
    early, late = (wall.replace(tzinfo=clock, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    # In a gap the two readings do not come back as they were; in a fold both do.
    skipped = early.astimezone(UTC).astimezone(clock).replace(tzinfo=None) != wall
    what = "skip" if skipped else "show twice"
    candidates = sorted(
        {side.astimezone(UTC).astimezone(clock).isoformat() for side in (early, late)}
    )
    raise Invalid.of(
        f"The clocks of {zone} {what} {local_time}; give `{instead}` as {' or '.join(candidates)}.",
        pointer=f"{place}/local_time",
        suggestion=candidates[0],
    )


def _zone(name: str, place: str) -> ZoneInfo:
    known = available_timezones()
    if name not in known:
        raise Invalid.of(
            f"{excerpt(name)!r} is no IANA time zone.",
            pointer=f"{place}/zone",
            suggestion=nearest(name, known),
        )
    return ZoneInfo(name)


def _wall(text: str, place: str) -> datetime:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None or "T" not in text:
        raise Invalid.of(
            "Write a wall-clock time as 2026-12-18T09:00, without an offset.",
            pointer=f"{place}/local_time",
        )
    return wall
