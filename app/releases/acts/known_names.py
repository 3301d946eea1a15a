"""Places and themes as documents show them, in memory while the vocabulary has one number."""

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from app.changes import log
from app.places.stored import OWN
from app.published.document import Place, ReleaseTheme
from app.releases.content import Content

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
        place_id = content.dateline.location if content.dateline else None
        return (
            all(theme.id in self.theme_ids for theme in content.themes)
            and all(id in self.places for id in content.locations)
            and (place_id is None or place_id in self.places)
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
