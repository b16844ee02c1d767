"""MP4 and WavPack files that were put end to end: an answer, never an error."""

import struct

from fuzz.given import file_of
from workers.media.joined import has_second, is_joinable

MOVIE = struct.pack(">I4s4s4x", 16, b"ftyp", b"isom") + struct.pack(">I4s", 8, b"moov")
BLOCK = b"wvpk" + struct.pack("<I8xIII4x", 24, 0, 1, 1 << 11)
SEEDS = (
    MOVIE * 2,
    MOVIE + struct.pack(">I4sQ", 1, b"mdat", 24) + bytes(8) + MOVIE,
    MOVIE + struct.pack(">I4sQ", 1, b"mdat", 2**64 - 1),
    MOVIE + struct.pack(">I4s", 0, b"moof"),
    BLOCK * 2,
    BLOCK + b"APETAGEX" + struct.pack("<4xI16x", 0) + BLOCK,
    BLOCK + b"wvpk" + b"\xff" * 28,
)


def check(data: bytes) -> None:
    if is_joinable(data):
        with file_of(data) as path:
            has_second(path)
