"""How likely each slide is at each unit of speech: the forward-backward algorithm of the model without excursions."""

import numpy as np

from workers.timing.evidence import Array
from workers.timing.segments import Model, ends, starts, step_logs

CHANGE = -2.0
"""Each change is that much dearer than in alignment, where short segments between others are not in the way."""


def posteriors(model: Model) -> Array:
    """Return how likely slides (columns) are at units (rows), of 1 for each unit."""
    weights = np.exp(step_logs(model.slides) + CHANGE)
    before, after = _forward(model, weights)
    starting, ending = _backward(model, weights)
    everything = _log_sum(after[-1] + ends(model.slides))
    begun, ended = (np.exp(logs - everything) for logs in (before + starting, after + ending))
    # A slide is shown at a unit where more segments on it have begun than ended.
    shown = np.maximum(np.cumsum(begun - ended, axis=0)[:-1], 0) + np.finfo(float).tiny
    return shown / shown.sum(axis=1, keepdims=True)


def _forward(model: Model, weights: Array) -> tuple[Array, Array]:
    """Return logarithms of all that comes before a segment begins with each unit, and before one has ended there."""
    before, after = (np.full((model.units + 1, model.slides), -np.inf) for _ in range(2))
    before[0] = starts(model.slides)
    for end in range(1, model.units + 1):
        first = model.first_start(end)
        after[end] = _log_sum(before[first:end] + model.gains(first, end))
        before[end] = model.boundaries[end] + _log_product(after[end], weights)
    # The talk is over then.
    before[-1] = -np.inf
    return before, after


def _backward(model: Model, weights: Array) -> tuple[Array, Array]:
    """Return logarithms of all that comes from each unit on where a segment begins with it, and where one ended."""
    starting, ending = (np.full((model.units + 1, model.slides), -np.inf) for _ in range(2))
    ending[-1] = ends(model.slides)
    for end in range(model.units, 0, -1):
        if end < model.units:
            ending[end] = model.boundaries[end] + _log_product(starting[end], weights.T)
        first = model.first_start(end)
        with_this = model.gains(first, end) + ending[end]
        starting[first:end] = np.logaddexp(starting[first:end], with_this)
    return starting, ending


def _log_sum(logs: Array) -> Array:
    """Return ln(sum(exp(logs))) over the first axis."""
    most = logs.max(axis=0)
    most = np.where(np.isfinite(most), most, 0)
    with np.errstate(divide="ignore"):
        return most + np.log(np.exp(logs - most).sum(axis=0))


def _log_product(logs: Array, weights: Array) -> Array:
    """Return ln(exp(logs) @ weights)."""
    most = logs.max()
    with np.errstate(divide="ignore"):
        return most + np.log(np.exp(logs - most) @ weights)
