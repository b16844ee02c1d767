"""The organiser's own times, in any of the forms that the public contract describes."""

from collections.abc import Sequence
from itertools import islice

from mediasvc.domain.clock import milliseconds
from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from workers.timed_text.decode import decoded
from workers.timing.cues.entry import Entry
from workers.timing.cues.forms import entries
from workers.timing.talk import PassedOver, Talk

MOST_DIGITS = 9
# As many as a number may name.
MOST_SLIDES = 10**MOST_DIGITS
# Marks of a direction, which editors for Arabic and Hebrew put before times and names, and marks of a byte order.
UNSEEN = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of the organiser's cues, where there are some."""
    if talk.cues is None:
        return PassedOver("no cues file was given")
    return timeline_of(talk.cues, talk.duration_ms, TimingMethod.CUES)


def read_cues(
    raw: bytes, duration_ms: int, titles: Sequence[str], most: int, slide_count: int | None = None
) -> list[SlideStart]:
    """The cues of a talk whose slides have these titles. Raises CuesInvalid with the line and what is wrong in it.

    Of another deck they may name slides up to `slide_count`.
    """
    text = decoded(raw, CuesInvalid).translate(UNSEEN)
    if not text.strip():
        raise CuesInvalid("line 1: there is nothing in the file")
    found = list(islice(entries(text, titles), most + 1))
    if not found:
        raise CuesInvalid("line 1: there is no cue in it")
    if len(found) > most:
        raise CuesInvalid(f"line {found[most].slide_line}: {most} cues are allowed")
    starts: list[SlideStart] = []
    for entry in found:
        start = _slide_start(entry, duration_ms, len(titles) if slide_count is None else slide_count)
        if starts and start.start_ms < starts[-1].start_ms:
            raise CuesInvalid(f"line {entry.start_line}: {entry.start} is before the cue above it")
        starts.append(start)
    return starts


def _slide_start(entry: Entry, duration_ms: int, slide_count: int) -> SlideStart:
    where = f"line {entry.slide_line}"
    if not entry.slide.isdecimal() or len(entry.slide) > MOST_DIGITS:
        raise CuesInvalid(f"{where}: {entry.slide[:40]!r} is not a slide number")
    if not 1 <= int(entry.slide) <= slide_count:
        raise CuesInvalid(f"{where}: there is no slide {entry.slide}, the last one is {slide_count}")
    where = f"line {entry.start_line}"
    start_ms = milliseconds(entry.start)
    if start_ms is None:
        raise CuesInvalid(f"{where}: {entry.start[:40]!r} is not a time such as 95.5, 1:35 or 0:01:35")
    if start_ms >= duration_ms:
        raise CuesInvalid(f"{where}: {entry.start[:40]} is past the end of the recording")
    return SlideStart(int(entry.slide) - 1, start_ms)
