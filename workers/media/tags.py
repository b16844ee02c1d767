"""Tags inside renditions: title, speakers, series, date and language, in a room that muxing has left for them.

A room is a fixed number of bytes, so that a file has the same length, and everything else in it the same place,
whatever the talk is called. What does not fit is cut.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

ZERO_WIDTH_JOINER = "\u200d"
CUT = "…"
# What is cut first, and what is left out at the last.
CUT_IN_ORDER = ("speakers", "series", "title")
LEFT_OUT_IN_ORDER = ("language", "held_on")
# ffmpeg leaves room by a comment of this character, which is replaced when the talk is named.
FILLER = "-"


@dataclass(frozen=True)
class Tags:
    """What a file says of itself, empty where nothing is known; `held_on` as ISO 8601, `language` as BCP 47 has it."""

    title: str
    speakers: str = ""
    series: str = ""
    held_on: str = ""
    language: str = ""


@dataclass(frozen=True)
class Room:
    """Where a file has room: the first byte, and how many."""

    start: int
    size_bytes: int


@dataclass(frozen=True)
class Form:
    """How files of one container hold tags.

    `room_in` finds a file's room, if it has one. `render` makes the bytes of tags, and `blank` so many bytes that
    players skip, `least_blank` at least.
    """

    room_in: Callable[[BinaryIO], Room | None]
    render: Callable[[Tags], bytes]
    blank: Callable[[int], bytes]
    least_blank: int


def room_of(size_bytes: int) -> dict[str, Any]:
    """Return ffmpeg's options that leave so much room in a container's own tags."""
    return {"metadata": f"comment={FILLER * size_bytes}"}


def fill(file: BinaryIO, tags: Tags, form: Form) -> bool:
    """Write the tags into the room of a file that is open for it; return whether it has one in which any fit."""
    room = form.room_in(file)
    if room is None:
        return False
    most_bytes = room.size_bytes - form.least_blank
    fitting = fitted(tags, lambda each: len(form.render(each)) <= most_bytes)
    if fitting is None:
        return False
    content = form.render(fitting)
    file.seek(room.start)
    file.write(content + form.blank(room.size_bytes - len(content)))
    return True


def fitted(tags: Tags, fits: Callable[[Tags], bool]) -> Tags | None:
    """Return the tags, cut to what `fits`: speakers first, then the series, then the title. None where nothing does."""
    if fits(tags):
        return tags
    for name in CUT_IN_ORDER:
        text = getattr(tags, name)
        kept = bisect_left(range(1, len(text)), True, key=lambda length: not fits(_with(tags, name, text, length)))
        tags = _with(tags, name, text, kept)
        if fits(tags):
            return tags
    for name in LEFT_OUT_IN_ORDER:
        tags = replace(tags, **{name: ""})
        if fits(tags):
            return tags
    return None


def _with(tags: Tags, name: str, text: str, length: int) -> Tags:
    return replace(tags, **{name: shortened(text, length)})


def shortened(text: str, length: int) -> str:
    """Return the beginning of the text, of `length` code points at most, and an ellipsis; nothing where none fits.

    It is cut between characters as people see them: no accent or vowel sign is taken off its letter, and no emoji comes
    apart into what it is joined of.
    """
    end = next(_boundaries(text, length), 0)
    kept = text[:end].rstrip()
    return kept and kept + CUT


def _boundaries(text: str, length: int) -> Iterator[int]:
    """Yield where the text may be cut, at `length` at most, the last place first."""
    for end in range(min(length, len(text)), 0, -1):
        if end == len(text) or not _is_joined(text[end - 1], text[end]):
            yield end


def _is_joined(before: str, after: str) -> bool:
    is_mark = unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff"
    is_flag = all("\U0001f1e6" <= each <= "\U0001f1ff" for each in (before, after))
    return is_mark or is_flag or ZERO_WIDTH_JOINER in (before, after)
