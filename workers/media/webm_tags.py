"""Tags inside our own WebM files: Matroska's element Tags (RFC 9559, 5.1.8), written anew in the room of ffmpeg's."""

from typing import BinaryIO

from workers.media.tags import Form, Room, Tags
from workers.media.webm import HEAD_BYTES, elements

TAGS, TAG, TARGETS, TARGET_LEVEL, TARGET_NAME = 0x1254C367, 0x7373, 0x63C0, 0x68CA, 0x63CA
SIMPLE_TAG, TAG_NAME, TAG_STRING, VOID = 0x67C8, 0x45A3, 0x4487, 0xEC
# A talk is what Matroska calls a track, and a series what it calls an album. ffmpeg, and who reads by it, goes by the
# level's name, and takes what has none for what is said of the file.
TALK, SERIES = (30, ""), (50, "ALBUM")
# Its size in eight bytes, so that a Void may have any length from here on.
VOID_HEAD_BYTES = 9
# What ffmpeg says of its own stands in the same room; all of it is loaded as a page opens.
COMMENT_BYTES = 384


def _room_in(file: BinaryIO) -> Room | None:
    """Return where all tags are, if they stand before the sound."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    return next(
        (Room(start, end - start) for name, start, end in elements(head) if name == TAGS and end <= len(head)), None
    )


def _render(tags: Tags) -> bytes:
    talk = {"TITLE": tags.title, "ARTIST": tags.speakers, "DATE_RECORDED": tags.held_on, "LANGUAGE": tags.language}
    return _element(TAGS, _tag(TALK, talk) + _tag(SERIES, {"TITLE": tags.series}))


def _tag(target: tuple[int, str], told: dict[str, str]) -> bytes:
    level, name = target
    simple = [_simple(each, text) for each, text in told.items() if text]
    if not simple:
        return b""
    targets = _element(TARGET_LEVEL, bytes([level]))
    if name:
        targets += _element(TARGET_NAME, name.encode())
    return _element(TAG, _element(TARGETS, targets) + b"".join(simple))


def _simple(name: str, text: str) -> bytes:
    return _element(SIMPLE_TAG, _element(TAG_NAME, name.encode()) + _element(TAG_STRING, text.encode()))


def _element(name: int, content: bytes) -> bytes:
    """Return the element with its size in as few bytes as can be, of which one value is reserved (RFC 8794, 6.2)."""
    width = next(width for width in range(1, 9) if len(content) < (1 << 7 * width) - 1)
    return _name(name) + (1 << 7 * width | len(content)).to_bytes(width) + content


def _name(name: int) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8)


def _blank(size_bytes: int) -> bytes:
    """Return a Void of so many bytes."""
    content = bytes(size_bytes - VOID_HEAD_BYTES)
    return _name(VOID) + (1 << 56 | len(content)).to_bytes(8) + content


FORM = Form(_room_in, _render, _blank, VOID_HEAD_BYTES)
