"""The parts that acts on places and acts on themes share. None of them commits.

Each is called with the lock of the change log held (`vocabulary_request.py`): no release is
rendered with half of a change, and no two editors act on a vocabulary at the same time.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.auth.audit import write_entry
from app.places.models import Location
from app.releases.acts.rerender import find_having, rerender, tell_editors
from app.releases.audit import Actor
from app.themes.models import Theme


@dataclass(frozen=True)
class Vocabulary:
    """A set of entries that releases name.

    `noun` names an entry in acts and notes, `subject` in the audit log, `term` is the prefix of
    its terms in documents, and `find_naming` finds working copies that name an entry.
    """

    noun: str
    subject: str
    term: str
    table: type[Location] | type[Theme]
    find_naming: Callable[[Session, str], list[UUID]]

    def record(
        self, session: Session, act: str, row: Location | Theme, by: Actor, **details: Any
    ) -> None:
        """Write the row, and the audit entry of what was done with it."""
        write_entry(
            session,
            at=by.at,
            principal=by.author,
            act=f"{act}-{self.noun}",
            subject=(self.subject, row.id),
            request_id=by.request_id,
            details={"lock": row.lock, **details},
        )
        session.flush()

    def rerender(self, session: Session, ids: Collection[str], by: Actor, note: str) -> int:
        """Render every public document anew that shows one of the entries, as its own or above.

        `note` goes into the public history of each that changed. Returns how many did.
        """
        session.flush()
        terms = [f"{self.term}{entry_id}" for entry_id in ids]
        return rerender(session, find_having(session, terms), by, note=note)

    def complete_merge(
        self, session: Session, row: Location | Theme, into: Location | Theme, note: str, by: Actor
    ) -> None:
        """Let everything that named `row`, which was just merged, name `into`.

        Older merges lead to `into`, documents are rendered anew, and working copies that name
        `row` get a new entity tag.
        """
        merged_into = col(self.table.merged_into)
        session.exec(update(self.table).where(merged_into == row.id).values(merged_into=into.id))
        rendered = self.rerender(session, [row.id], by, note)
        tell_editors(session, self.find_naming(session, row.id), by)
        self.record(session, "merge", row, by, into=into.id, rendered=rendered)
