"""What names in addresses mean, in memory: places and themes seldom change.

Valid as long as the vocabulary of the change log stands. Names that mean nothing are not cached:
there is no end of them. Neither are those whose meaning the next release may change.
"""

from collections.abc import Callable, Collection, Mapping

from sqlmodel import Session

from app.published.selection.grammar import Match

# Names that are cached of each kind; many spell the same place or theme.
MOST_NAMES = 5_000
# Looks names up in the state that a session sees.
LookUpIn = Callable[[Session, Collection[str]], Mapping[str, Match]]


class NameCache:
    """Meanings of names of one vocabulary at a time. Safe to use from any thread."""

    def __init__(self) -> None:
        # Replaced as a whole: a reader that has taken one goes on with it.
        self._cached: tuple[int, dict[tuple[LookUpIn, str], Match]] = (-1, {})

    def find(
        self, look_up: LookUpIn, values: Collection[str], vocabulary: int
    ) -> Mapping[str, Match] | None:
        """Return what `values` mean in `vocabulary`; None unless all of it is cached."""
        at, cached = self._cached
        if at != vocabulary:
            return None
        found = {value: cached.get((look_up, value)) for value in values}
        known = {value: match for value, match in found.items() if match is not None}
        return known if len(known) == len(found) else None

    def read(
        self, session: Session, look_up: LookUpIn, values: Collection[str], vocabulary: int
    ) -> Mapping[str, Match]:
        """Look `values` up in the state that `session` sees, which is of `vocabulary`."""
        found = look_up(session, values)
        at, cached = self._cached
        if at != vocabulary or len(cached) > MOST_NAMES:
            self._cached = vocabulary, (cached := {})
        cached.update(
            {(look_up, value): match for value, match in found.items() if _lasts(value, found)}
        )
        return found

    def clear(self) -> None:
        """Forget all."""
        self._cached = (-1, {})


def _lasts(value: str, found: Mapping[str, Match]) -> bool:
    """Return whether a meaning can be cached; lists of known names are no name by themselves."""
    match = found[value]
    if match.id is not None:
        return not match.by_use
    parts = [found.get(part.strip()) for part in value.split(",")]
    return len(parts) > 1 and not match.candidates and all(part and part.id for part in parts)
