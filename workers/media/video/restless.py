"""Finds what moves in front of a slide, or on it, as somebody does who walks through the picture."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workers.media.video.blocks import BLOCK_PX, BLOCKS, COLUMNS, ROWS
from workers.media.video.frames import Grey

# A block changes where it differs by so much of 255 on the mean; coding and noise stay below.
CHANGED = 4.0
# Where it changes so often within so many frames before and after, something moves. Slides and their parts come once.
NEAR_FRAMES, LEAST_CHANGES = 4, 4


def restless(distinct: Sequence[Grey], places: Sequence[int]) -> NDArray[np.bool_]:
    """Return in which blocks something moves (blocks by distinct frames).

    `distinct` are pictures of WIDTH_PX by HEIGHT_PX without equal neighbours, `places` those of the frames of a run
    among them.
    """
    if len(distinct) <= LEAST_CHANGES:
        return np.zeros((BLOCKS, len(distinct)), bool)
    changed = _changed(np.stack(distinct))
    steps = np.diff(places, prepend=0) > 0
    by_frame = np.zeros((BLOCKS, len(places)), np.int32)
    by_frame[:, steps] = changed[:, np.array(places)[steps] - 1]
    counted = np.pad(by_frame.cumsum(axis=1), ((0, 0), (1, 0)))
    frames = np.arange(len(places))
    first = np.maximum(0, frames - NEAR_FRAMES + 1)
    last = np.minimum(len(places), frames + NEAR_FRAMES + 1)
    is_moving = counted[:, last] - counted[:, first] >= LEAST_CHANGES
    begins = np.flatnonzero(np.diff(places, prepend=-1))
    return np.logical_or.reduceat(is_moving, begins, axis=1)


def _changed(pictures: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return in which blocks each picture but the first differs from the one before it (blocks by pictures)."""
    by = np.abs(np.diff(pictures.astype(np.int16), axis=0))
    parted = by.reshape(len(by), ROWS, BLOCK_PX, COLUMNS, BLOCK_PX).mean(axis=(2, 4), dtype=np.float32)
    return (parted > CHANGED).reshape(len(by), BLOCKS).T
