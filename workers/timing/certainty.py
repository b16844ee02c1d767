"""How sure a slide is, and which others may be right."""

import math

import numpy as np

from mediasvc.domain.timeline import Candidate
from workers.timing.evidence import Array

INTERCEPT, SLOPE = 0.85, 0.7
"""A logistic regression of how much of a cue's time is right on the model's odds, over ten lectures and three talks."""
LEAST, MOST = 0.01, 0.995
DOUBTFUL = 0.5
MOST_CANDIDATES, LEAST_LIKELY = 3, 0.02


def certainty(likely: float) -> float:
    """Return how often a slide is right that the model takes to be so likely."""
    likely = min(MOST, max(LEAST, likely))
    return 1 / (1 + math.exp(-INTERCEPT - SLOPE * math.log(likely / (1 - likely))))


def candidates(shares: Array, slide: int) -> tuple[Candidate, ...]:
    """Return the likeliest other slides where the slide is doubtful, most likely first.

    They share what the slide's certainty leaves.
    """
    certain = certainty(float(shares[slide]))
    if certain >= DOUBTFUL:
        return ()
    scale = (1 - certain) / (1 - float(shares[slide]))
    others = [int(place) for place in np.argsort(-shares, kind="stable") if place != slide][:MOST_CANDIDATES]
    likely = [Candidate(place, round(scale * float(shares[place]), 3)) for place in others]
    return tuple(each for each in likely if each.confidence >= LEAST_LIKELY)
