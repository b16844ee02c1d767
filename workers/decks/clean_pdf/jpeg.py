"""JPEG pictures as they are, without what is no picture: thumbnails, profiles, positions and notes of a camera."""

import struct
from dataclasses import dataclass

from workers.decks.clean_pdf.values import Refused

# Baseline, extended and progressive, all of Huffman's code. What hardly any program writes is decoded by old code.
FRAMES = frozenset({0xC0, 0xC1, 0xC2})
TABLES = frozenset({0xC4, 0xDB, 0xDD})
SCAN, END, ADOBE, JFIF = 0xDA, 0xD9, 0xEE, 0xE0
PLAIN_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
# Each scan goes through all of the picture: programs write ten or so.
MOST_SCANS, MOST_SEGMENTS = 64, 2_000


@dataclass(frozen=True)
class Jpeg:
    """A JPEG picture, its size in px and how many components it has."""

    content: bytes
    width: int
    height: int
    components: int


def plain_jpeg(content: bytes) -> Jpeg:
    """The picture with nothing but what decodes it. Raises Refused where it is no ordinary JPEG."""
    parts, place, frame, scans = [b"\xff\xd8"], content.find(b"\xff\xd8") + 2, b"", 0
    if place < 2:
        raise Refused("a picture is no JPEG")
    for _ in range(MOST_SEGMENTS):
        marker, place = _marker(content, place)
        if marker in (END, None):
            break
        body, place = _segment(content, place)
        parts.append(_kept(marker, body))
        if marker in FRAMES:
            if frame:
                raise Refused("a JPEG has two pictures")
            frame = body
        if marker == SCAN:
            scans += 1
            end = _end_of_scan(content, place)
            parts.append(content[place:end])
            place = end
    else:
        raise Refused("a JPEG has too many parts")
    return _checked(parts, frame, scans)


def _checked(parts: list[bytes], frame: bytes, scans: int) -> Jpeg:
    if len(frame) < 6 or not 0 < scans <= MOST_SCANS:
        raise Refused("a JPEG has no picture")
    depth, height, width, components = struct.unpack_from(">BHHB", frame)
    if depth != 8 or not height or not width or components not in (1, 3, 4) or len(frame) != 6 + 3 * components:
        raise Refused("a JPEG is of an unusual kind")
    return Jpeg(b"".join(parts) + b"\xff\xd9", width, height, components)


def _marker(content: bytes, place: int) -> tuple[int | None, int]:
    """The next marker, and where what follows it begins; None where the file ends before."""
    place = content.find(b"\xff", place)
    while 0 <= place < len(content) - 1 and content[place + 1] == 0xFF:
        place += 1
    if place < 0 or place + 1 >= len(content):
        return None, len(content)
    return content[place + 1], place + 2


def _segment(content: bytes, place: int) -> tuple[bytes, int]:
    length = int.from_bytes(content[place : place + 2], "big")
    if length < 2 or place + length > len(content):
        raise Refused("a JPEG is cut off")
    return content[place + 2 : place + length], place + length


def _kept(marker: int, body: bytes) -> bytes:
    """The segment as it goes into the clean picture."""
    if marker in FRAMES | TABLES | {SCAN}:
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body
    if marker == ADOBE and body.startswith(b"Adobe") and len(body) >= 12:
        # It says whether the colours are YCC or YCCK.
        return b"\xff\xee\x00\x0e" + body[:12]
    if marker == JFIF and body.startswith(b"JFIF\0"):
        return PLAIN_JFIF
    if 0xE0 <= marker <= 0xEF or marker == 0xFE:
        return b""
    raise Refused(f"a JPEG has a part of an unusual kind, {marker:x}")


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the coded picture ends: at a marker that is none of those within it."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        following = content[place + 1]
        if following == 0xFF:
            place += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            place += 2
        else:
            return place
