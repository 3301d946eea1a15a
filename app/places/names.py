"""Names of places by language, each read when it is asked for.

From three sources: the labels of the gazetteer, a file with the names that CLDR and iso-codes have,
and what the script of a name gives away.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from app.places.completion import other_names
from app.places.gazetteer import Gazetteer, ReadOnlyFile, shipped_gazetteer
from app.places.script_names import LANGUAGES, name_by_script

# Names are looked up one by one, and kept by those who show them.
_CACHE_KB = 64
NAMES = Path(__file__).parent / "data" / "names.sqlite"
ATTRIBUTION = "Names of places in other languages: Unicode CLDR, and Debian's iso-codes"

NONE: Mapping[str, str] = {}


class NamesFile:
    """The file of names by language. Safe to share between threads; opening costs nothing."""

    def __init__(self, path: Path = NAMES) -> None:
        self._file = ReadOnlyFile(path, _CACHE_KB)

    def find(self, number: int, language: str) -> str | None:
        """Returns the name of the place with this number in the gazetteer, or None."""
        asked = "SELECT name FROM name WHERE number = ? AND language = ?"
        rows = self._file.rows(asked, (number, language))
        return rows[0][0] if rows else None

    def all(self, number: int) -> dict[str, str]:
        """Returns all names of a place by language."""
        asked = "SELECT language, name FROM name WHERE number = ? ORDER BY language"
        return dict(self._file.rows(asked, (number,)))

    def home_language(self, country: str | None) -> str | None:
        """Returns the language that places of a country are named in, where there is one."""
        return self._home_languages.get(country)

    @cached_property
    def _home_languages(self) -> dict[str | None, str]:
        return dict(self._file.rows("SELECT country, language FROM home", ()))


@lru_cache(maxsize=1)
def shipped_names() -> NamesFile:
    """Returns the names that ship with the product, one file for the process."""
    return NamesFile()


class PlaceNames(Mapping[str, str]):
    """Names of one place by language (BCP 47): those `given`, the shipped ones, or `otherwise`."""

    def __init__(
        self,
        place_id: str,
        given: Mapping[str, str] = NONE,
        otherwise: Mapping[str, str] = NONE,
        *,
        known: Gazetteer | None = None,
    ) -> None:
        self._known = known or shipped_gazetteer()
        self._id = place_id
        self._number = self._known.number_of(place_id)
        self._given = given
        self._otherwise = otherwise

    def __getitem__(self, language: str) -> str:
        found = self._find(language)
        if found is None:
            raise KeyError(language)
        return found

    def __contains__(self, language: object) -> bool:
        return isinstance(language, str) and self._find(language) is not None

    def __iter__(self) -> Iterator[str]:
        # Languages of many readers first: the first that begins as typed explains a completion.
        first = self._known.names(self._id)
        found = {*self._given, *self._shipped_languages(), *self._otherwise}
        yield from sorted(found, key=lambda tag: (tag not in first, tag))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _find(self, language: str) -> str | None:
        return self._given.get(language) or self._shipped(language) or self._otherwise.get(language)

    def _shipped_languages(self) -> set[str]:
        if self._number is None:
            return set()
        named = self._known.names(self._id).keys() | shipped_names().all(self._number).keys()
        return {*named, *(tag for tag in LANGUAGES.keys() - named if self._by_script(tag))}

    def _shipped(self, language: str) -> str | None:
        if self._number is None:
            return None
        return (
            self._known.names(self._id).get(language)
            or shipped_names().find(self._number, language)
            or self._by_script(language)
        )

    def _by_script(self, language: str) -> str | None:
        place = self._known.get(self._id) if language in LANGUAGES else None
        # GeoNames' names of divisions are in no package; those that are known are iso-codes'.
        if place is None or place.kind == "division":
            return None
        names = other_names(self._known, self._id)
        return name_by_script(names, language, place.name, place.country)
