"""Where slides change while a video shows none: as it leaves the last one, as the next one comes, or between.

Who cuts a video often shows each slide as it comes, and then the speaker: nothing changes unseen there. A camera that
turns as it likes misses changes. Which of them a talk's video is, its gaps tell.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workers.timing.evidence import Array
from workers.timing.heard import Heard
from workers.timing.seen import SeenSpan

EXPECTED = np.array([0.5, 2.0, 2.0])
"""As if so many changes had been found at the gap's begin, within it, and at its end."""
WORDS_SHARE = 0.5
"""Words in a gap count for less: they are said before a slide is shown, too."""
ODDS_POWER, HIDDEN_POWER = 3.0, 0.5
MOST = 10.0
"""What speaks for or against a place by these habits is no more, in nats."""
EVEN_CHANCE = 0.5
"""How likely it is that a gap has as many changes as it must have, of which slides are skipped."""
ROUNDS = 30


@dataclass(frozen=True)
class _Gap:
    """Units from `first` up to `end` without a slide, `steps` slides on from the last one to the next one.

    Without anything known of the video one change in it is as likely as `one`.
    """

    first: int
    end: int
    before: int
    after: int
    one: float

    @property
    def steps(self) -> int:
        return self.after - self.before


def seams(told: Heard, spans: Sequence[SeenSpan]) -> Array:
    """Return what speaks for a change before each unit of a talk in whose video these spans are seen, in nats."""
    direct = sum(_is_seen(one, following) for one, following in pairwise(spans))
    gaps = list(_gaps(told, spans, direct))
    found = _found([_places(gap, told) for gap in gaps])
    seams = np.zeros(len(told.units))
    if not gaps:
        return seams
    places = (EXPECTED + found) / (EXPECTED + found).sum()
    hidden = HIDDEN_POWER * np.log((found[1] + 0.5) / (found.sum() + direct + 1))
    for gap in gaps:
        seams[gap.first + 1 : gap.end] += hidden
        if gap.steps:
            wide = np.log(max(1, gap.end - gap.first - 1) / gap.one)
            at = hidden + ODDS_POWER * np.log(places / places[1]) + wide
            seams[gap.first] += np.clip(at[0], -MOST, MOST)
            seams[gap.end] += np.clip(at[2], -MOST, MOST)
    return seams


def _is_seen(one: SeenSpan, following: SeenSpan) -> bool:
    return one.slide is not None and following.slide is not None


def _gaps(told: Heard, spans: Sequence[SeenSpan], direct: int) -> Iterator[_Gap]:
    """Yield the gaps between slides seen; `direct` changes are seen in the video itself."""
    begins = [unit.start_ms for unit in told.units]
    seen_ms = sum(span.end_ms - span.start_ms for span in spans if span.slide is not None)
    changes_a_ms = (direct + 1) / (seen_ms + spans[-1].end_ms / told.found.scaled.shape[1])
    for before, gap, after in zip(spans, spans[1:], spans[2:], strict=False):
        if gap.slide is not None or before.slide is None or after.slide is None:
            continue
        expected = changes_a_ms * (gap.end_ms - gap.start_ms)
        first, end = bisect_left(begins, gap.start_ms), bisect_left(begins, gap.end_ms)
        one = expected * np.exp(-expected) if after.slide == before.slide + 1 else EVEN_CHANCE
        if 0 < first < end < len(begins):
            yield _Gap(first, end, before.slide, after.slide, max(1e-9, float(one)))


def _places(gap: _Gap, told: Heard) -> Array:
    """Return how likely the change is at the gap's begin, within it, and at its end, up to a factor."""
    if gap.steps != 1:
        return np.array([0.0, 1.0, 0.0])
    own = told.found.scaled[gap.first : gap.end]
    begun, ended = (np.concatenate([[0], np.cumsum(own[:, slide])]) for slide in (gap.before, gap.after))
    logs = WORDS_SHARE * (begun + ended[-1] - ended)
    likely = np.exp(logs - logs.max())
    within = likely[1:-1].mean() if len(likely) > 2 else 0.0
    return np.array([likely[0], within * gap.one, likely[-1]])


def _found(places: Sequence[Array]) -> Array:
    """Return how many changes are at gaps' begins, within them and at their ends: an expectation, maximised."""
    likely = np.array(places).reshape(-1, 3)
    found = np.zeros(3)
    for _ in range(ROUNDS):
        shares = likely * (EXPECTED + found)
        found = (shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)).sum(axis=0)
    return found
