"""Every slide for the same share of the talk: a guess that is wrong almost everywhere, but never stops a talk."""

from dataclasses import replace

from mediasvc.domain.timeline import Timeline, TimingMethod, even_starts, timeline_of
from workers.timing.talk import Talk

CONFIDENCE = 0.1


def plan(talk: Talk) -> Timeline:
    """Return the even split. One slide alone is no guess."""
    confidence = 1.0 if talk.slide_count == 1 else CONFIDENCE
    starts = even_starts(talk.slide_count, talk.duration_ms)
    return timeline_of([replace(start, confidence=confidence) for start in starts], talk.duration_ms, TimingMethod.EVEN)
