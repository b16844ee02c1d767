"""The gain that an Opus stream asks of whoever decodes it (RFC 7845, section 5.1); bytes of a file of our own."""

import struct
from pathlib import Path

# Where the header lies in what ffmpeg writes, and where in the header the gain does.
HEAD_WITHIN_BYTES = 4_096
MAGIC = b"OpusHead"
GAIN_AT = 16
HEAD_BYTES = 19
STEPS_PER_DB = 256
MOST_DECIBELS = 128


def set_gain(track: Path, decibels: float) -> None:
    """Let the WebM file be played at this gain, in dB; rounded down to 1/256 dB.

    Raises:
        ValueError: it is no Opus, or the header cannot hold this gain. Nothing is written then.
    """
    if not abs(decibels) < MOST_DECIBELS:
        raise ValueError(f"no header holds a gain of {decibels} dB")
    with track.open("r+b") as file:
        begun = file.read(HEAD_WITHIN_BYTES + HEAD_BYTES)
        head_at = begun.find(MAGIC, 0, HEAD_WITHIN_BYTES)
        if head_at < 0 or len(begun) < head_at + HEAD_BYTES:
            raise ValueError(f"{track.name} has no Opus header")
        file.seek(head_at + GAIN_AT)
        file.write(struct.pack("<h", int(decibels * STEPS_PER_DB // 1)))
