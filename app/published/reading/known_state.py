"""What one statement that stands alone has read, held to the state that an answer is made of."""

from sqlmodel import Session

from app.changes.log import Mark
from app.db.no_wait import KNOWN, WouldWait


def hold_to_known(session: Session, read: Mark) -> None:
    """Raise WouldWait when `session` has to be of a known state and `read` is another."""
    if read != session.info.get(KNOWN, read):
        raise WouldWait
