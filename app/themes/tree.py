"""The themes as a tree in memory: their order, what contains what, and where merged ones lead."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.themes.models import Theme

# The deepest tree: people must find their way in it, and a reader's descent must end.
MAX_LEVELS = 12


class ThemePath(NamedTuple):
    """A theme and the themes that contain it, the nearest first."""

    theme: Theme
    ancestors: tuple[Theme, ...]


class Tree:
    """All themes, merged ones too."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._known = {theme.id: theme for theme in themes}

    def ids(self) -> frozenset[str]:
        """Returns every id that a theme has or had."""
        return frozenset(self._known)

    def find(self, id: str) -> Theme | None:
        """Returns the theme that `id` means today: its successor if merged; None if unknown."""
        theme = self._known.get(id)
        if theme is None or theme.merged_into is None:
            return theme
        return self._known.get(theme.merged_into)

    def path(self, id: str) -> ThemePath | None:
        """Returns the theme that `id` means today with its ancestors; None for an unknown id."""
        theme = self.find(id)
        return None if theme is None else ThemePath(theme, tuple(self._above(theme)))

    def children(self, id: str | None) -> list[Theme]:
        """Returns the themes directly below, in their order; for None those at the top."""
        below = [theme for theme in self.today() if theme.parent_id == id]
        return sorted(below, key=lambda theme: (theme.position, theme.id))

    def is_below(self, id: str, above: str) -> bool:
        """Whether `id` is `above` itself or a theme that it contains."""
        theme = self.find(id)
        return theme is not None and above in (theme.id, *(wide.id for wide in self._above(theme)))

    def level(self, id: str | None) -> int:
        """Returns the level of a theme: 1 at the top, 0 for None."""
        theme = self.find(id) if id is not None else None
        return 0 if theme is None else 1 + sum(1 for _ in self._above(theme))

    def levels_below(self, id: str) -> int:
        """Returns how many levels of themes `id` contains."""
        own = self.level(id)
        below = [self.level(theme.id) for theme in self.today() if self.is_below(theme.id, id)]
        return max(below, default=own) - own

    def today(self) -> Iterator[Theme]:
        """Returns all themes but the merged ones."""
        return (theme for theme in self._known.values() if theme.merged_into is None)

    def merged(self) -> list[Theme]:
        """Returns the themes that were merged into others."""
        return [theme for theme in self._known.values() if theme.merged_into is not None]

    def ordered(self) -> list[Theme]:
        """Returns all themes but the merged ones, each one followed by what it contains."""
        below: dict[str | None, list[Theme]] = {}
        for theme in sorted(self.today(), key=lambda theme: (theme.position, theme.id)):
            below.setdefault(theme.parent_id, []).append(theme)
        found: list[Theme] = []
        waiting = below.get(None, [])[::-1]
        while waiting:
            theme = waiting.pop()
            found.append(theme)
            waiting += below.get(theme.id, [])[::-1]
        return found

    def _above(self, theme: Theme) -> Iterator[Theme]:
        above = theme.parent_id
        # We write no cycle, but one in a database edited by hand must not hang a reader.
        for _ in self._known:
            if above is None or above not in self._known:
                return
            yield self._known[above]
            above = self._known[above].parent_id
