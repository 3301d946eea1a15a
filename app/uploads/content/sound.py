"""Sound in MP3: its frames (ISO/IEC 11172-3 and 13818-3), without tags before and after them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.uploads.content.containers import Content
from app.uploads.content.kinds import broken

_SOUND = "audio/mpeg"
# Kilobits a second, by the index in a frame: MPEG-1, then MPEG-2 and 2.5, layer III.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# Samples a second, by version and index.
_SAMPLING = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_MPEG_1, _LAYER_3 = 3, 1
_ID3_HEAD, _ID3_1, _APE_FOOT = 10, 128, 32
# Zeros and a sync word may stand between a tag and the first frame.
_LONGEST_GAP = 8_192
_FEWEST_FRAMES = 3
_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")


@dataclass(frozen=True)
class Sound:
    """Where the frames stand in a file, and how long they last."""

    start: int
    end: int
    duration_seconds: float


def find_sound(data: Content) -> Sound:
    """Returns where the frames of an MP3 stand. Raises Refused unless frames follow one another."""
    end = _before_tags(data)
    first = start = _first_frame(data, _after_tag(data), end)
    frames, seconds = 0, 0.0
    for size, duration in _frames(data, start, end):
        start, frames, seconds = start + size, frames + 1, seconds + duration
    if frames < _FEWEST_FRAMES or end - start > _LONGEST_GAP:
        raise broken(_SOUND, f"after byte {start:,} no sound follows")
    return Sound(first, start, round(seconds, 3))


def _after_tag(data: Content) -> int:
    at = 0
    while data[at : at + 3] == b"ID3" and at + _ID3_HEAD <= len(data):
        # Seven bits of each byte count; a footer is as long as the head.
        seven = data[at + 6 : at + _ID3_HEAD]
        footer = _ID3_HEAD if data[at + 5] & 0x10 else 0
        at += _ID3_HEAD + footer + sum((byte & 0x7F) << 7 * (3 - n) for n, byte in enumerate(seven))
    return at


def _before_tags(data: Content) -> int:
    end = len(data)
    if data[max(end - _ID3_1, 0) : end][:3] == b"TAG":
        end -= _ID3_1
    foot = data[max(end - _APE_FOOT, 0) : end]
    if foot[:8] == b"APETAGEX":
        size = int.from_bytes(foot[12:16], "little")
        has_head = foot[23] & 0x80
        end -= size + (_APE_FOOT if has_head else 0)
    return max(end, 0)


def _first_frame(data: Content, start: int, end: int) -> int:
    for found in _FRAME.finditer(data, start, min(start + _LONGEST_GAP, end)):
        if next(_frames(data, found.start(), end), None) is not None:
            return found.start()
    raise broken(_SOUND, "no sound is in it")


def _frames(data: Content, at: int, end: int) -> Iterator[tuple[int, float]]:
    """Yields the bytes and the seconds of each whole frame from `at` on."""
    while at + 4 <= end and data[at] == 0xFF and data[at + 1] & 0xE0 == 0xE0:
        version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
        rate, sampling = data[at + 2] >> 4, data[at + 2] >> 2 & 3
        if layer != _LAYER_3 or version not in _SAMPLING or rate in {0, 15} or sampling == 3:
            return
        per_second = _SAMPLING[version][sampling]
        is_first = version == _MPEG_1
        samples = 1_152 if is_first else 576
        kilobits = (_RATES_1 if is_first else _RATES_2)[rate]
        size = samples // 8 * kilobits * 1_000 // per_second + (data[at + 2] >> 1 & 1)
        if at + size > end:
            return
        yield size, samples / per_second
        at += size
