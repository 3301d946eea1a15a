"""Ids of themes and places that were merged since a text was saved, and who still names them."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.places.stored import merged_places
from app.releases.content import Content, ThemeAssignment
from app.releases.models import Release, Revision
from app.releases.states import State
from app.themes.queries import merged_into


def resolve(
    session: Session, contents: Mapping[UUID, Content], unmerged: AbstractSet[str] = frozenset()
) -> dict[UUID, Content]:
    """Returns `contents` with the themes and places that merged ones became.

    `unmerged` are themes that are known not to be merged. One statement for others, and one for
    places that editors made; none where there are none.
    """
    named_themes = {theme.id for content in contents.values() for theme in content.themes}
    themes = merged_into(session, named_themes - unmerged)
    named = {place_id for content in contents.values() for place_id in _places_of(content)}
    places = merged_places(session, named)
    return {
        release_id: _resolved(content, themes, places) if themes or places else content
        for release_id, content in contents.items()
    }


def find_naming(session: Session, theme_id: str) -> list[UUID]:
    """Ids of releases whose newest words name the theme, those left out whose words are public.

    What is public is found by the terms of its document. One statement, which reads all texts.
    """
    return _naming(session, f'{{"id":"{theme_id}","assigned_by":')


def find_naming_place(session: Session, place_id: str) -> list[UUID]:
    """`find_naming` for a place, of the dateline or of what a release is about."""
    return _naming(session, f'"{place_id}"')


def _naming(session: Session, written: str) -> list[UUID]:
    # In the text of a body the quotation marks would be escaped: this is an id.
    is_not_public = or_(
        col(Release.state) != State.PUBLISHED, col(Release.live_revision) != Release.revision
    )
    asked = (
        select(Release.id)
        .join(
            Revision,
            (col(Revision.release_id) == col(Release.id))
            & (col(Revision.number) == col(Release.revision)),
        )
        .where(is_not_public, col(Revision.content).contains(written, autoescape=True))
    )
    return list(session.exec(asked))


def _places_of(content: Content) -> Iterable[str]:
    yield from content.locations
    if content.dateline is not None and content.dateline.location is not None:
        yield content.dateline.location


def _resolved(content: Content, themes: Mapping[str, str], places: Mapping[str, str]) -> Content:
    dateline = content.dateline
    if dateline is not None and dateline.location is not None:
        place_id = places.get(dateline.location, dateline.location)
        dateline = dateline.model_copy(update={"location": place_id})
    about = (places.get(place_id, place_id) for place_id in content.locations)
    return content.model_copy(
        update={
            "themes": _themes(content.themes, themes),
            "dateline": dateline,
            "locations": tuple(dict.fromkeys(about)),
        }
    )


def _themes(
    given: Iterable[ThemeAssignment], became: Mapping[str, str]
) -> tuple[ThemeAssignment, ...]:
    found: dict[str, ThemeAssignment] = {}
    for theme in given:
        current = theme.model_copy(update={"id": became.get(theme.id, theme.id)})
        found.setdefault(current.id, current)
    return tuple(found.values())
