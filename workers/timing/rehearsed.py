"""The times that the deck itself keeps, from a rehearsal or a recorded show, where they fit the recording."""

from itertools import accumulate

from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.talk import PassedOver, Talk

CONFIDENCE = 0.8
TOLERANCE_MS = 2_000
TOLERANCE_SHARE = 0.02


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the rehearsed timeline, if every visible slide has a time and they add up to the recording's length.

    They add up where the sum is off by 2 s or by 2 % at most; the rest goes to the last slide.
    """
    times = [slide.rehearsed_ms for slide in talk.slides if slide.rehearsed_ms is not None]
    if not times:
        return PassedOver("the deck holds no times")
    if len(times) != talk.slide_count:
        missing = next(number for number, slide in enumerate(talk.slides, start=1) if slide.rehearsed_ms is None)
        return PassedOver(f"the deck holds no time for slide {missing}")
    if abs(sum(times) - talk.duration_ms) > max(TOLERANCE_MS, talk.duration_ms * TOLERANCE_SHARE):
        return PassedOver(f"the deck's times last {sum(times) // 1000} s, the sound {talk.duration_ms // 1000} s")
    begins = accumulate(times[:-1], initial=0)
    starts = [
        SlideStart(index, start_ms, CONFIDENCE) for index, start_ms in enumerate(begins) if start_ms < talk.duration_ms
    ]
    return timeline_of(starts, talk.duration_ms, TimingMethod.REHEARSED)
