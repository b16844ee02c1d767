"""How sure it is that a slide is shown in a span of frames."""

from collections.abc import Sequence
from math import exp

import numpy as np
from numpy.typing import NDArray

# The log-odds that the slide of a span is right, of by how much it fits better than the best other one.
AT_NO_MARGIN, STEEPNESS = 0.0, 60.0
SUREST, OF_NONE = 0.99, 0.8


def certainties(
    scores: NDArray[np.float16], slides: Sequence[int], places: Sequence[int], spans: Sequence[tuple[int, int]]
) -> list[float]:
    """Return for each span of frames how likely it shows its slide, or none where that is negative (0 to 1)."""
    return [
        OF_NONE if slide < 0 else _certainty(scores[begin:end], places[slide])
        for slide, (begin, end) in zip(slides, spans, strict=True)
    ]


def _certainty(scores: NDArray[np.float16], picture: int) -> float:
    if scores.shape[1] == 1:
        return SUREST
    fits = scores.mean(axis=0, dtype=np.float32)
    margin = float(fits[picture] - np.delete(fits, picture).max())
    odds = AT_NO_MARGIN + STEEPNESS * margin
    return round(min(SUREST, 1 / (1 + exp(-max(-50.0, min(50.0, odds))))), 3)
