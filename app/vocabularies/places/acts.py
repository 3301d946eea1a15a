"""The acts of editors on places: one function each, under the rules of `vocabulary.py`."""

from sqlmodel import Session, col, select

from app.places.closure import link, relink
from app.places.models import Location
from app.places.spelling import respell
from app.places.stored import OWN, make_public
from app.published.terms import WHERE
from app.releases.audit import Actor
from app.releases.merged_ids import find_naming_place
from app.vocabularies.places.checks import check_names, checked_parent, checked_successor, free_slug
from app.vocabularies.places.mapping import members_of, names_together
from app.vocabularies.places.schemas import PlaceInput
from app.vocabularies.vocabulary import Vocabulary

PLACES = Vocabulary("place", "location", WHERE, Location, find_naming_place)
# What documents show of a place.
_SHOWN = frozenset({"kind", "name", "latitude", "longitude", "parent_id", "country"})


def add(session: Session, given: PlaceInput, by: Actor, *, namesake: bool = False) -> Location:
    """Make a place; readers see it once a release with it is public.

    Raises Invalid, and Problem (`place-exists`) unless it may be a `namesake` of another.
    """
    parent = checked_parent(session, None, given)
    members = members_of(given, parent)
    if not namesake:
        check_names(session, _names(given), members["country"])
    slug = free_slug(session, given.name, members["country"])
    row = Location(
        **members,
        id=f"{OWN}{slug}",
        slug=slug,
        code=None,
        population=0,
        timezone=parent.place.timezone if parent else None,
        source="own",
        is_public=False,
    )
    session.add(row)
    link(session, row)
    respell(session, row)
    PLACES.record(session, "add", row, by)
    return row


def change(
    session: Session, row: Location, given: PlaceInput, by: Actor, *, namesake: bool = False
) -> None:
    """Rename or move a place, or give it other names or coordinates.

    Documents that show what changed are rendered anew. Raises as `add` does.
    """
    parent = checked_parent(session, row, given)
    members = members_of(given, parent)
    if not row.id.startswith(OWN):
        members["country"] = row.country
    changed = {name for name, value in members.items() if getattr(row, name) != value}
    if not changed:
        return
    before = row.name
    if "name" in changed and not namesake:
        check_names(session, [given.name], members["country"], row.id)
    row.sqlmodel_update({**members, "lock": row.lock + 1})
    if "parent_id" in changed:
        relink(session, row)
        if row.is_public and parent is not None:
            make_public(session, [parent])
    respell(session, row)
    rendered = 0
    if changed & _SHOWN:
        rendered = PLACES.rerender(session, [row.id], by, _note(before, row, changed))
    named = sorted(changed - {"name_key", "country"})
    PLACES.record(session, "edit", row, by, members=named, rendered=rendered)


def merge(session: Session, row: Location, value: str, by: Actor) -> Location:
    """Replace `row` everywhere by the place that `value` names. Returns that successor.

    What lies in it and its names move there, those of a hidden place to no public one; releases,
    drafts, filters and addresses that name it mean the successor from now on. Raises Invalid.
    """
    path = checked_successor(session, row, value)
    into = session.get_one(Location, path.place.id)
    for child in session.exec(select(Location).where(col(Location.parent_id) == row.id)).all():
        child.parent_id, child.country = into.id, into.country
        relink(session, child)
    _take_over(into, row)
    if row.is_public:
        make_public(session, [path])
    row.sqlmodel_update({"merged_into": into.id, "lock": row.lock + 1})
    respell(session, into)
    note = f"The place “{row.name}” was merged into “{into.name}”."
    PLACES.complete_merge(session, row, into, note, by)
    return into


def _take_over(into: Location, row: Location) -> None:
    into.lock += 1
    if into.is_public and not row.is_public:
        return  # what only editors know of it stays with them
    into.other_names = names_together(into, row)
    if into.latitude is None and into.source == "own":
        into.latitude, into.longitude = row.latitude, row.longitude


def _names(given: PlaceInput) -> list[str]:
    return [given.name, *given.names.values(), *given.other_names]


def _note(before: str, row: Location, changed: set[str]) -> str:
    if before != row.name:
        return f"The place “{before}” is now called “{row.name}”."
    if "parent_id" in changed:
        return f"The place “{row.name}” lies in another."
    return f"The place “{row.name}” is described otherwise."
