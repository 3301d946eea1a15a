"""The public state of a release, from which the read model is rebuilt."""

from dataclasses import dataclass
from datetime import datetime

from app.changes.log import ChangeKind
from app.published.document import Notice, PublicRelease


@dataclass(frozen=True)
class PublicVersion:
    """One line of the public history of a release."""

    version: int
    kind: ChangeKind
    at: datetime
    note: str | None


@dataclass(frozen=True)
class PublicState:
    """All that the read model holds of one release, as the write side knows it.

    `document` is the newest public document; of a withdrawn release the last one before the notice,
    or the one under it if the notice is of the kind `kept`.
    """

    document: PublicRelease
    sort_at: datetime
    notice: Notice | None
    versions: tuple[PublicVersion, ...]
    former_slugs: tuple[str, ...]
