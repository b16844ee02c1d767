"""Rows of a rolling caption that a converter joined with a space, put apart again.

YouTube's bridges tell where: `A`, `A`, `A B`, `B`, `B C`. Each shows for a moment the row that the caption before ends
with and the one behind begins with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workers.timed_text.rolling import is_bridge
from workers.timed_text.spoken import Spoken

# One may be chance. So many, one of which ends a longer caption, are a habit.
BRIDGES = 2


@dataclass(frozen=True)
class _Bridge:
    """The caption at this place, whose `row` ends the one before (`is_end`) or is all of it."""

    place: int
    row: str
    is_end: bool
    is_begin: bool


def rows_apart(captions: Sequence[Spoken]) -> list[Spoken]:
    """Return the captions, ordered by their start, with joined rows as lines of their own."""
    bridges = list(_bridges(captions))
    if sum(bridge.is_begin for bridge in bridges) < BRIDGES or not any(bridge.is_end for bridge in bridges):
        return list(captions)
    begins = {bridge.place + 1: bridge.row for bridge in bridges if bridge.is_begin}
    ends = {bridge.place - 1: bridge.row for bridge in bridges if bridge.is_end}
    return [
        _apart(caption, begins.get(place, ""), ends.get(place, "")) if place in begins or place in ends else caption
        for place, caption in enumerate(captions)
    ]


def _bridges(captions: Sequence[Spoken]) -> Iterator[_Bridge]:
    texts = [caption.lines[0].text if len(caption.lines) == 1 else "" for caption in captions]
    for place, row in enumerate(texts[1:], start=1):
        above, below = texts[place - 1], texts[place + 1] if place + 1 < len(texts) else ""
        is_end = above.endswith(f" {row}")
        if row and (is_end or above == row) and is_bridge(captions[place - 1], captions[place]):
            yield _Bridge(place, row, is_end, below.startswith(f"{row} "))


def _apart(caption: Spoken, begin: str, end: str) -> Spoken:
    """Return the caption of one line with its first row and its last row apart, where these are known."""
    [line] = caption.lines
    rows = [begin] if begin else []
    rest = line.text[len(begin) :].lstrip()
    if end and rest.endswith(f" {end}"):
        rows.append(rest[: -len(end)].rstrip())
        rest = end
    return replace(caption, lines=tuple(replace(line, text=row) for row in (*rows, rest)))
