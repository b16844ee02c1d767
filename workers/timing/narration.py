"""The sounds that the deck brings for its slides: each slide is shown as long as its own lasts.

Where they are the talk's sound, these times are exact. A recording beside them may be of the same show: their sounds
one after the other, or as PowerPoint plays them, with transitions, and each slide's time beyond its sound.
"""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.narration import is_narrated
from mediasvc.domain.timeline import Finding, Timeline, TimingMethod, timeline_of
from workers.timing.in_a_row import best_fit, confidence, starts_of
from workers.timing.talk import PassedOver, Talk, TimedSlide

REASON = "the slide's own narration begins here"
BESIDE = "the slides' own narration is as long as the recording"
SILENT = "no narration: the slide is shown in silence"


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of the narration, if it is the talk's sound, or adds up to the recording's length.

    Beside a recording as many slides have to have a sound as make a deck a whole talk: one sound as long as the
    recording may be the recording itself. The more slides have no length at all, and are not shown, the less sure
    it is.
    """
    lengths = [slide.narrated_ms for slide in talk.slides]
    narrated = sum(length is not None for length in lengths)
    if not narrated:
        return PassedOver("the deck holds no narration")
    joined = [(slide.rehearsed_ms or 0) if slide.narrated_ms is None else slide.narrated_ms for slide in talk.slides]
    if talk.is_narration:
        return _timeline(talk, joined, 1.0, REASON, "the slides' own sounds are the talk's")
    if not is_narrated(narrated, talk.slide_count):
        return PassedOver(f"the deck has narration on {narrated} of {talk.slide_count} slides")
    shown = [
        slide.transition_ms + max(length, slide.rehearsed_ms or 0)
        for slide, length in zip(talk.slides, joined, strict=True)
    ]
    row = best_fit([joined, shown], talk.duration_ms)
    if row is None:
        return PassedOver(f"the narration lasts {sum(joined) // 1000} s, the sound {talk.duration_ms // 1000} s")
    lasting = sum(length > 0 for length in joined)
    sure = round(confidence(row, talk.duration_ms) * lasting / len(row), 3)
    sentence = f"narration of {narrated} slide{'s' if narrated > 1 else ''}, as long as the recording"
    left_out = f"; {len(row) - lasting} without a time" if lasting < len(row) else ""
    return _timeline(talk, row, sure, BESIDE, f"{sentence}{left_out}")


def _timeline(talk: Talk, row: Sequence[int], confidence: float, reason: str, sentence: str) -> Timeline:
    starts = [
        replace(start, reason=SILENT) if _is_silent(talk.slides[start.slide]) else start
        for start in starts_of(row, talk.duration_ms, confidence, reason)
    ]
    timeline = timeline_of(starts, talk.duration_ms, TimingMethod.NARRATION)
    return replace(timeline, findings=(Finding(TimingMethod.NARRATION, sentence),))


def _is_silent(slide: TimedSlide) -> bool:
    return slide.is_silent or slide.narrated_ms is None
