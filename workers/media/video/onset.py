"""Where a slide that fades in begins to: the slide before it fits worse from there on."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workers.media.video.path import NONE

# A fade lasts so many frames at most before the next slide is the likelier one, and those before it tell how well the
# slide fits that goes.
MOST_EARLIER, CALM_FRAMES = 2, 6
# From where a slide has lost so large a share of what it loses, it goes; less than so much of a score is no fade.
GONE_SHARE, LEAST_GONE = 0.15, 0.08


def from_their_first_traces(path: Sequence[int], scores: NDArray[np.floating], places: Sequence[int]) -> list[int]:
    """Return the slide of each frame, where slides are shown from the frame on in which they begin to appear.

    `scores` are those of pictures (frames by pictures), and `places` say which picture is each slide's.
    """
    moved = list(path)
    starts = [0, *(frame for frame in range(1, len(path)) if path[frame] != path[frame - 1]), len(path)]
    for before, start in pairwise(starts[:-1]):
        if NONE in (path[before], path[start]):
            continue
        fits = scores[before : start + 1, places[path[before]]].astype(np.float32)
        for frame in range(_goes_from(fits) + before, start):
            moved[frame] = path[start]
    return moved


def _goes_from(fits: NDArray[np.float32]) -> int:
    """Return from which frame on a slide goes, of how well it fits while it is shown and in the first frame after."""
    after = len(fits) - 1
    calm = fits[max(0, after - MOST_EARLIER - CALM_FRAMES) : max(0, after - MOST_EARLIER)]
    if not calm.size:
        return after
    usual = float(np.median(calm))
    least = max(LEAST_GONE, GONE_SHARE * (usual - float(fits[after])))
    goes = after
    while goes > after - MOST_EARLIER and usual - float(fits[goes - 1]) > least:
        goes -= 1
    return goes
