"""The likeliest segments of a talk: Viterbi's algorithm for a hidden semi-Markov model, with excursions."""

import math
from dataclasses import dataclass

import numpy as np

from workers.timing.evidence import Array
from workers.timing.segments import Model, best_step, duration_logs, ends, starts, step_logs

# From a slide the speaker goes to an earlier one for a while, and then comes back to it or goes on to the next one.
EXCURSION, RETURN, GO_ON = math.log(0.03), math.log(0.4), math.log(0.6)
EXCURSION_SHARE = 0.7
"""How long an excursion is expected to last: so much of an even share of the talk."""


@dataclass(frozen=True)
class Segment:
    """A slide, by its index, that is shown from this unit on, until the next segment begins."""

    unit: int
    slide: int


@dataclass(frozen=True)
class _Scores:
    """Logarithms, by unit and slide, of how likely the best segments of all units before it are.

    In `before` a segment on the slide begins with the unit, in `after` one has ended before it, and in `excursions` an
    excursion from the slide has.
    """

    before: Array
    after: Array
    excursions: Array


def align(model: Model) -> list[Segment]:
    """Return the likeliest segments, in order; the first one begins with the first unit."""
    steps = step_logs(model.slides)
    shape = model.units + 1, model.slides
    scores = _Scores(*(np.full(shape, -np.inf) for _ in range(3)))
    scores.before[0] = starts(model.slides)
    for end in range(1, model.units + 1):
        first = model.first_start(end)
        scores.after[end] = _segments(model, scores, first, end).max(axis=0)
        scores.excursions[end] = _excursions(model, scores, first, end).max(axis=0)
        stepped = best_step(scores.after[end])
        scores.before[end] = model.boundaries[end] + np.maximum(stepped, _returned(scores, end).max(axis=0))
    return _traced(model, scores, steps)


def _segments(model: Model, scores: _Scores, first: int, end: int) -> Array:
    """Return the scores of segments up to `end`, by the unit that they begin with, from `first` on, and by slide."""
    gains = model.gains(first, end)
    gains += scores.before[first:end]
    return gains


def _excursions(model: Model, scores: _Scores, first: int, end: int) -> Array:
    """Return the scores of excursions up to `end`, by the unit that they begin with and the slide that is left.

    Each is to the earlier slide that the evidence speaks for most.
    """
    best = np.full((end - first, model.slides), -np.inf)
    np.maximum.accumulate((model.evidence[end] - model.evidence[first:end])[:, :-1], axis=1, out=best[:, 1:])
    lengths = duration_logs(model.times_s[end] - model.times_s[first:end], EXCURSION_SHARE * model.even_s)
    best += scores.after[first:end]
    best += (lengths + model.boundaries[first:end] + EXCURSION)[:, None]
    return best


def _returned(scores: _Scores, end: int) -> Array:
    """Return the scores of segments that begin with `end` after an excursion: two rows, back, and on to the next."""
    went_on = np.full_like(scores.excursions[end], -np.inf)
    went_on[1:] = scores.excursions[end][:-1]
    return np.stack([scores.excursions[end] + RETURN, went_on + GO_ON])


def _traced(model: Model, scores: _Scores, steps: Array) -> list[Segment]:
    """Return the segments that the scores come from, by going back from the likeliest last one."""
    end, slide = model.units, int((scores.after[-1] + ends(model.slides)).argmax())
    segments: list[Segment] = []
    while True:
        first = model.first_start(end)
        unit = first + int(_segments(model, scores, first, end)[:, slide].argmax())
        segments.append(Segment(unit, slide))
        if unit == 0:
            return segments[::-1]
        stepped = scores.after[unit] + steps[:, slide]
        returned = _returned(scores, unit)[:, slide]
        end = unit
        if stepped.max() >= returned.max():
            slide = int(stepped.argmax())
            continue
        slide -= int(returned.argmax())
        first = model.first_start(end)
        unit = first + int(_excursions(model, scores, first, end)[:, slide].argmax())
        gained = model.evidence[end] - model.evidence[unit]
        segments.append(Segment(unit, int(gained[:slide].argmax())))
        end = unit
