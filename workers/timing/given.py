"""Slide times that a talk was given in a file: the organiser's cues, or what somebody has edited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import SlideStart
from mediasvc.domain.timeline_edit import EditedTimes
from workers.timing.cues_file import MOST_SLIDES, read_cues
from workers.timing.edited import is_edited, read_edited

# Behind the end of any recording.
LONGEST_MS = 10**9


@dataclass(frozen=True)
class GivenTimes:
    """The times in a file. Where they were not `edited`, they are cues, without findings.

    `left_out` counts those of slides that the talk does not have any more, or behind its end.
    """

    times: EditedTimes
    edited: bool
    left_out: int = 0


def read_given_file(
    path: Path,
    duration_ms: int,
    titles: Sequence[str],
    most: int,
    *,
    must_be_edited: bool = False,
    of_other_files: bool = False,
) -> GivenTimes:
    """Return the times in the file, of a talk whose slides have these titles. For the sandbox.

    What an edit has written is known by its content, whatever the talk is timed by: a time that is doubtful there is
    not to become a sure one. Times that were given for other files are left out where the talk does not have their
    slide, or ends before them. Raises CuesInvalid, also where no time is left.
    """
    raw = path.read_bytes()
    slide_count, end_ms = (MOST_SLIDES, LONGEST_MS) if of_other_files else (len(titles), duration_ms)
    edited = must_be_edited or is_edited(raw)
    if edited:
        times = read_edited(raw, end_ms, slide_count, most)
    else:
        times = EditedTimes(tuple(read_cues(raw, end_ms, titles, most, slide_count)))
    there = [each for each in times.starts if each.slide < len(titles) and each.start_ms < duration_ms]
    if not there:
        raise CuesInvalid(f"line 1: these are times of another talk; this one has {len(titles)} slides")
    starts = tuple(_with_slides(start, len(titles)) for start in there)
    return GivenTimes(replace(times, starts=starts), edited, len(times.starts) - len(starts))


def _with_slides(start: SlideStart, slide_count: int) -> SlideStart:
    """Return the start without candidates that are not there."""
    return replace(start, candidates=tuple(each for each in start.candidates if each.slide < slide_count))
