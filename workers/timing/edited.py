"""Slide times that somebody has edited, as `to_cues_file` in `mediasvc/domain/timeline_edit.py` writes them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from mediasvc.domain.clock import milliseconds
from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import Candidate, Finding, SlideStart, TimingMethod
from mediasvc.domain.timeline_edit import EditedTimes

Share = Annotated[float, Field(ge=0, le=1)]
Words = Annotated[str, Field(max_length=2_000)]
MOST_CANDIDATES, MOST_FINDINGS = 10, 20


class _Candidate(BaseModel):
    slide: int
    confidence: Share


class _Finding(BaseModel):
    method: TimingMethod
    sentence: Words
    confidence: Share | None


class _Entry(BaseModel):
    slide: int
    start: str
    confidence: Share
    reason: Words
    candidates: Annotated[list[_Candidate], Field(max_length=MOST_CANDIDATES)]
    # Of the first entry alone; files of earlier versions have none.
    findings: Annotated[list[_Finding], Field(max_length=MOST_FINDINGS)] = []


_ENTRIES = TypeAdapter(list[_Entry])


def is_edited(raw: bytes) -> bool:
    """Return whether an edit has written this, in which every time says how sure it is."""
    try:
        return bool(_ENTRIES.validate_json(raw))
    except ValidationError:
        return False


def read_edited(raw: bytes, duration_ms: int, slide_count: int, most: int) -> EditedTimes:
    """Return the times of a talk with so many slides.

    The deck may be another one than that which they were edited for.

    Raises:
        CuesInvalid: a cue is about no slide of the talk, or no time in it; or this is no such file.
    """
    try:
        entries = _ENTRIES.validate_json(raw)
    except ValidationError as error:
        raise CuesInvalid("line 1: these are not slide times that were edited") from error
    if not 0 < len(entries) <= most:
        raise CuesInvalid(f"line 1: {most} cues are allowed, and one is needed")
    # The first entry stands on the second line.
    starts = [_start(entry, line, duration_ms, slide_count) for line, entry in enumerate(entries, start=2)]
    if any(after.start_ms < before.start_ms for before, after in pairwise(starts)):
        raise CuesInvalid("line 1: the times are out of order")
    return EditedTimes(tuple(starts), tuple(_findings(entries)))


def _findings(entries: Sequence[_Entry]) -> Iterator[Finding]:
    return (Finding(each.method, each.sentence, each.confidence) for each in entries[0].findings)


def _start(entry: _Entry, line: int, duration_ms: int, slide_count: int) -> SlideStart:
    start_ms = milliseconds(entry.start)
    if not 1 <= entry.slide <= slide_count:
        raise CuesInvalid(f"line {line}: there is no slide {entry.slide}, the last one is {slide_count}")
    if start_ms is None or start_ms >= duration_ms:
        raise CuesInvalid(f"line {line}: {entry.start[:40]!r} is no time in the recording")
    # A candidate that is not there any more is none.
    there = [each for each in entry.candidates if 1 <= each.slide <= slide_count]
    candidates = tuple(Candidate(each.slide - 1, each.confidence) for each in there)
    return SlideStart(entry.slide - 1, start_ms, entry.confidence, entry.reason, candidates)
