"""Page cursors: opaque, signed, and good for one selection and sort only."""

import base64
import binascii
import hashlib
import hmac
import json

from app.base.compact_json import compact
from app.base.problems import Invalid

Position = tuple[int | str | None, ...]

_MAC_BYTES = 16
_SELECTION_BYTES = 8
MAX_CURSOR = 1_000


def encode(kind: str, selection_fingerprint: str, position: Position, key: bytes) -> str:
    """Returns a cursor to what follows `position` in the list `kind` under a selection.

    `position` holds the values of the sort keys of a page's last row. The cursor is no secret:
    it holds values of a row that its reader has seen. The signature keeps clients from making their
    own, so that its form stays ours to change.
    """
    payload = compact([kind, _short(selection_fingerprint), *position]).encode()
    return base64.urlsafe_b64encode(_mac(payload, key) + payload).decode().rstrip("=")


def decode(cursor: str, kind: str, selection_fingerprint: str, key: bytes) -> Position:
    """Returns the position in `cursor`. Raises Invalid for one that was not made for this list."""
    payload = _payload(cursor, key)
    made_for, selection, *position = json.loads(payload)
    if made_for != kind:
        raise _refused("This cursor was made for another list.")
    if selection != _short(selection_fingerprint):
        raise _refused("This cursor was made for another filter or sort.")
    return tuple(position)


def _payload(cursor: str, key: bytes) -> bytes:
    try:
        if len(cursor) > MAX_CURSOR:
            raise ValueError
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _refused("This is no cursor.") from None
    mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    # Spare bits of the last letter can vary without changing a byte: one spelling is enough.
    same = base64.urlsafe_b64encode(raw).rstrip(b"=") == cursor.encode()
    if not (same and hmac.compare_digest(mac, _mac(payload, key))):
        raise _refused("This cursor is damaged or was not made here.")
    return payload


def _mac(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, payload, hashlib.sha256)[:_MAC_BYTES]


def _short(fingerprint: str) -> str:
    return hashlib.sha256(fingerprint.encode()).hexdigest()[: 2 * _SELECTION_BYTES]


def _refused(why: str) -> Invalid:
    return Invalid.of(f"{why} Start again without it.", parameter="cursor")
