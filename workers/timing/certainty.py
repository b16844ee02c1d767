"""How sure a slide is, and which others may be right."""

import numpy as np

from mediasvc.domain.timeline import Candidate
from workers.timing.evidence import Array

DOUBTFUL = 0.5
MOST_CANDIDATES, LEAST_LIKELY = 3, 0.02


def certainty(likely: float) -> float:
    """Return how often a slide is right that the model takes to be so likely."""
    return round(likely, 3)


def candidates(shares: Array, slide: int) -> tuple[Candidate, ...]:
    """Return the likeliest other slides where the slide is doubtful, most likely first."""
    if certainty(float(shares[slide])) >= DOUBTFUL:
        return ()
    others = [int(place) for place in np.argsort(-shares, kind="stable") if place != slide][:MOST_CANDIDATES]
    return tuple(Candidate(place, round(float(shares[place]), 3)) for place in others if shares[place] >= LEAST_LIKELY)
