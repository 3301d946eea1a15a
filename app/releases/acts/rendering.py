"""Renders working copies as public documents: the only place where the two meet.

What documents show of places, themes and organisations is kept in memory while the vocabulary has
one number.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from app.base.clock import in_zone
from app.base.ids import story_of
from app.changes import log
from app.changes.log import ChangeKind
from app.contacts.contact import PressContact, public_contacts
from app.media.models import MediaFile
from app.organisations.queries import make_public
from app.places.queries import copy_places, ensure_places, find_paths
from app.places.shapes import PlacePath
from app.places.shapes import describe as describe_place
from app.places.stored import OWN, stored_paths
from app.published.date_order import dated_place, undated_place
from app.published.document import (
    Correction,
    Dateline,
    DatePrecision,
    Organisation,
    Place,
    PlaceRole,
    PublicRelease,
    ReleasePlace,
    ReleaseTheme,
    Translation,
)
from app.releases.acts.organisations import ShownOrganisation, named_in, shown_organisations
from app.releases.body import derived_summary, to_text
from app.releases.content import Content, MediaUse, NamedOrganisation, date_span
from app.releases.media import files_of, shown_media
from app.releases.models import PublicAct, Release
from app.themes.queries import describe as describe_theme
from app.themes.queries import theme_paths
from app.themes.tree import ThemePath

# Who assigned a theme, where two that became one say it differently: a person knows better.
PERSON = "person"
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
            place_id in self.places for place_id, _ in _named_places(content)
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
        place_ids.update(place_id for place_id, _ in _named_places(content))
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


def render(
    release: Release,
    history: Sequence[PublicAct],
    content: Content,
    reference: Reference,
    zone: ZoneInfo,
    translations: tuple[Translation, ...] = (),
) -> PublicRelease:
    """The public document after the last act of `history`, whose words are `content`.

    The same arguments give the same document, byte for byte: `rebuild` stands on that.
    """
    newest = history[-1]
    text = to_text(content.body_html)
    published_at, day = _dates(content, history[0], zone)
    return PublicRelease(
        id=release.id,
        story_id=story_of(content.story_id or release.id),
        slug=newest.slug,
        version=newest.version,
        kind=content.kind,
        language=content.language,
        title=content.title,
        subtitle=content.subtitle,
        summary=content.summary or derived_summary(text),
        summary_derived=content.summary is None and bool(text),
        body_html=content.body_html,
        body_text=text,
        dateline=_dateline(content, reference),
        locations=_places(content, reference),
        themes=_themes(content, reference),
        published_at=published_at,
        date=day,
        date_precision=content.date_precision,
        date_bounds=content.date_bounds,
        first_public_at=history[0].at,
        modified_at=newest.at,
        translations=translations,
        correction=_newest_correction(history),
        usable=True,
        usable_from=None,
        organisation=reference.issuer(content),
        partners=tuple(reference.show(each, content.language) for each in content.partners),
        contacts=public_contacts(found) if (found := reference.contacts(content)) else (),
        links=content.links,
        media=shown_media(content, reference.files) if content.media else (),
        usage_terms=content.usage_terms,
        source_url=content.source_url,
    )


def next_act(
    release: Release,
    kind: ChangeKind,
    *,
    at: datetime,
    author: str = "",
    revision: int | None = None,
    slug: str | None = None,
    due_at: datetime | None = None,
    note: str | None = None,
) -> PublicAct:
    """The next public act on `release`: on its newest words, unless `revision` says which.

    Its number in the change log is put in when it is known.
    """
    return PublicAct(
        release_id=release.id,
        version=release.public_version + 1,
        kind=kind,
        at=at,
        due_at=due_at,
        author=author,
        revision=revision or release.revision,
        slug=slug or release.slug,
        seq=0,
        note=note,
    )


def sort_instant(content: Content, debut: PublicAct) -> datetime:
    """The place of a release in date order: its date, else a given place, else its debut.

    One that is said to be undated, and has no place, stands after all that are dated.
    """
    if content.published_at is not None:
        return dated_place(content.published_at)
    if content.date is not None:
        return dated_place(_first_instant(content.date))
    public_since = debut.due_at or debut.at
    if content.date_precision is DatePrecision.UNKNOWN:
        return content.sort_at or undated_place(public_since)
    return content.sort_at or public_since


def _dates(
    content: Content, debut: PublicAct, zone: ZoneInfo
) -> tuple[datetime | None, str | None]:
    if content.date_precision is DatePrecision.UNKNOWN:
        return None, None
    if content.date is not None:
        return _first_instant(content.date), content.date
    instant = content.published_at or debut.due_at or debut.at
    return instant, in_zone(instant, zone).date().isoformat()


def _first_instant(reduced_date: str) -> datetime:
    # Midnight UTC, so that a day known without a time keeps its number in every output.
    return datetime.combine(date_span(reduced_date)[0], time(), UTC)


def _dateline(content: Content, reference: Reference) -> Dateline | None:
    if content.dateline is None:
        return None
    place_id = content.dateline.location
    return Dateline(
        text=content.dateline.text,
        location=reference.places[place_id] if place_id else None,
    )


def _places(content: Content, reference: Reference) -> tuple[ReleasePlace, ...]:
    """The dateline's place first, then what the release is about; a place stands once."""
    places: dict[str, Place] = {}
    roles: dict[str, list[PlaceRole]] = {}
    for place_id, role in _named_places(content):
        # A place that was merged is shown as the other: two names can have become one place.
        place = reference.places[place_id]
        places[place.id] = place
        had = roles.setdefault(place.id, [])
        if role not in had:
            had.append(role)
    return tuple(
        ReleasePlace(**dict(places[place_id]), roles=tuple(found))
        for place_id, found in roles.items()
    )


def _named_places(content: Content) -> Iterator[tuple[str, PlaceRole]]:
    if content.dateline and content.dateline.location:
        yield content.dateline.location, PlaceRole.DATELINE
    for place_id in content.locations:
        yield place_id, PlaceRole.ABOUT


def _themes(content: Content, reference: Reference) -> tuple[ReleaseTheme, ...]:
    """The themes in the order of the content; one that was merged is shown as the other."""
    shown: dict[str, ReleaseTheme] = {}
    for given in content.themes:
        theme = reference.show_theme(given.id, given.assigned_by, content.language)
        if theme.id not in shown or theme.assigned_by == PERSON:
            shown[theme.id] = theme
    return tuple(shown.values())


def _newest_correction(history: Sequence[PublicAct]) -> Correction | None:
    for act in reversed(history):
        if act.kind == ChangeKind.CORRECTED and act.note:
            return Correction.model_validate_json(act.note)
    return None
