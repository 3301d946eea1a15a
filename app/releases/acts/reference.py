"""What documents show of the places, themes, organisations and files that words name.

It is kept in memory, but for files, while the vocabulary has one number.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from app.changes import log
from app.contacts.contact import PressContact
from app.media.models import MediaFile
from app.organisations.queries import make_public
from app.places.queries import copy_places, ensure_places, find_paths
from app.places.shapes import PlacePath
from app.places.shapes import describe as describe_place
from app.places.stored import OWN, stored_paths
from app.published.document import Organisation, Place, PlaceRole, ReleaseTheme
from app.releases.acts.organisations import ShownOrganisation, named_in, shown_organisations
from app.releases.content import Content, MediaUse, NamedOrganisation
from app.releases.media import files_of
from app.themes.queries import describe as describe_theme
from app.themes.queries import theme_paths
from app.themes.tree import ThemePath

# A newsroom writes of hundreds; more than this is an import, which needs no help.
_MOST = 5_000


@dataclass(frozen=True)
class KnownNames:
    """What was read while the vocabulary had this number.

    It holds places of the gazetteer that the database has, and themes that were not merged. Content
    that names no others needs no statement.
    """

    vocabulary: int
    places: dict[str, Place] = field(default_factory=dict)
    # By id, by who assigned it, and by language.
    themes: dict[tuple[str, str, str], ReleaseTheme] = field(default_factory=dict)
    theme_ids: set[str] = field(default_factory=set)
    # By id and by language; only such as readers know already.
    organisations: dict[tuple[str, str], ShownOrganisation] = field(default_factory=dict)

    def keep_place(self, place_id: str, place: Place) -> None:
        """Keep it, unless an editor made it or what it lies in: readers may not see that yet."""
        ids = (place.id, *(above.id for above in place.ancestors))
        if place.id == place_id and not any(id.startswith(OWN) for id in ids):
            if len(self.places) >= _MOST:
                self.places.clear()
            self.places[place_id] = place

    def keep_theme(self, key: tuple[str, str, str], theme: ReleaseTheme) -> None:
        """Keep it, unless it was merged into another."""
        if theme.id == key[0]:
            if len(self.themes) >= _MOST:
                self.themes.clear()
            self.themes[key] = theme
            self.theme_ids.add(theme.id)

    def has_all(self, content: Content) -> bool:
        """Whether all names of `content` are known, and none of them became another."""
        return all(theme.id in self.theme_ids for theme in content.themes) and all(
            place_id in self.places for place_id, _ in named_places(content)
        )


_OF: WeakKeyDictionary[Engine | Connection, KnownNames] = WeakKeyDictionary()


def known_names(session: Session) -> KnownNames | None:
    """Returns the names that are in memory; None where the transaction itself changes them.

    They are today's where `session` holds the log's lock. Else they are perhaps stale: compare
    `vocabulary` once the log is locked.
    """
    if log.VOCABULARY in session.info:
        vocabulary: int | None = session.info[log.VOCABULARY]
        return None if vocabulary is None else _names(session, vocabulary)
    return _OF.get(_database(session)) or _names(session, log.mark(session).vocabulary)


def _names(session: Session, vocabulary: int) -> KnownNames:
    known = _OF.get(_database(session))
    if known is None or known.vocabulary != vocabulary:
        known = _OF[_database(session)] = KnownNames(vocabulary)
    return known


def _database(session: Session) -> Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine


@dataclass(frozen=True)
class Reference:
    """Places, themes, files and organisations as documents show them, by id.

    Organisations are by language too; of these, readers do not know `unseen` yet.
    """

    places: Mapping[str, Place]
    themes: Mapping[str, ThemePath]
    known: KnownNames | None = None
    organisations: Mapping[tuple[str, str], ShownOrganisation] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    files: Mapping[UUID, MediaFile] = field(default_factory=dict)
    # Themes as they were shown before: releases of one batch share most of them.
    _shown: dict[tuple[str, str, str], ReleaseTheme] = field(default_factory=dict, compare=False)

    @property
    def not_known(self) -> Mapping[str, Place]:
        """Places of which is not known that the database has them and readers may see them."""
        known = self.known.places if self.known is not None else {}
        return {id: place for id, place in self.places.items() if id not in known}

    def issuer(self, content: Content) -> Organisation | None:
        """Who issues a release."""
        named = content.organisation
        return None if named is None else self.show(named, content.language)

    def show(self, given: NamedOrganisation, language: str) -> Organisation:
        """An organisation in a release in `language`; one that was deleted as it was saved."""
        if shown := self.organisations.get((given.id, language)):
            return shown.organisation
        return Organisation(id=given.id, name=given.name, names={language: given.name})

    def contacts(self, content: Content) -> tuple[PressContact, ...]:
        """The contacts of a release, or those of who issues it where it has none of its own."""
        if content.contacts or content.organisation is None:
            return content.contacts
        shown = self.organisations.get((content.organisation.id, content.language))
        return shown.contacts if shown else ()

    def show_theme(self, theme_id: str, assigned_by: str, language: str) -> ReleaseTheme:
        """A theme of a release in `language`. Raises KeyError for one that is not here."""
        key = (theme_id, assigned_by, language)
        if self.known is not None and key in self.known.themes:
            return self.known.themes[key]
        if key not in self._shown:
            shown = describe_theme(self.themes[theme_id], assigned_by, language)
            self._shown[key] = ReleaseTheme.model_validate(shown)
            if self.known is not None:
                self.known.keep_theme(key, self._shown[key])
        return self._shown[key]


def reference_for(
    session: Session,
    contents: Iterable[Content],
    *,
    copying: bool = True,
    known: KnownNames | None = None,
) -> Reference:
    """All that `contents` name, in as many statements as for one; none for known ones.

    What is to be public needs its places in the database: `copying` puts them there, and lets
    readers know of its organisations.
    """
    places: dict[str, Place] = {}
    place_ids: set[str] = set()
    theme_ids: set[str] = set()
    organisations: set[tuple[str, str]] = set()
    uses: list[MediaUse] = []
    for content in contents:
        if content.organisation is not None or content.partners:
            organisations.update((each.id, content.language) for each in named_in(content))
        uses += content.media
        place_ids.update(place_id for place_id, _ in named_places(content))
        theme_ids.update(
            theme.id
            for theme in content.themes
            if known is None or (theme.id, theme.assigned_by, content.language) not in known.themes
        )
    stored: Mapping[str, PlacePath] | None = None
    if known is not None:
        places = {id: known.places[id] for id in place_ids if id in known.places}
        stored = _stored(session, place_ids.difference(places), known)
        places |= {id: known.places[id] for id in stored if id in known.places}
    if asked := place_ids.difference(places):
        paths = (
            ensure_places(session, asked) if copying else find_paths(session, asked, stored=stored)
        )
        places |= _described(paths)
    themes = theme_paths(session, theme_ids) if theme_ids else {}
    files = files_of(session, uses) if uses else {}
    if not organisations:
        return Reference(places, themes, known, files=files)
    kept = known.organisations if known is not None else {}
    shown, unseen = shown_organisations(session, organisations, kept)
    if copying:
        make_public(session, unseen)
    return Reference(places, themes, known, shown, unseen, files)


def lend_places(session: Session, shown: Mapping[str, Place]) -> bool:
    """Put places of a document into the database, for readers to see; False: not as `shown`."""
    if not shown:
        return True
    copy_places(session, shown)
    return _described(ensure_places(session, shown)) == shown


def _stored(session: Session, ids: Collection[str], known: KnownNames) -> Mapping[str, PlacePath]:
    """Those of `ids` that the database has; what can be kept of them is known from now on."""
    found = stored_paths(session, ids) if ids else {}
    for place_id, place in _described(found).items():
        known.keep_place(place_id, place)
    return found


def _described(paths: Mapping[str, PlacePath]) -> dict[str, Place]:
    return {id: Place.model_validate(describe_place(path)) for id, path in paths.items()}


def named_places(content: Content) -> Iterator[tuple[str, PlaceRole]]:
    """Yields the ids of places that `content` names, each with its role; one may come twice."""
    if content.dateline and content.dateline.location:
        yield content.dateline.location, PlaceRole.DATELINE
    for place_id in content.locations:
        yield place_id, PlaceRole.ABOUT
