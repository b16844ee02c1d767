"""Slide times from what is said, aligned with the words of titles, slides and notes.

The words are those of captions, or recognised ones. How it works, and what was measured:
docs/decisions/0041-slide-times-from-words.md.
"""

from collections.abc import Sequence

from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.alignment import Segment, align
from workers.timing.belonging import why_not_of_this_deck
from workers.timing.certainty import candidates, certainty
from workers.timing.evidence import Array
from workers.timing.heard import Heard, heard
from workers.timing.posteriors import posteriors
from workers.timing.segments import model_of
from workers.timing.talk import PassedOver, Talk
from workers.timing.units import Unit
from workers.timing.words import Words, words_in

LEAD_MS, LATEST_MS = 300, 4_000
"""A slide is shown a little before its first word, but not before half of the pause; in a long silence it is shown so
soon after it begins.
"""


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of what is said in the talk, where it and the deck belong together."""
    said = words_in(talk)
    if isinstance(said, PassedOver):
        return said
    starts = _starts_by(said, talk)
    if isinstance(starts, PassedOver):
        return starts
    in_talk = [start for start in starts if start.start_ms < talk.duration_ms]
    return timeline_of(in_talk, talk.duration_ms, TimingMethod.TRANSCRIPT)


def _starts_by(said: Words, talk: Talk) -> list[SlideStart] | PassedOver:
    """Return when slides are shown in a talk in which these words are said."""
    told = heard(said.words, talk.slides, talk.language)
    if isinstance(told, PassedOver):
        return told
    model = model_of(told.units, told.found, told.expected_words)
    segments = align(model)
    why_not = why_not_of_this_deck(segments, told.found.plain, told.units, talk.slides, said.origin)
    if why_not is not None:
        return PassedOver(why_not, doubts_captions=True)
    return _starts(segments, posteriors(model), told, said.surest)


def _starts(segments: Sequence[Segment], likely: Array, told: Heard, surest: float) -> list[SlideStart]:
    ends = [segment.unit for segment in segments[1:]] + [len(told.units)]
    starts: list[SlideStart] = []
    for segment, end in zip(segments, ends, strict=True):
        shares = likely[segment.unit : end].mean(axis=0)
        confidence = min(surest, round(certainty(float(shares[segment.slide])), 3))
        reason = told.reason(segment.unit, end, segment.slide)
        start_ms = shown_ms(told.units[segment.unit]) if segment.unit else 0
        starts.append(SlideStart(segment.slide, start_ms, confidence, reason, candidates(shares, segment.slide)))
    return starts


def shown_ms(unit: Unit) -> int:
    """Return when a slide is shown whose first words are this unit (ms)."""
    return unit.start_ms - max(min(LEAD_MS, unit.pause_ms // 2), unit.pause_ms - LATEST_MS)
