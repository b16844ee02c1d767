"""The times that the deck itself keeps, from a rehearsal or a recorded show, where they fit the recording."""

from itertools import accumulate

from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.talk import Talk

CONFIDENCE = 0.8
TOLERANCE_MS = 2_000
TOLERANCE_SHARE = 0.02


def plan(talk: Talk) -> Timeline | None:
    """The rehearsed timeline, if every visible slide has a time and they add up to the recording's length.

    They add up where the sum is off by 2 s or by 2 % at most; the rest goes to the last slide.
    """
    times = [time for time in talk.rehearsed_ms if time is not None]
    if len(times) != talk.slide_count:
        return None
    if abs(sum(times) - talk.duration_ms) > max(TOLERANCE_MS, talk.duration_ms * TOLERANCE_SHARE):
        return None
    begins = accumulate(times[:-1], initial=0)
    starts = [SlideStart(index, start_ms) for index, start_ms in enumerate(begins) if start_ms < talk.duration_ms]
    return timeline_of(starts, talk.duration_ms, TimingMethod.REHEARSED, CONFIDENCE)
