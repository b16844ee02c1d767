"""Tags inside our own MP4 files, as iTunes writes them and every player reads them (`moov/udta/meta/ilst`)."""

import os
import struct
from typing import BinaryIO

from workers.media.tags import Form, Room, Tags

BOX_HEAD_BYTES = 8
# The way to the tags, each with what stands in it before the boxes inside.
WAY = ((b"moov", 0), (b"udta", 0), (b"meta", 4), (b"ilst", 0))
# More than any file of ours has side by side.
MOST_BOXES = 100
UTF_8 = 1
NAMES = {"title": b"\xa9nam", "speakers": b"\xa9ART", "series": b"\xa9alb", "held_on": b"\xa9day"}
# There is no name for a language but one of the kind that anybody may add, which Picard has made common.
OWNER, LANGUAGE = b"com.apple.iTunes", b"LANGUAGE"
# It is a hundredth of the index, which is read before the first sound as well.
COMMENT_BYTES = 1_024 - 4 * BOX_HEAD_BYTES


def _room_in(file: BinaryIO) -> Room | None:
    """Return where all tags are."""
    begin, end = 0, file.seek(0, os.SEEK_END)
    found = None
    for name, before in WAY:
        found = _box(file, name, begin, end)
        if found is None:
            return None
        begin, end = found.start + BOX_HEAD_BYTES + before, found.start + found.size_bytes
    return found


def _box(file: BinaryIO, name: bytes, begin: int, end: int) -> Room | None:
    """Return the first box of this name among those that stand side by side from `begin` to `end`."""
    for _ in range(MOST_BOXES):
        if begin + BOX_HEAD_BYTES > end:
            return None
        file.seek(begin)
        size, kind = struct.unpack(">I4s", file.read(BOX_HEAD_BYTES))
        if size < BOX_HEAD_BYTES or begin + size > end:
            return None
        if kind == name:
            return Room(begin, size)
        begin += size
    return None


def _render(tags: Tags) -> bytes:
    told = {name: text for field, name in NAMES.items() if (text := getattr(tags, field))}
    items = [_framed(name, _data(text)) for name, text in told.items()]
    if tags.language:
        names = _framed(b"mean", bytes(4) + OWNER) + _framed(b"name", bytes(4) + LANGUAGE)
        items.append(_framed(b"----", names + _data(tags.language)))
    return _framed(b"ilst", b"".join(items))


def _data(text: str) -> bytes:
    return _framed(b"data", struct.pack(">II", UTF_8, 0) + text.encode())


def _framed(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", BOX_HEAD_BYTES + len(content), name) + content


def _blank(size_bytes: int) -> bytes:
    return _framed(b"free", bytes(size_bytes - BOX_HEAD_BYTES))


FORM = Form(_room_in, _render, _blank, BOX_HEAD_BYTES)
