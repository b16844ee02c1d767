"""Which slide is shown in each frame, from how well each one fits: the best path through all frames (Viterbi)."""

import numpy as np
from numpy.typing import NDArray

from workers.media.video.features import Floats

NONE = -1
# In nats: what a score of 1 is worth, what score a frame of no slide has, and what changes cost.
SCALE, OF_NONE = 14.0, 0.40
NEXT, NEAR, FAR, INTO_NONE, OUT_OF_NONE = 5.0, 6.5, 8.0, 8.0, 6.0
# Slides that are so far ahead are near.
NEAR_STEPS = (2, 3)
_STAYS, _NEXT, _JUMPS, _APPEARS = 0, 1, 4, 5


def best_path(scores: NDArray[np.floating]) -> list[int]:
    """Return the slide of each frame, or NONE, of scores (frames by slides)."""
    frames, slides = scores.shape
    worth = scores[0].astype(np.float32) * SCALE
    of_none = SCALE * OF_NONE
    came = np.zeros((frames, slides), np.int8)
    jumped_from = np.zeros(frames, np.int32)
    none_from = np.full(frames, NONE, np.int32)
    none = of_none
    for frame in range(1, frames):
        best = int(worth.argmax())
        jumped_from[frame] = best
        choices = _choices(worth, float(worth[best]), none)
        chosen = choices.argmax(axis=0)
        came[frame] = chosen
        gained = np.take_along_axis(choices, chosen[None], axis=0)[0]
        none_before = none
        none = max(none_before, float(worth[best]) - INTO_NONE)
        if none > none_before:
            none_from[frame] = best
        worth = gained + scores[frame].astype(np.float32) * SCALE
        none += of_none
        # Only differences count: in half a day, sums of 32 bits would not tell them any more.
        top = max(float(worth.max()), none)
        worth, none = worth - top, none - top
    return _back(int(worth.argmax()) if worth.max() >= none else NONE, came, jumped_from, none_from)


def _choices(worth: Floats, best: float, none: float) -> Floats:
    """Return for each slide what each way to it is worth: stays, one ahead, two, three, any jump, out of none."""
    choices = np.full((6, len(worth)), -np.inf, np.float32)
    choices[_STAYS] = worth
    for steps, costs in ((1, NEXT), *((steps, NEAR) for steps in NEAR_STEPS)):
        choices[steps, steps:] = worth[:-steps] - costs
    choices[_JUMPS] = best - FAR
    choices[_APPEARS] = none - OUT_OF_NONE
    return choices


def _back(state: int, came: NDArray[np.int8], jumped: NDArray[np.int32], none: NDArray[np.int32]) -> list[int]:
    path = [state]
    for frame in range(len(came) - 1, 0, -1):
        if state == NONE:
            state = int(none[frame])
        else:
            way = int(came[frame, state])
            state = int(jumped[frame]) if way == _JUMPS else NONE if way == _APPEARS else state - way
        path.append(state)
    return path[::-1]
