"""Slide times that a talk was given in a file: the organiser's cues, or what somebody has edited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import SlideStart
from mediasvc.domain.timeline_edit import EditedTimes
from workers.timing.cues_file import MOST_SLIDES, read_cues
from workers.timing.edited import is_edited, read_edited


@dataclass(frozen=True)
class GivenTimes:
    """The times in a file. Where they were not `edited`, they are cues, without findings.

    `left_out` counts those of slides that the talk does not have any more.
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
    of_other_deck: bool = False,
) -> GivenTimes:
    """Return the times in the file, of a talk whose slides have these titles. For the sandbox.

    What an edit has written is known by its content, whatever the talk is timed by: a time that is doubtful there is
    not to become a sure one. Times that were given for another deck, which may have had more slides, are left out where
    their slide is not there. Raises CuesInvalid, also where no time is left.
    """
    raw = path.read_bytes()
    slide_count = MOST_SLIDES if of_other_deck else len(titles)
    edited = must_be_edited or is_edited(raw)
    if edited:
        times = read_edited(raw, duration_ms, slide_count, most)
    else:
        times = EditedTimes(tuple(read_cues(raw, duration_ms, titles, most, slide_count)))
    starts = tuple(_with_slides(start, len(titles)) for start in times.starts if start.slide < len(titles))
    if not starts:
        raise CuesInvalid(f"line 1: these are times of other slides; the deck has {len(titles)}")
    return GivenTimes(replace(times, starts=starts), edited, len(times.starts) - len(starts))


def _with_slides(start: SlideStart, slide_count: int) -> SlideStart:
    """Return the start without candidates that are not there."""
    return replace(start, candidates=tuple(each for each in start.candidates if each.slide < slide_count))
