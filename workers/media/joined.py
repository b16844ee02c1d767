"""MP4 and WavPack files that were put end to end, of which ffmpeg plays the first alone. For the sandbox."""

import os
import struct
from pathlib import Path
from typing import IO

# A block of WavPack lasts about half a second.
MOST_PIECES = 100_000
BLOCK_HEAD_BYTES = 32
TAG_HEAD_BYTES = 32
FIRST_OF_ITS_TIME = 1 << 11


def is_joinable(head: bytes) -> bool:
    """Return whether a file that begins so is one of these."""
    return head[4:8] == b"ftyp" or head[:4] == b"wvpk"


def has_second(path: Path) -> bool:
    """Return whether another recording stands behind the first in the same file."""
    with path.open("rb") as file:
        is_mp4, total = file.read(4) != b"wvpk", os.fstat(file.fileno()).st_size
        return _has_second_movie(file, total) if is_mp4 else _has_second_wavpack(file, total)


def _has_second_movie(file: IO[bytes], total: int) -> bool:
    """A file in fragments may repeat its head, and all of its fragments are played."""
    kinds: list[bytes] = []
    at = 0
    while at + 8 <= total and len(kinds) < MOST_PIECES:
        file.seek(at)
        size, kind, long_size = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        kinds.append(kind)
        if size == 0 or kind == b"moof":
            break
        at += max(8, long_size if size == 1 else size)
    return b"moof" not in kinds and kinds.count(b"ftyp") > 1 and kinds.count(b"moov") > 1


def _has_second_wavpack(file: IO[bytes], total: int) -> bool:
    at, beginnings = 0, 0
    for _ in range(MOST_PIECES):
        file.seek(at)
        head = file.read(BLOCK_HEAD_BYTES)
        if at + BLOCK_HEAD_BYTES > total or head[:4] not in (b"wvpk", b"APET"):
            break
        if head[:4] == b"APET":
            at += TAG_HEAD_BYTES + int.from_bytes(head[12:16], "little")
            continue
        size, index, samples, flags = struct.unpack("<4xI8xIII4x", head)
        beginnings += index == 0 and samples > 0 and bool(flags & FIRST_OF_ITS_TIME)
        at += 8 + size
    return beginnings > 1
