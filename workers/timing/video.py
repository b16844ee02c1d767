"""Slide times from what the talk's video shows. While it shows no slide, words tell which one it is, or the last stays.

How slides are found in it, and what was measured: docs/decisions/0061-slide-times-from-the-video.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mediasvc.domain.timeline import Finding, SlideStart, Timeline, TimingMethod, timeline_of
from workers.timing.seen import SeenSpan
from workers.timing.talk import PassedOver, Talk
from workers.timing.together import seen_and_heard

NO_VIDEO = "no recording is a video"
# How likely a slide is still there, while the video shows none: by which slide it shows next.
STILL_THERE, NEXT_COMES, OTHERS_COME, NOTHING_COMES = 0.9, 0.6, 0.3, 0.4
# A video that shows slides for less of the time is no source of their times.
LEAST_SEEN = 0.02


@dataclass
class _Stay:
    """A slide from where it is first seen until another one is.

    Of that time it is seen for `seen_ms`, and shown for `likely_ms` on the mean of all that may be. For `gap_ms` at its
    end, no slide is seen.
    """

    slide: int
    start_ms: int
    seen_ms: int = 0
    likely_ms: float = 0.0
    lasts_ms: int = 0
    gap_ms: int = 0

    @property
    def confidence(self) -> float:
        return round(self.likely_ms / self.lasts_ms, 3)

    @property
    def reason(self) -> str:
        return f"seen in the video for {self.seen_ms / 1000:.1f} of {self.lasts_ms / 1000:.1f} s"

    def see(self, span: SeenSpan, lasts_ms: int) -> None:
        """Add a span in which the slide is seen: while it was not, it was still there."""
        self.likely_ms += self.gap_ms * STILL_THERE + lasts_ms * span.confidence
        self.seen_ms += lasts_ms
        self.lasts_ms += lasts_ms
        self.gap_ms = 0

    def miss(self, lasts_ms: int) -> None:
        self.gap_ms += lasts_ms
        self.lasts_ms += lasts_ms


def plan(talk: Talk) -> Timeline | PassedOver:
    """Return the timeline of what is seen. The less of the talk the video shows slides, the less sure it is."""
    if talk.seen is None:
        return PassedOver(NO_VIDEO)
    if not talk.seen.spans:
        return PassedOver(talk.seen.reason)
    if talk.slide_count == 1:
        return PassedOver("the deck has one slide")
    stays = _stays(talk.seen.spans, talk.duration_ms)
    seen_ms = sum(stay.seen_ms for stay in stays)
    if seen_ms < LEAST_SEEN * talk.duration_ms:
        return PassedOver(f"the video shows slides for {seen_ms // 1000} s of {talk.duration_ms // 1000} s")
    shown = {stay.slide for stay in stays}
    if len(shown) == 1:
        return PassedOver(f"the video shows one slide alone, slide {stays[0].slide + 1}")
    heard = seen_and_heard(talk)
    starts = heard or [SlideStart(stay.slide, stay.start_ms, stay.confidence, stay.reason) for stay in stays]
    timeline = timeline_of(starts, talk.duration_ms, TimingMethod.VIDEO)
    found = f"{len(timeline.cues)} slide times of {len(shown)} slides"
    sentence = f"{found}; the video shows slides for {seen_ms / talk.duration_ms:.0%} of the time"
    sentence += ", and words tell the rest" if heard else ""
    return replace(timeline, findings=(Finding(TimingMethod.VIDEO, sentence),))


def _stays(spans: Sequence[SeenSpan], duration_ms: int) -> list[_Stay]:
    """Return what is seen, slide by slide; the first one is there from the start."""
    stays: list[_Stay] = []
    before_ms = 0
    for span in spans:
        lasts_ms = min(span.end_ms, duration_ms) - span.start_ms
        if lasts_ms <= 0:
            break
        if span.slide is None:
            if stays:
                stays[-1].miss(lasts_ms)
            else:
                before_ms += lasts_ms
            continue
        if not stays or stays[-1].slide != span.slide:
            _end(stays, span.slide)
            stays.append(_Stay(span.slide, span.start_ms))
        stays[-1].see(span, lasts_ms)
    _end(stays, None)
    if stays and before_ms:
        first = stays[0]
        first.start_ms, first.lasts_ms = 0, first.lasts_ms + before_ms
        first.likely_ms += before_ms * (STILL_THERE if first.slide == 0 else OTHERS_COME)
    return stays


def _end(stays: Sequence[_Stay], following: int | None) -> None:
    """Count the time after a slide was last seen, until the following one is, or to the end where that is None."""
    if not stays:
        return
    last = stays[-1]
    share = NOTHING_COMES if following is None else NEXT_COMES if following == last.slide + 1 else OTHERS_COME
    last.likely_ms += last.gap_ms * share
