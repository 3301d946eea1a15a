"""The index as it was at a mark, kept in the read model: what a process starts from.

Derived, and never the truth. Whatever does not fit (another form, another telling of the facts,
another time zone, a damaged piece) is left aside, and the index made from the releases themselves.
"""

import json
import zlib
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, col, select

from app.changes.log import Mark
from app.published.models import IndexPiece

# Grows when what is kept is made or read otherwise.
FORM = 3
PIECE = 1_000_000
_PIECES = SQLModel.metadata.tables["index_piece"]
_HEAD = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The parts of an index by their names, as bytes, and the state of the facts that they tell."""

    epoch: int
    seq: int
    zone: str
    parts: dict[str, bytes]


@dataclass(frozen=True)
class _Head:
    form: int
    epoch: int
    seq: int
    zone: str
    lengths: dict[str, int]
    checksum: int


def read(session: Session, mark: Mark, zone: str) -> Snapshot | None:
    """The kept snapshot, if an index in `zone` can follow the log from there to `mark`."""
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
    return Snapshot(head.epoch, head.seq, head.zone, parts)


def kept_until(session: Session, epoch: int) -> int:
    """The number of the last fact that the kept snapshot tells of; 0 without one of this epoch."""
    head = _read_head(session)
    return head.seq if head is not None and (head.form, head.epoch) == (FORM, epoch) else 0


def write(session: Session, snapshot: Snapshot) -> None:
    """Keep `snapshot` in the place of the one before."""
    whole = b"".join(snapshot.parts.values())
    lengths = {name: len(part) for name, part in snapshot.parts.items()}
    head = _Head(FORM, snapshot.epoch, snapshot.seq, snapshot.zone, lengths, zlib.crc32(whole))
    pieces = [json.dumps(asdict(head)).encode()]
    pieces += [whole[start : start + PIECE] for start in range(0, len(whole), PIECE)]
    connection = session.connection()
    connection.execute(delete(_PIECES))
    for number, data in enumerate(pieces):
        connection.execute(insert(_PIECES), {"number": number, "data": data})


def _read_head(session: Session) -> _Head | None:
    told = session.execute(select(IndexPiece.data).where(col(IndexPiece.number) == _HEAD)).scalar()
    return None if told is None else _Head(**json.loads(told))
