"""The times that the deck itself keeps, from a rehearsal or a recorded show, where they fit the recording.

PowerPoint counts a slide's time from when it has appeared: its transition comes before that.
"""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.timeline import Finding, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.in_a_row import SURE, best_fit, confidence, starts_of
from workers.timing.talk import PassedOver, Talk, TimedSlide

# Slides have less that were clicked through when the rehearsal was over, or have the box for a time ticked without one.
LEAST_MS = 600
# What is left for slides without a time is theirs if each has no more than so many times the longest of the others.
LONGEST_SHARE = 3
FILLED, ONE_OF_SEVERAL = 0.75, 0.3


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the rehearsed timeline, if the slides' times add up to the recording's length, or leave a gap to fill.

    They add up where the sum is off by 2 s or by 3 % at most. A gap is one slide without a time, or several that follow
    each other, as those that were clicked through at the end: these share what the others leave. Where more than half
    of the slides have no time, too little is known. Times below 0.6 s are none, wherever they stand, unless every slide
    has a time, and all of them add up to exactly the recording's length.
    """
    times = [slide.rehearsed_ms for slide in talk.slides]
    if not any(times):
        return PassedOver("the deck holds no times")
    missing = [place for place, time in enumerate(times) if time is None or time < LEAST_MS]
    row = best_fit(_rows(talk.slides), talk.duration_ms)
    sure = 0.0 if row is None else confidence(row, talk.duration_ms)
    if row is not None and (not missing or (sure == SURE and all(times))):
        return _timeline(talk, starts_of(row, talk.duration_ms, sure))
    if not missing:
        lasting_ms = sum(time or 0 for time in times)
        return PassedOver(f"the deck's times last {lasting_ms // 1000} s, the sound {talk.duration_ms // 1000} s")
    named = f"the deck holds no time for slide{'s' if len(missing) > 1 else ''} {_listed(missing)}"
    if 2 * len(missing) > talk.slide_count:
        return PassedOver(named)
    if row is not None and sure == SURE:
        return _timeline(talk, starts_of(row, talk.duration_ms, FILLED), f"{named}, and the others leave none")
    return _filled(talk, missing, named)


def _listed(places: Sequence[int]) -> str:
    """Return the numbers of slides at these places, of a dozen at most."""
    return ", ".join(str(place + 1) for place in places[:12])


def _rows(slides: Sequence[TimedSlide]) -> list[list[int]]:
    """Return the slides' lengths with and without transitions; what has no time has no length."""
    times = [slide.rehearsed_ms or 0 for slide in slides]
    return [[time + slide.transition_ms for time, slide in zip(times, slides, strict=True)], times]


def _filled(talk: Talk, missing: Sequence[int], named: str) -> Timeline | PassedOver:
    """Return the timeline in which the slides without a time have what the others leave, if that can be seen."""
    if missing[-1] - missing[0] > len(missing) - 1:
        return PassedOver(named)
    for row in _rows(talk.slides):
        others = [0 if place in missing else length for place, length in enumerate(row)]
        share_ms = (talk.duration_ms - sum(others)) // len(missing)
        if LEAST_MS <= share_ms <= LONGEST_SHARE * max(others):
            lengths = [share_ms if place in missing else length for place, length in enumerate(others)]
            has = "which has" if len(missing) == 1 else "which share"
            return _timeline(talk, _doubted(talk, lengths, missing), f"{named}, {has} what the others leave")
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
