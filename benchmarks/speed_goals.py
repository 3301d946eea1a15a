"""The goals, and the rows of the table that are held against them."""

from dataclasses import dataclass
from statistics import median

from benchmarks.speed_operations import NOT_MODIFIED
from benchmarks.speed_publish import Published
from benchmarks.speed_rounds import Measured

# Shares of the floor: the least that is good enough.
HIT = 1.0
SHARES = {
    NOT_MODIFIED: 1.2,
    "newest 20": 0.17,
    "location, theme and date": 0.08,
    "release by slug": 0.20,
    "search of two words with a filter": 0.045,
    "seven facets under a filter": 0.045,
}
POSTGRESQL_SHARES = {NOT_MODIFIED: 1.2, "location, theme and date": 0.05}
# Shares are meant for archives of this size, where answers are as long as in a newsroom.
SHARES_UP_TO = 20_000
# Milliseconds with one client, at a million releases.
MEDIANS = {
    "newest 20": 2.0,
    "location, theme and date": 2.0,
    "search of two words with a filter": 40.0,
    "seven facets under a filter": 25.0,
}
MILLION = 1_000_000
GROWTH = 1.5
PUBLISHED = {"sqlite": 100.0, "postgresql": 50.0}
START_SECONDS = 5.0
MEGABYTES = 403.0
# The figure of what was answered wrongly.
WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """One line of the table; a goal without a number is not set for this run."""

    name: str
    figure: str
    goal: str = ""
    held: bool = True
    more: tuple[str, ...] = ()


def share_row(measured: Measured, engine: str, releases: int) -> Row:
    """An operation beside the floor."""
    if measured.wrong:
        return Row(measured.name, WRONG, measured.wrong[0], held=False)
    least = _least(measured, engine, releases)
    return Row(
        measured.name,
        f"{measured.ratio:.2f}",
        "" if least is None else f">= {least:.2f}",
        least is None or measured.ratio >= least,
        (
            f"{measured.cost_ratio:.2f}",
            f"{measured.rate:,.0f}",
            f"{measured.floor_rate:,.0f}",
            f"{measured.median_ms:.2f}",
            f"{measured.p99_ms:.2f}",
            f"{measured.p99_loaded_ms:.1f}",
            f"{measured.size:,.0f} / {measured.floor_size:,.0f}",
        ),
    )


def median_rows(rows: list[Measured], releases: int) -> list[Row]:
    """Medians with one client, over an archive of a million."""
    return [
        at_most(f"{each.name}, median", each.median_ms, MEDIANS[each.name], "ms")
        for each in rows
        if each.name in MEDIANS and releases >= MILLION and not each.wrong
    ]


def at_most(name: str, value: float, most: float | None, unit: str) -> Row:
    """A figure with an upper bound, if any."""
    if most is None:
        return Row(name, f"{value:,.2f} {unit}".strip())
    return Row(name, f"{value:,.2f} {unit}".strip(), f"<= {most:g}", value <= most)


def publish_row(published: Published, engine: str) -> Row:
    """Publications a second."""
    name = "publish, 8 clients"
    if published.wrong:
        return Row(name, WRONG, published.wrong[0], held=False)
    rate = median(load.rate for load in published.loads)
    least = PUBLISHED[engine]
    slow = median(load.p99_ms for load in published.loads)
    cost = median(load.cost_us for load in published.loads) / 1_000
    figure = f"{rate:,.0f}/s, 99 of 100 within {slow:.0f} ms, {cost:.1f} ms of CPU time each"
    return Row(name, figure, f">= {least:.0f}/s", rate >= least)


def _least(measured: Measured, engine: str, releases: int) -> float | None:
    if measured.kind == "hit":
        return HIT
    if measured.kind == "miss" and releases > SHARES_UP_TO:
        return None
    return (SHARES if engine == "sqlite" else POSTGRESQL_SHARES).get(measured.name)
