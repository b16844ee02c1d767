"""Slide times that a talk was given in a file: the organiser's cues, or what somebody has edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.timeline_edit import EditedTimes
from workers.timing.cues_file import read_cues
from workers.timing.edited import is_edited, read_edited


@dataclass(frozen=True)
class GivenTimes:
    """The times in a file. Where they were not `edited`, they are cues, without findings."""

    times: EditedTimes
    edited: bool


def read_given_file(
    path: Path, duration_ms: int, titles: Sequence[str], most: int, *, must_be_edited: bool = False
) -> GivenTimes:
    """Return the times in the file, of a talk whose slides have these titles. For the sandbox.

    What an edit has written is known by its content, whatever the talk is timed by: a time that is doubtful there is
    not to become a sure one. Raises CuesInvalid.
    """
    raw = path.read_bytes()
    if must_be_edited or is_edited(raw):
        return GivenTimes(read_edited(raw, duration_ms, len(titles), most), edited=True)
    return GivenTimes(EditedTimes(tuple(read_cues(raw, duration_ms, titles, most))), edited=False)
