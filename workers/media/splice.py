"""Picture tracks by splicing: a slide's key frame, and as many frames that repeat it as it is shown for.

An encoder writes every slide once, as a key frame, and one run of frames that repeat what was before them. These skip
all their macroblocks and know nothing of the picture, so they fit behind any one of the same parameters. An hour of
slides is put together so in the time that its few key frames take. Everything here is bytes in and bytes out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, cycle, islice

from mediasvc.domain.errors import ConversionFailed
from workers.media.h264 import START_CODE, KeyFrame, Parameters, frame_num_bits, groups, renumbered

# A frame of skipped macroblocks alone has 13 to 64 bytes; with anything else in it, hundreds.
MOST_REPEAT_BYTES = 96
PICTURES_IN_MEMORY = 64


@dataclass(frozen=True)
class Repeats:
    """The slices of frames that repeat the picture before them, in order from the first one behind a key frame.

    They differ in frame_num, which comes round: behind the last one the first one fits again.
    """

    parameters: Parameters
    slices: tuple[bytes, ...]


def key_frames(stream: bytes) -> list[KeyFrame]:
    """The pictures of an encoder's stream of key frames. Raises ConversionFailed where it has other frames."""
    found = groups(stream)
    if any(group.followers for group in found):
        raise ConversionFailed("a slide was not encoded as a key frame")
    return [group.key for group in found]


def repeats(stream: bytes) -> tuple[KeyFrame, Repeats]:
    """From an encoder's stream of one picture, and another one that stands still: the first, and what repeats.

    Raises:
        ConversionFailed: it has other key frames, frames that do more than repeat, or less than a round of them.
    """
    first, *others = groups(stream)
    if len(others) != 1 or first.followers:
        raise ConversionFailed("a picture that stands still was not encoded as one key frame")
    round_of = 1 << frame_num_bits(others[0].key.parameters)
    slices = others[0].followers
    if len(slices) < round_of:
        raise ConversionFailed("there are too few frames that repeat")
    if any(len(unit) > MOST_REPEAT_BYTES for unit in slices):
        raise ConversionFailed("frames that repeat hold more than that")
    return first.key, Repeats(others[0].key.parameters, slices[:round_of])


def splice(runs: Iterable[tuple[KeyFrame, int]], repeated: Repeats, key_frame_every: int) -> Iterator[bytes]:
    """The stream that shows each picture for so many frames, in pieces.

    There is a key frame where the picture changes, and every `key_frame_every` frames at least.

    Raises:
        ConversionFailed: a picture has other parameters than what repeats it, or is shown for no frame.
    """
    units = [START_CODE + unit for unit in islice(cycle(repeated.slices), key_frame_every - 1)]
    followers = b"".join(units)
    ends = [0, *accumulate(map(len, units))]
    numbered = lru_cache(PICTURES_IN_MEMORY)(_numbered)
    idr_pic_id = 0
    for frame, count in runs:
        if frame.parameters != repeated.parameters:
            raise ConversionFailed("pictures of one track were encoded with different parameters")
        if count < 1:
            raise ConversionFailed(f"a picture is to be shown for {count} frames")
        for first in range(0, count, key_frame_every):
            yield numbered(frame, idr_pic_id)
            idr_pic_id = 1 - idr_pic_id
            yield followers[: ends[min(key_frame_every, count - first) - 1]]


def _numbered(frame: KeyFrame, idr_pic_id: int) -> bytes:
    return renumbered(frame, idr_pic_id).to_bytes()
