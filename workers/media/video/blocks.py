"""Pictures of slides in blocks, and how alike they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.video.features import Floats
from workers.media.video.frames import Grey
from workers.media.video.layout import Layout

COLUMNS, ROWS, BLOCK_PX = 12, 9, 12
WIDTH_PX, HEIGHT_PX = COLUMNS * BLOCK_PX, ROWS * BLOCK_PX
BLOCKS = COLUMNS * ROWS
# Of a block that differs from its mean by 5 of 255 or so, half counts.
FAINT = 30.0 * BLOCK_PX**2
PERCENTILES = (0.2, 2, 98, 99.8)
LEAST_CONTRAST = 40.0
# A frame is warped so much larger, and then made smaller by area.
FINER = 2
LEAST_SEEN = 0.9


@dataclass(frozen=True)
class Pictures:
    """Pictures in blocks without their mean (blocks by pictures by px), and of each block how much is in it.

    `energy` is the sum of its squares (blocks by pictures), `shares` that as a share of what would be plain (0 to 1).
    """

    blocks: Floats
    energy: Floats

    @property
    def shares(self) -> Floats:
        return (self.energy / (self.energy + FAINT)).astype(np.float32)


def in_blocks(
    pictures: Sequence[Grey], used: Floats | None = None, restless: NDArray[np.bool_] | None = None
) -> Pictures:
    """Return pictures of WIDTH_PX by HEIGHT_PX in blocks, each with its contrast stretched.

    The contrast is that of the blocks that are `used` (BLOCKS shares) and not `restless` (blocks by pictures), where
    these are given.
    """
    stack = np.stack(pictures).astype(np.float32)
    parted = stack.reshape(len(pictures), ROWS, BLOCK_PX, COLUMNS, BLOCK_PX).transpose(1, 3, 0, 2, 4)
    blocks = parted.reshape(BLOCKS, len(pictures), BLOCK_PX**2)
    looked_at = np.ones(BLOCKS, bool) if used is None or not (used > 0).any() else used > 0
    # Every fifth pixel tells as much.
    sample = blocks[looked_at, :, ::5]
    if restless is not None and restless.any():
        middle = np.median(sample, axis=(0, 2))
        sample = np.where(restless[looked_at][:, :, None], middle[None, :, None], sample)
    sample = sample.transpose(1, 0, 2).reshape(len(pictures), -1)
    least, second, last, most = np.percentile(sample, PERCENTILES, axis=1).astype(np.float32)
    # The few words of a slide are less of it than the percentiles leave out.
    is_bare = last - second < LEAST_CONTRAST
    dark = np.asarray(np.where(is_bare, least, second), np.float32)
    bright = np.asarray(np.where(is_bare, most, last), np.float32)
    contrast = np.maximum(bright - dark, np.float32(LEAST_CONTRAST))
    lowest = (dark + bright - contrast) / 2
    clipped = np.clip((blocks - lowest[None, :, None]) * (255 / contrast)[None, :, None], 0, 255)
    clipped -= clipped.mean(axis=2, keepdims=True)
    return Pictures(clipped, np.einsum("bfp,bfp->bf", clipped, clipped))


def alike(frames: Pictures, slides: Pictures, block: int) -> Floats:
    """Return how alike a block of frames and slides is (frames by slides, -1 to 1): also in how much is in it."""
    both = frames.blocks[block] @ slides.blocks[block].T
    faint = np.float32(FAINT)
    return (2 * both + faint) / (frames.energy[block][:, None] + slides.energy[block][None, :] + faint)


def small_slide(slide: Grey) -> Grey:
    """Return the picture of a slide, as large as `flat` makes it."""
    return cv2.resize(slide, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA).astype(np.uint8)


def flat(frame: Grey, layout: Layout) -> Grey:
    """Return the slide in a frame, WIDTH_PX by HEIGHT_PX; what is outside of the frame is black."""
    size = (WIDTH_PX * FINER, HEIGHT_PX * FINER)
    matrix = layout.matrix @ np.diag([1 / size[0], 1 / size[1], 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    fine = cv2.warpPerspective(frame, matrix, size, flags=flags)
    return cv2.resize(fine, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA).astype(np.uint8)


def within(frame_shape: tuple[int, ...], layout: Layout) -> Floats:
    """Return 1 for each block that lies within the frame, and 0 for the others."""
    white = flat(np.full(frame_shape[:2], 255, np.uint8), layout)
    shares = white.reshape(ROWS, BLOCK_PX, COLUMNS, BLOCK_PX).mean(axis=(1, 3)).reshape(BLOCKS) / 255
    return (shares >= LEAST_SEEN).astype(np.float32)
