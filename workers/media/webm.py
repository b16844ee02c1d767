"""Where the parts of one of our own WebM files lie (EBML, RFC 8794)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Elements are named by numbers (RFC 9559, section 5).
SEGMENT, CUES, CLUSTER = 0x18538067, 0x1C53BB6B, 0x1F43B675
# What stands before the sound: an hour's index has 7 KB, one of twelve hours 90.
HEAD_BYTES = 1 << 20


@dataclass(frozen=True)
class Places:
    """First and last byte of what says how to decode the file, and of its index, with the sound right behind it."""

    initialization_range: tuple[int, int]
    index_range: tuple[int, int]


def places_in(file: Path) -> Places:
    """As `places`, for the file."""
    with file.open("rb") as stream:
        return places(stream.read(HEAD_BYTES))


def places(head: bytes) -> Places:
    """Where things are in the file that begins with `head`.

    Raises:
        ValueError: the index does not stand between what says how to decode it and the sound.
    """
    found = {element: (start, end) for element, start, end in elements(head)}
    if CUES not in found or CLUSTER not in found or found[CUES][1] != found[CLUSTER][0]:
        raise ValueError("the index is not where players look for it")
    start, end = found[CUES]
    if start == 0:
        raise ValueError("nothing says how to decode the file")
    return Places((0, start - 1), (start, end - 1))


def elements(head: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the elements at the top and in the segment, to the first cluster: id, first byte, byte behind the last."""
    at = 0
    while at < len(head) - 12:
        start = at
        width = 9 - head[at].bit_length()
        element = int.from_bytes(head[at : at + width])
        at += width
        width = 9 - head[at].bit_length()
        size = int.from_bytes(head[at : at + width]) & ((1 << 7 * width) - 1)
        at += width
        yield element, start, at + size
        if element == CLUSTER:
            return
        if element != SEGMENT:
            at += size
