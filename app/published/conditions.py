"""A selection as SQL conditions on `PublishedRelease`, the same on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col

from app.published.date_range import DateRange
from app.published.document import PlaceRole
from app.published.models import PublishedPlace, PublishedRelease, PublishedTheme
from app.published.selection import Selection, Terms

Condition = ColumnElement[bool]


def conditions(selection: Selection) -> list[Condition]:
    """What a row has to fulfil: listed, and all of the filters.

    Many-valued filters are EXISTS: a join would give a release once for each value.
    """
    return [
        col(PublishedRelease.listed).is_(True),
        *_places(selection.location, selection.location_role),
        *_themes(selection.theme),
        *_kinds(selection.kind),
        *_languages(selection.language),
        *_organisations(selection.organisation),
        *_dates(selection),
    ]


def _places(terms: Terms, role: PlaceRole | None) -> Iterator[Condition]:
    if terms.any:
        yield _at(terms.any, role)
    for place_id in terms.all:
        yield _at((place_id,), role)
    if terms.none:
        yield ~_at(terms.none, role)


def _at(place_ids: Collection[str], role: PlaceRole | None) -> Condition:
    found = exists().where(
        col(PublishedPlace.release_id) == col(PublishedRelease.id),
        col(PublishedPlace.place_id).in_(place_ids),
    )
    return found if role is None else found.where(col(PublishedPlace.role) == role.value)


def _themes(terms: Terms) -> Iterator[Condition]:
    if terms.any:
        yield _on(terms.any)
    for theme_id in terms.all:
        yield _on((theme_id,))
    if terms.none:
        yield ~_on(terms.none)


def _on(theme_ids: Collection[str]) -> Condition:
    return exists().where(
        col(PublishedTheme.release_id) == col(PublishedRelease.id),
        col(PublishedTheme.theme_id).in_(theme_ids),
    )


def _kinds(terms: Terms) -> Iterator[Condition]:
    kind = col(PublishedRelease.kind)
    if terms.any:
        yield kind.in_(terms.any)
    for value in terms.all:
        yield kind == value
    if terms.none:
        yield kind.not_in(terms.none)


def _languages(terms: Terms) -> Iterator[Condition]:
    if terms.any:
        yield or_(*(_speaks(tag) for tag in terms.any))
    for tag in terms.all:
        yield _speaks(tag)
    for tag in terms.none:
        yield ~_speaks(tag)


def _speaks(tag: str) -> Condition:
    # Basic filtering of RFC 4647 section 3.3.1: the tag itself, or one that goes on after it. A tag
    # holds no wildcard of LIKE, and both sides are in lower case, as one engine minds and one not.
    language = col(PublishedRelease.language)
    return or_(language == tag, language.startswith(f"{tag}-"))


def _organisations(ids: Collection[str]) -> Iterator[Condition]:
    if ids:
        yield col(PublishedRelease.organisation_id).in_(ids)


def _dates(selection: Selection) -> Iterator[Condition]:
    if selection.dates:
        yield or_(*(_within(dates) for dates in selection.dates))
    if selection.between is not None:
        yield _within(selection.between)


def _within(dates: DateRange) -> Condition:
    """An instant in the range, or a span of days that overlaps it. An unknown date is neither."""
    instant = col(PublishedRelease.instant)
    first, last = col(PublishedRelease.first_day), col(PublishedRelease.last_day)
    exact: list[Condition] = [instant.is_not(None)]
    by_days: list[Condition] = [first.is_not(None)]
    if dates.start is not None:
        exact.append(instant >= dates.start)
    if dates.end is not None:
        exact.append(instant < dates.end)
    if dates.first_day is not None:
        by_days.append(last >= dates.first_day)
    if dates.last_day is not None:
        by_days.append(first <= dates.last_day)
    return or_(and_(*exact), and_(*by_days))
