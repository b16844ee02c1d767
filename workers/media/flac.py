"""Tags inside our own FLAC files: Vorbis comments, and the padding that ffmpeg leaves behind them (RFC 9639)."""

import os
from typing import Any, BinaryIO

from mutagen.flac import VCFLACDict

from workers.media.tags import Form, Room, Tags

MARK = b"fLaC"
BLOCK_HEAD_BYTES = 4
PADDING, COMMENTS = 1, 4
LAST = 0x80
# Where the room is to be: what every file begins with stands before it.
MOST_BLOCKS = 10


def _room_in(file: BinaryIO) -> Room | None:
    """Return where the comments and the padding behind them are, if these are the last that stands before the sound."""
    file.seek(0)
    if file.read(len(MARK)) != MARK:
        return None
    start = None
    for _ in range(MOST_BLOCKS):
        at = file.tell()
        head = file.read(BLOCK_HEAD_BYTES)
        if len(head) < BLOCK_HEAD_BYTES:
            return None
        kind, end = head[0], file.tell() + int.from_bytes(head[1:])
        if kind == PADDING | LAST and start is not None:
            return Room(start, end - start) if end <= file.seek(0, os.SEEK_END) else None
        start = at if kind == COMMENTS else None
        file.seek(end)
    return None


def _render(tags: Tags) -> bytes:
    told = {
        "TITLE": tags.title,
        "ARTIST": tags.speakers,
        "ALBUM": tags.series,
        "DATE": tags.held_on,
        "LANGUAGE": tags.language,
    }
    comments: Any = VCFLACDict()
    comments.vendor = "mediasvc"
    comments.extend((name, text) for name, text in told.items() if text)
    return _block(COMMENTS, comments.write())


def _blank(size_bytes: int) -> bytes:
    return _block(PADDING | LAST, bytes(size_bytes - BLOCK_HEAD_BYTES))


def _block(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + len(content).to_bytes(3) + content


FORM = Form(_room_in, _render, _blank, BLOCK_HEAD_BYTES)
