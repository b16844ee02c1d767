"""Slides that are heard while a video shows none: what is seen before and after bounds what is said between.

The model of words gets what is seen as evidence, so that the likeliest slides are found for the talk at once. How it
works, and what was measured: docs/decisions/0065-words-tell-what-the-video-does-not-show.md.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mediasvc.domain.timeline import Candidate, SlideStart
from workers.timing.alignment import Segment, align
from workers.timing.certainty import candidates, certainty
from workers.timing.evidence import Array
from workers.timing.heard import Heard, heard
from workers.timing.posteriors import posteriors
from workers.timing.said_words import Word
from workers.timing.seams import seams
from workers.timing.seen import SeenSpan
from workers.timing.segments import model_of
from workers.timing.talk import PassedOver, Talk
from workers.timing.transcript import shown_ms
from workers.timing.words import words_in

SEEN_A_SECOND = 5.0
"""What a second in which a slide is seen for sure says against each other one, in nats."""
LEAST_A_MINUTE = 3.0
"""What is said while slides are seen speaks for them by so many nats a minute: 5.3 or more in own words, 2.1 or less in
those of other talks.
"""


@dataclass
class _Shown:
    """A slide that is shown from `start_ms` on.

    It is seen for `seen_ms`, and `likely_ms` is its time, each moment by how likely it is right.
    """

    slide: int
    start_ms: int
    reason: str
    seen_ms: int
    likely_ms: float
    others: tuple[Candidate, ...] = ()
    lasts_ms: int = 0

    def start(self) -> SlideStart:
        seen = f"seen in the video for {self.seen_ms / 1000:.1f} of {self.lasts_ms / 1000:.1f} s"
        others = () if self.seen_ms else self.others
        confidence = round(self.likely_ms / max(1, self.lasts_ms), 3)
        return SlideStart(self.slide, self.start_ms, confidence, seen if self.seen_ms else self.reason, others)


def seen_and_heard(talk: Talk) -> list[SlideStart] | None:
    """Return the starts of slides that are seen, and between them those that are heard.

    While a slide is seen, it is shown, whatever is said. The answer is None where words tell nothing: there are none,
    they are about another deck, or there is no time in which no slide is seen.
    """
    spans = _within(talk.seen.spans if talk.seen else (), talk.duration_ms)
    said = words_in(talk)
    if isinstance(said, PassedOver) or all(span.slide is not None for span in spans):
        return None
    words = sorted((*said.words, *(Word(span.start_ms, span.start_ms, "") for span in spans)), key=_start_ms)
    told = heard(words, talk.slides, talk.language, {place for place, word in enumerate(words) if not word.text})
    if isinstance(told, PassedOver):
        return None
    seen_s = _seen_s(told, spans, talk.slide_count)
    if not _belongs(told, seen_s):
        return None
    against = SEEN_A_SECOND * (seen_s.sum(axis=1, keepdims=True) - seen_s)
    model = model_of(told.units, replace(told.found, scaled=told.found.scaled - against), told.expected_words)
    model.boundaries[:-1] += seams(told, spans)
    shown = list(_shown(told, _by_unit(align(model), len(told.units)), posteriors(model), spans, said.surest))
    return [each.start() for each in _joined(shown, talk.duration_ms)]


def _within(spans: Sequence[SeenSpan], duration_ms: int) -> list[SeenSpan]:
    inside = (span for span in spans if span.start_ms < duration_ms)
    return [replace(span, end_ms=min(span.end_ms, duration_ms)) for span in inside]


def _start_ms(word: Word) -> int:
    return word.start_ms


def _seen_s(told: Heard, spans: Sequence[SeenSpan], slides: int) -> Array:
    """Return for how long (s), times its confidence, each slide (column) is seen from each unit (row) to the next."""
    begins = [unit.start_ms for unit in told.units]
    ends = [*begins[1:], spans[-1].end_ms]
    seen_s = np.zeros((len(begins), slides))
    for span in spans:
        if span.slide is None:
            continue
        place = max(0, bisect_left(begins, span.start_ms + 1) - 1)
        while place < len(begins) and begins[place] < span.end_ms:
            common_ms = min(ends[place], span.end_ms) - max(begins[place], span.start_ms)
            seen_s[place, span.slide] += max(0, common_ms) / 1000 * span.confidence
            place += 1
    return seen_s


def _belongs(told: Heard, seen_s: Array) -> bool:
    """Tell whether what is said while slides are seen is about them, which words of other talks are not."""
    seen = np.flatnonzero(seen_s.any(axis=1))
    plain = told.found.plain[seen]
    gained = plain[np.arange(len(seen)), seen_s[seen].argmax(axis=1)].sum() - plain.mean(axis=1).sum()
    lasts_ms = (told.units[int(place)].end_ms - told.units[int(place)].start_ms for place in seen)
    minutes = sum(lasts_ms) / 60_000
    return float(gained) >= LEAST_A_MINUTE * minutes


def _by_unit(segments: Sequence[Segment], units: int) -> list[int]:
    """Return the slide of each unit."""
    slides: list[int] = []
    for segment, end in zip(segments, [each.unit for each in segments[1:]] + [units], strict=True):
        slides += [segment.slide] * (end - segment.unit)
    return slides


def _shown(
    told: Heard, slides: Sequence[int], likely: Array, spans: Sequence[SeenSpan], surest: float
) -> Iterator[_Shown]:
    """Yield what is shown, in order: the slides seen, and those of the units between."""
    begins = [unit.start_ms for unit in told.units]
    for span in spans:
        if span.slide is not None:
            lasts_ms = span.end_ms - span.start_ms
            yield _Shown(span.slide, span.start_ms, "", lasts_ms, lasts_ms * span.confidence)
            continue
        first, last = bisect_left(begins, span.start_ms), bisect_left(begins, span.end_ms)
        starts_ms = [span.start_ms, *(max(span.start_ms, shown_ms(told.units[at])) for at in range(first + 1, last))]
        at = first
        while at < last:
            end = next((place for place in range(at, last) if slides[place] != slides[at]), last)
            end_ms = span.end_ms if end == last else starts_ms[end - first]
            shares = likely[at:end].mean(axis=0)
            certain = min(surest, certainty(float(shares[slides[at]])))
            reason, others = told.reason(at, end, slides[at]), candidates(shares, slides[at])
            start_ms = starts_ms[at - first]
            yield _Shown(slides[at], start_ms, reason, 0, (end_ms - start_ms) * certain, others)
            at = end


def _joined(shown: Sequence[_Shown], duration_ms: int) -> list[_Shown]:
    """Return what is shown, with neighbours of the same slide as one; each lasts until the next one."""
    joined: list[_Shown] = []
    ends_ms = [each.start_ms for each in shown[1:]] + [duration_ms]
    for each, end_ms in zip(shown, ends_ms, strict=True):
        if not joined or joined[-1].slide != each.slide:
            joined.append(each)
        else:
            joined[-1].seen_ms += each.seen_ms
            joined[-1].likely_ms += each.likely_ms
        joined[-1].lasts_ms += end_ms - each.start_ms
    return joined
