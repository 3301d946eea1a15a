"""The identity and the secret of this installation, the same in every process."""

from sqlmodel import Session

from app.db.models import Installation


def read_installation(session: Session) -> Installation:
    """The one row. Raises LookupError on a database that was never migrated."""
    found = session.get(Installation, 1)
    if found is None:
        raise LookupError("the database has no installation row; run `dateline migrate`")
    return found
