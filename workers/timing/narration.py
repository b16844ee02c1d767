"""The sounds that the deck brings for its slides: each slide is shown as long as its own lasts.

Where they are the talk's sound, these times are exact. A recording beside them may be of the same show: their sounds
one after the other, or as PowerPoint plays them, with transitions, and each slide's time beyond its sound.
"""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.timeline import Finding, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.in_a_row import best_fit, confidence, starts_of
from workers.timing.talk import PassedOver, Talk

REASON = "the slide's own narration begins here"
BESIDE = "the slides' own narration is as long as the recording"


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of the narration, if it is the talk's sound, or adds up to the recording's length."""
    lengths = [slide.narrated_ms for slide in talk.slides]
    narrated = sum(length is not None for length in lengths)
    if not narrated:
        return PassedOver("the deck holds no narration")
    joined = [(slide.rehearsed_ms or 0) if slide.narrated_ms is None else slide.narrated_ms for slide in talk.slides]
    if talk.is_narration:
        return _timeline(
            talk, starts_of(joined, talk.duration_ms, 1.0, REASON), "the slides' own sounds are the talk's"
        )
    shown = [
        slide.transition_ms + max(length, slide.rehearsed_ms or 0)
        for slide, length in zip(talk.slides, joined, strict=True)
    ]
    row = best_fit([joined, shown], talk.duration_ms)
    if row is None:
        return PassedOver(f"the narration lasts {sum(joined) // 1000} s, the sound {talk.duration_ms // 1000} s")
    starts = starts_of(row, talk.duration_ms, confidence(row, talk.duration_ms), BESIDE)
    return _timeline(talk, starts, f"narration of {narrated} slides, as long as the recording")


def _timeline(talk: Talk, starts: Sequence[SlideStart], sentence: str) -> Timeline:
    timeline = timeline_of(starts, talk.duration_ms, TimingMethod.NARRATION)
    return replace(timeline, findings=(Finding(TimingMethod.NARRATION, sentence),))
