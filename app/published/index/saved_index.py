"""The index as it was at a mark of the change log, saved in the database.

One that does not fit (another form, epoch or time zone, a damaged piece) is ignored, and the index
is made from the releases themselves.
"""

import json
import zlib
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, col, select

from app.changes.log import Mark
from app.published.models import IndexPiece

# Grows when what is saved is made or read otherwise.
FORM = 5
PIECE = 1_000_000
_PIECES = SQLModel.metadata.tables["index_piece"]
_HEAD = 0


@dataclass(frozen=True, slots=True)
class SavedIndex:
    """The parts of an index by name, as bytes, and the position in the log that they are of."""

    epoch: int
    seq: int
    zone: str
    parts: dict[str, bytes]


@dataclass(frozen=True)
class _Header:
    form: int
    epoch: int
    seq: int
    zone: str
    lengths: dict[str, int]
    checksum: int


def read(session: Session, mark: Mark, zone: str) -> SavedIndex | None:
    """Returns the saved index, if one in `zone` can follow the log from there to `mark`."""
    head = _read_head(session)
    if head is None or head.form != FORM or head.zone != zone:
        return None
    if head.epoch != mark.epoch or head.seq > mark.seq:
        return None
    asked = select(IndexPiece.data).where(col(IndexPiece.number) > _HEAD)
    whole = b"".join(session.execute(asked.order_by(col(IndexPiece.number))).scalars())
    if zlib.crc32(whole) != head.checksum:
        return None
    parts, start = {}, 0
    for name, length in head.lengths.items():
        parts[name] = whole[start : start + length]
        start += length
    return SavedIndex(head.epoch, head.seq, head.zone, parts)


def saved_until(session: Session, epoch: int) -> int:
    """Returns the number of the last fact in the saved index; 0 without one of this epoch."""
    head = _read_head(session)
    return head.seq if head is not None and (head.form, head.epoch) == (FORM, epoch) else 0


def write(session: Session, saved: SavedIndex) -> None:
    """Save an index in the place of the one before."""
    whole = b"".join(saved.parts.values())
    lengths = {name: len(part) for name, part in saved.parts.items()}
    head = _Header(FORM, saved.epoch, saved.seq, saved.zone, lengths, zlib.crc32(whole))
    pieces = [json.dumps(asdict(head)).encode()]
    pieces += [whole[start : start + PIECE] for start in range(0, len(whole), PIECE)]
    connection = session.connection()
    connection.execute(delete(_PIECES))
    for number, data in enumerate(pieces):
        connection.execute(insert(_PIECES), {"number": number, "data": data})


def _read_head(session: Session) -> _Header | None:
    head = session.execute(select(IndexPiece.data).where(col(IndexPiece.number) == _HEAD)).scalar()
    return None if head is None else _Header(**json.loads(head))
