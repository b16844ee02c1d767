"""Places of the parts of a WebM file: only ValueError, or ranges that lie behind each other within what was read."""

from contextlib import suppress

from workers.media.webm import places

EBML, SEGMENT, INFO, CUES, CLUSTER = (
    bytes.fromhex(name) for name in ["1a45dfa3", "18538067", "1549a966", "1c53bb6b", "1f43b675"]
)
UNKNOWN = b"\x01" + b"\xff" * 7
HEAD = EBML + b"\x9f" + bytes(31) + SEGMENT + UNKNOWN
SEEDS = (
    HEAD + INFO + b"\x84" + bytes(4) + CUES + b"\x84" + bytes(4) + CLUSTER + UNKNOWN + bytes(20),
    HEAD + CUES + (1 << 56 | 4).to_bytes(8) + bytes(4) + CLUSTER + b"\x90" + bytes(16),
    CUES + b"\x84" + bytes(4) + CLUSTER + UNKNOWN + bytes(20),
)


def check(data: bytes) -> None:
    with suppress(ValueError):
        found = places(data)
        begin, end = found.initialization_range
        assert (begin, end + 1) == (0, found.index_range[0])
        assert 0 <= end < found.index_range[1] < len(data)
