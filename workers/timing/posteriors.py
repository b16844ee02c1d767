"""How likely each slide is at each unit of speech: the forward-backward algorithm of the model without excursions."""

import numpy as np

from workers.timing.evidence import Array
from workers.timing.segments import Model, ends, starts, step_logs

CHANGE = -2.0
"""Each change is that much dearer than in alignment, where short segments between others are not in the way."""


def posteriors(model: Model) -> Array:
    """Return how likely slides (columns) are at units (rows), of 1 for each unit."""
    weights = np.exp(step_logs(model.slides) + CHANGE)
    before, last = _forward(model, weights)
    begun, ended = _backward(model, weights, before, float(_log_sum(last + ends(model.slides))))
    # A slide is shown at a unit where more segments on it have begun than ended.
    shown = np.maximum(np.cumsum(begun - ended, axis=0)[:-1], 0) + np.finfo(float).tiny
    return shown / shown.sum(axis=1, keepdims=True)


def _forward(model: Model, weights: Array) -> tuple[Array, Array]:
    """Return the logarithms of all that comes before a segment begins with each unit, and before the talk ends."""
    before, after = np.full((model.units, model.slides), -np.inf), np.zeros(model.slides)
    before[0] = starts(model.slides)
    for end in range(1, model.units + 1):
        after = _log_sum(_segments(model, before, end))
        if end < model.units:
            before[end] = model.boundaries[end] + _log_product(after, weights)
    return before, after


def _backward(model: Model, weights: Array, before: Array, everything: float) -> tuple[Array, Array]:
    """Return how likely segments on slides begin with each unit, and how likely they end before it.

    `everything` is the logarithm of the sum over all segments of a talk.
    """
    begun, ended = (np.zeros((model.units + 1, model.slides)) for _ in range(2))
    behind = ends(model.slides)
    for end in range(model.units, 0, -1):
        if end < model.units:
            # All that is after a segment's beginning is what it is likely by, less what is before.
            with np.errstate(divide="ignore"):
                after = np.log(begun[end]) - before[end] + everything
            behind = model.boundaries[end] + _log_product(after, weights.T)
        likely = np.exp(_segments(model, before, end) + (behind - everything))
        begun[end - len(likely) : end] += likely
        ended[end] = likely.sum(axis=0)
    return begun, ended


def _segments(model: Model, before: Array, end: int) -> Array:
    """Return the logarithms of all ways to end a segment before the unit `end`, by its first unit and its slide."""
    first = model.first_start(end)
    gains = model.gains(first, end)
    gains += before[first:end]
    return gains


def _log_sum(logs: Array) -> Array:
    """Return ln(sum(exp(logs))) over the first axis."""
    most = logs.max(axis=0)
    return most + np.log(np.exp(logs - most).sum(axis=0))


def _log_product(logs: Array, weights: Array) -> Array:
    """Return ln(exp(logs) @ weights), without the library for matrices: its threads would wait for each other."""
    most = logs.max()
    with np.errstate(divide="ignore"):
        return most + np.log(np.einsum("i,ij->j", np.exp(logs - most), weights))
