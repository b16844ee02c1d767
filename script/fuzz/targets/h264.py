"""H.264 of pictures, and the splicing of them: only ConversionFailed, or what is read again as the same."""

import re
from contextlib import suppress

from fuzz.given import Given
from mediasvc.domain.errors import ConversionFailed
from workers.media.bits import ue
from workers.media.h264 import START_CODE, groups, renumbered
from workers.media.splice import key_frames, repeats, splice

MOST_FRAMES = 40


def _unit(head: int, bits: str, rest: bytes = b"") -> bytes:
    bits += "1" * (-len(bits) % 8)
    payload = int(bits, 2).to_bytes(len(bits) // 8)
    return START_CODE + bytes([head]) + re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", payload) + rest


def parameters(frame_num_bits: int) -> bytes:
    high = f"{100:08b}" + "0" * 8 + f"{30:08b}" + ue(0) + ue(1) + ue(0) + ue(0) + "00"
    sequence = high + ue(frame_num_bits - 4) + ue(2) + ue(1) + "0" + ue(53) + ue(29) + "1"
    picture = ue(0) + ue(0) + "1" + "0" + ue(0) + ue(0) + ue(0) + "000" + ue(0) + ue(0) + ue(0) + "1" + "0" + "0"
    return _unit(0x67, sequence + "1") + _unit(0x68, picture + "1")


KEY = _unit(0x65, ue(0) + ue(7) + ue(0) + "0000" + ue(0) + "00" + ue(0) + ue(1), b"\x12\x34\0\0\3\1\x56")
FOLLOWER = _unit(0x41, ue(0) + ue(5) + ue(0) + "0001" + "1", b"\x9a")
SEEDS = (
    bytes(8) + parameters(4) + KEY + KEY,
    bytes([0, 0, 0, 3, 0, 0, 0, 7]) + parameters(4) + KEY + KEY + FOLLOWER * 16,
    bytes([0, 0, 0, 9, 0, 0, 0, 1]) + parameters(2**40) + KEY + KEY + FOLLOWER * 2,
)


def check(data: bytes) -> None:
    given = Given(data)
    frames, every = 1 + given.number(MOST_FRAMES), 1 + given.number(MOST_FRAMES)
    stream = given.rest()
    with suppress(ConversionFailed):
        for frame in key_frames(stream):
            again = renumbered(frame, 1)
            assert renumbered(again, 1) == again
            assert key_frames(again.to_bytes())
    with suppress(ConversionFailed):
        first, repeated = repeats(stream)
        spliced = b"".join(splice([(first, frames)], repeated, every))
        found = groups(spliced)
        assert sum(1 + len(group.followers) for group in found) == frames
