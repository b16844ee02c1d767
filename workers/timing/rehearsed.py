"""The times that the deck itself keeps, from a rehearsal or a recorded show, where they fit the recording.

PowerPoint counts a slide's time from when it has appeared: its transition comes before that.
"""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.timeline import Finding, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.in_a_row import best_fit, confidence, starts_of, tolerance_ms
from workers.timing.talk import PassedOver, Talk, TimedSlide

# Slides that were clicked through when the rehearsal was over have no longer ones, and there are two of them at least.
CLICKED_THROUGH_MS, FEWEST_CLICKED = 600, 2
# What is left for slides without a time is theirs if each has no more than so many times the longest of the others.
LONGEST_SHARE = 3
FILLED, ONE_OF_SEVERAL = 0.75, 0.3


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the rehearsed timeline, if the slides' times add up to the recording's length, or leave a gap to fill.

    They add up where the sum is off by 2 s or by 3 % at most. A gap is one slide without a time, or several that follow
    each other, as those that were clicked through at the end: these, half of all at most, share what the others leave.
    """
    times = [slide.rehearsed_ms for slide in talk.slides]
    known = [time for time in times if time is not None]
    if not known:
        return PassedOver("the deck holds no times")
    if len(known) == len(times):
        row = best_fit(_rows(talk.slides), talk.duration_ms)
        if row is not None:
            return _timeline(talk, starts_of(row, talk.duration_ms, confidence(row, talk.duration_ms)))
    missing = _missing(times)
    if not missing:
        return PassedOver(f"the deck's times last {sum(known) // 1000} s, the sound {talk.duration_ms // 1000} s")
    return _filled(talk, missing)


def _rows(slides: Sequence[TimedSlide]) -> list[list[int]]:
    """Return the slides' lengths with and without transitions; what has no time has no length."""
    times = [slide.rehearsed_ms or 0 for slide in slides]
    return [[time + slide.transition_ms for time, slide in zip(times, slides, strict=True)], times]


def _missing(times: Sequence[int | None]) -> list[int]:
    """Return the places of slides without a time of their own, those that were clicked through at the end included."""
    missing = [place for place, time in enumerate(times) if time is None]
    tail = len(times)
    while tail and (time := times[tail - 1]) is not None and time < CLICKED_THROUGH_MS:
        tail -= 1
    clicked = range(tail, len(times))
    return [*missing, *clicked] if len(clicked) >= FEWEST_CLICKED else missing


def _filled(talk: Talk, missing: Sequence[int]) -> Timeline | PassedOver:
    """Return the timeline in which the slides without a time have what the others leave."""
    numbers = ", ".join(str(place + 1) for place in missing[:12])
    named = f"the deck holds no time for slide{'s' if len(missing) > 1 else ''} {numbers}"
    is_one_gap = missing[-1] - missing[0] == len(missing) - 1
    if not is_one_gap or 2 * len(missing) > talk.slide_count:
        return PassedOver(named)
    least_ms, rows = -tolerance_ms(talk.duration_ms), _rows(talk.slides)
    for row in rows:
        others = [0 if place in missing else length for place, length in enumerate(row)]
        left_ms = talk.duration_ms - sum(others)
        if least_ms <= left_ms <= LONGEST_SHARE * max(others) * len(missing):
            share_ms = max(0, left_ms) // len(missing)
            lengths = [share_ms if place in missing else length for place, length in enumerate(others)]
            return _timeline(talk, _doubted(talk, lengths, missing), f"{named}, which has what the others leave")
    return PassedOver(f"{named}, and the others leave no likely one")


def _doubted(talk: Talk, lengths: Sequence[int], missing: Sequence[int]) -> list[SlideStart]:
    """Return the starts; of several slides that share what is left, only the first one's is known."""
    starts = starts_of(lengths, talk.duration_ms, FILLED)
    reason = "the deck holds no time for this slide: it has what the others leave"
    return [
        replace(start, confidence=FILLED if len(missing) == 1 else ONE_OF_SEVERAL, reason=reason)
        if start.slide in missing
        else start
        for start in starts
    ]


def _timeline(talk: Talk, starts: Sequence[SlideStart], sentence: str = "") -> Timeline:
    timeline = timeline_of(starts, talk.duration_ms, TimingMethod.REHEARSED)
    return replace(timeline, findings=(Finding(TimingMethod.REHEARSED, sentence),) if sentence else ())
