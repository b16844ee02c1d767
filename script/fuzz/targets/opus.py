"""The gain in an Opus header: only ValueError, or two bytes that are other ones."""

import struct

from fuzz.given import Given, file_of
from workers.media.opus import set_gain

HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48_000, 0, 0)
SEEDS = (
    struct.pack("<d", -3.5) + b"before" + HEAD + b"behind",
    struct.pack("<d", 1_000) + HEAD,
    struct.pack("<d", float("nan")) + HEAD,
    struct.pack("<d", float("inf")) + HEAD,
    struct.pack("<d", 1) + b"OpusHead",
    struct.pack("<d", 1) + b"Vorbis",
)


def check(data: bytes) -> None:
    given = Given(data)
    (decibels,) = struct.unpack("<d", given.take(8).ljust(8, b"\0"))
    track = given.rest()
    with file_of(track) as path:
        try:
            set_gain(path, decibels)
        except ValueError:
            assert path.read_bytes() == track
            return
        written = path.read_bytes()
    assert len(written) == len(track)
    at = track.find(b"OpusHead") + 16
    assert written[:at] + written[at + 2 :] == track[:at] + track[at + 2 :]
    assert abs(struct.unpack("<h", written[at : at + 2])[0] / 256 - decibels) <= 1 / 256
