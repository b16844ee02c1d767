"""The model of a talk: a hidden semi-Markov model whose segments are runs of units of speech on one slide.

`alignment.py` finds the likeliest segments, `posteriors.py` how likely each slide is at each unit. All its terms are
natural logarithms.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workers.timing.evidence import Array, Evidence
from workers.timing.units import Unit

# Found by measuring on lectures and read talks: docs/decisions/0041-slide-times-from-words.md.
DURATION_WEIGHT, DURATION_SHAPE = 0.6, 2.0
"""A segment's length has a gamma distribution of this shape, whose logarithm gets this weight."""
WORDS_SHARE, WORDS_ADDED = 0.3, 5.0
"""So much of a slide's expected length goes by the root of its words and these, the rest is the same for all."""
PAUSE_WEIGHT, LONGEST_PAUSE_MS, SENTENCE_WEIGHT = 0.8, 1_500, 0.4
ON, OVER, BACK, ANYWHERE = 0.98, 0.02, 0.00012, 1e-7
"""How likely the step from a slide is to the next one, over one, back to the one before, and to any other one."""
OVER_MORE, BACK_MORE = 0.5, 0.6
"""How much less likely each slide more is."""
LATE_START, LATER_START = -3.0, -0.5
"""The talk does not begin with the first slide, and for each slide that it begins later."""
SLIDES_LEFT, MOST_LEFT = -1.0, 6
"""For each slide that is left at the end, and how many count."""
LONGEST_S, LONGEST_SHARES, MANY_SHARES = 600.0, 5.0, 50.0
"""How long a segment lasts at most: so many seconds, or so many even shares of the talk where these are longer; never
many shares.
"""
MOST_CELLS, MOST_SEGMENTS = 2_000_000, 200_000_000
"""How many units times slides are looked at, and how many segments with a unit at each end and a slide. In longer talks
with more slides units have more words. The limits are some ten CPU-seconds and 300 MB.
"""
SHORTEST_S = 0.2
PROGRESS_WEIGHT = 0.3
"""What stands at a slide's top says more at the beginning of a segment, and less at its end, by this share."""
CLOSING, CLOSING_A_S, CLOSING_EARLY = -6.0, 0.012, -3.0
"""Words at the end may be about no slide, as questions are, while one is shown: what that costs, what a second of it is
worth beside the mean of all slides, and what each slide costs that is left. Words of other talks are worth 0.018 a
second at most, those of a talk itself 0.03 and more.
"""
LONGEST_SILENCE_S = 10.0
"""A longer silence counts for no more: a break is no reason to change the slide."""


@dataclass(frozen=True)
class Model:
    """A talk of `units` x `slides`.

    `evidence[b, k]` is that of the units before b for slide k. `early` has such sums of what is early on slides, and
    `early_s` these, each unit times the time of its middle.
    `times_s` has when each unit begins, and when the last one ends, on the clock of speech; `boundaries` has what
    speaks for a change before each unit, and `expected_s` how long each slide is expected to be shown.
    """

    evidence: Array
    early: Array
    early_s: Array
    times_s: Array
    boundaries: Array
    expected_s: Array

    @property
    def units(self) -> int:
        return self.evidence.shape[0] - 1

    @property
    def slides(self) -> int:
        return self.evidence.shape[1]

    @property
    def even_s(self) -> float:
        """Return how long each slide is shown where all are shown for the same time."""
        return float(self.times_s[-1] - self.times_s[0]) / self.slides

    @property
    def longest_s(self) -> float:
        return longest_segment_s(self.even_s)

    def first_start(self, end: int) -> int:
        """Return the first unit with which a segment can begin that ends before the unit `end`.

        The last one may be of any length: questions are asked while the last slide is shown.
        """
        if end == self.units:
            return 0
        return min(end - 1, int(np.searchsorted(self.times_s, float(self.times_s[end]) - self.longest_s)))

    def gains(self, first: int, end: int) -> Array:
        """Return what evidence, its order and lengths say for segments up to `end`.

        A row for each unit that a segment may begin with, from `first` on, and a column for each slide. What order says
        is the sum of `early` times 1 - 2 p, where p goes from 0 to 1 in the segment. All terms that are a unit's value
        times a slide's are one product of matrices, which is the fastest way.
        """
        begins_s = self.times_s[first:end]
        lengths_s = np.maximum(SHORTEST_S, self.times_s[end] - begins_s)
        turns = 2 * PROGRESS_WEIGHT / lengths_s
        of_units = np.stack([np.ones_like(begins_s), _length_logs(lengths_s), lengths_s, turns * begins_s, turns])
        rates = DURATION_SHAPE / self.expected_s
        of_slides = np.stack([
            self._at_first[end] + _length_logs(rates),
            np.ones_like(rates),
            -DURATION_WEIGHT * rates,
            self.early[end],
            -self.early_s[end],
        ])  # fmt: skip
        gained = of_units.T @ of_slides
        gained -= self._at_first[first:end]
        gained += turns[:, None] * self._moments[first:end]
        return np.maximum(gained, self._closing(first)) if end == self.units else gained

    def _closing(self, first: int) -> Array:
        """Return what speaks for no slide being spoken of from each unit on, from `first`, while each one is shown."""
        mean = (self.evidence[-1] - self.evidence[first:-1]).mean(axis=1)
        seconds = self.times_s[-1] - self.times_s[first:-1]
        left = self.slides - 1 - np.arange(self.slides)
        return CLOSING + (mean + CLOSING_A_S * seconds)[:, None] + CLOSING_EARLY * left

    @cached_property
    def _at_first(self) -> Array:
        """Return what units are worth at the very beginning of a segment."""
        return self.evidence + PROGRESS_WEIGHT * self.early

    @cached_property
    def _moments(self) -> Array:
        """Return `early_s` from each unit on as from its own beginning."""
        return self.early_s - self.times_s[:, None] * self.early


def longest_segment_s(even_s: float) -> float:
    """Return how long a segment lasts at most where an even share of the talk is so long."""
    return max(LONGEST_SHARES * even_s, min(LONGEST_S, MANY_SHARES * even_s))


def most_units(talk_s: float, slides: int) -> int:
    """Return in how many units a talk of this length may be, so that aligning it is a matter of seconds."""
    segments_a_talk = talk_s / longest_segment_s(talk_s / slides)
    return min(MOST_CELLS // slides, int(math.sqrt(MOST_SEGMENTS / slides * segments_a_talk)))


def _length_logs(values: Array) -> Array:
    return DURATION_WEIGHT * (DURATION_SHAPE - 1) * np.log(values)


def duration_logs(lengths_s: Array, expected_s: float) -> Array:
    """Return what lengths d say where e is expected: (a - 1) ln(a d / e) - a d / e for the shape a, weighted."""
    shares = DURATION_SHAPE * np.maximum(SHORTEST_S, lengths_s) / expected_s
    return _length_logs(shares) - DURATION_WEIGHT * shares


def model_of(units: Sequence[Unit], found: Evidence, expected_words: Sequence[float]) -> Model:
    """Return the model of one unit or more, from what they say for slides and how many words each slide is good for."""
    times_s = _speech_clock(units)
    middles_s = (times_s[1:] + times_s[:-1])[:, None] / 2
    weights = np.sqrt(np.array(expected_words) + WORDS_ADDED)
    shares = WORDS_SHARE * weights / weights.sum() + (1 - WORDS_SHARE) / len(weights)
    evidence, early, early_s = map(_summed, (found.scaled, found.early, found.early * middles_s))
    return Model(evidence, early, early_s, times_s, _boundaries(units), (times_s[-1] - times_s[0]) * shares)


def _summed(rows: Array) -> Array:
    """Return the sum of the rows above each row, and of all."""
    return np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])


def step_logs(slides: int) -> Array:
    """Return what speaks for each step from a slide (row) to another one (column); none leads to the same slide."""
    ahead = np.arange(slides)[None, :] - np.arange(slides)[:, None]
    over = OVER * OVER_MORE ** np.maximum(ahead - 2.0, 0)
    back = BACK * BACK_MORE ** np.maximum(-ahead - 1.0, 0)
    logs = np.log(np.where(ahead == 1, ON, np.maximum(ANYWHERE, np.where(ahead > 1, over, back))))
    np.fill_diagonal(logs, -np.inf)
    return logs


def best_step(after: Array) -> Array:
    """Return the best of `after` and the step from there, to each slide: the most of `step_logs` added to it.

    It takes a time in proportion to the slides, not to their square: what grows or falls with each slide by the same is
    a running maximum.
    """
    place = np.arange(len(after), dtype=np.float64)
    best = np.full(len(after), -np.inf)
    _raise(best[1:], after[:-1] + math.log(ON))
    over, back = math.log(OVER_MORE), math.log(BACK_MORE)
    _raise(best[2:], np.maximum.accumulate(after - over * place)[:-2] + over * place[:-2] + math.log(OVER))
    from_behind = np.maximum.accumulate((after + back * place)[::-1])[::-1]
    _raise(best[:-1], from_behind[1:] - back * place[1:] + math.log(BACK))
    _raise(best[1:], np.maximum.accumulate(after)[:-1] + math.log(ANYWHERE))
    _raise(best[:-1], np.maximum.accumulate(after[::-1])[::-1][1:] + math.log(ANYWHERE))
    return best


def _raise(best: Array, to: Array) -> None:
    np.maximum(best, to, out=best)


def starts(slides: int) -> Array:
    """Return what speaks for each slide to be the first one."""
    place = np.arange(slides)
    return np.where(place == 0, 0, LATE_START + LATER_START * place)


def ends(slides: int) -> Array:
    """Return what speaks for each slide to be the last one."""
    return SLIDES_LEFT * np.minimum(MOST_LEFT, slides - 1 - np.arange(slides))


def _speech_clock(units: Sequence[Unit]) -> Array:
    """Return when units begin and the last one ends, in seconds, with no silence longer than LONGEST_SILENCE_S."""
    starts_s = np.array([unit.start_ms for unit in units] + [units[-1].end_ms]) / 1000
    too_long_s = np.maximum(0, np.array([0, *[unit.pause_ms for unit in units[1:]], 0]) / 1000 - LONGEST_SILENCE_S)
    return np.maximum.accumulate(starts_s - np.cumsum(too_long_s))


def _boundaries(units: Sequence[Unit]) -> Array:
    """Return what speaks for a change before each unit, less the mean; and after the last one, nothing."""
    pauses = np.array([min(unit.pause_ms, LONGEST_PAUSE_MS) for unit in units]) / 1000
    sentences = np.array([unit.after_sentence for unit in units])
    boundaries = PAUSE_WEIGHT * pauses + SENTENCE_WEIGHT * sentences
    boundaries[1:] -= boundaries[1:].mean() if len(units) > 1 else 0
    return np.concatenate([[0], boundaries[1:], [0]])
