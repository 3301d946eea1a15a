"""What names in addresses mean, kept in memory: places and themes change seldom.

Good as long as the vocabulary of the log's mark stands. What names nothing is not kept: there is
no end of such names.
"""

from collections.abc import Callable, Collection, Mapping

from sqlmodel import Session

from app.published.selection.grammar import Match

# Names that are kept of each kind; many spell the same place or theme.
MOST_NAMES = 5_000
# Looks names up in the state that a session sees.
LookUpIn = Callable[[Session, Collection[str]], Mapping[str, Match]]


class Names:
    """Meanings of names of one vocabulary at a time. Safe to use from any thread."""

    def __init__(self) -> None:
        # Replaced as a whole: who has taken one goes on with it.
        self._kept: tuple[int, dict[tuple[LookUpIn, str], Match]] = (-1, {})

    @property
    def vocabulary(self) -> int:
        """The vocabulary that is kept."""
        return self._kept[0]

    def known(
        self, look_up: LookUpIn, values: Collection[str], vocabulary: int
    ) -> Mapping[str, Match] | None:
        """What `values` mean in `vocabulary`; None unless all of it is kept."""
        at, kept = self._kept
        if at != vocabulary:
            return None
        found: dict[str, Match] = {}
        for value in values:
            match = kept.get((look_up, value))
            if match is None:
                return None
            found[value] = match
        return found

    def read(
        self, session: Session, look_up: LookUpIn, values: Collection[str], vocabulary: int
    ) -> Mapping[str, Match]:
        """What `values` mean in the state that `session` sees, which is of `vocabulary`; kept."""
        found = look_up(session, values)
        at, kept = self._kept
        if at != vocabulary or len(kept) > MOST_NAMES:
            self._kept = vocabulary, (kept := {})
        kept.update({(look_up, value): match for value, match in found.items() if match.id})
        return found

    def forget(self) -> None:
        """Keep nothing: the database went back to a state with other names."""
        self._kept = (-1, {})
