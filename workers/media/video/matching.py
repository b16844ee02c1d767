"""How well each slide fits each frame of a video."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workers.heartbeat import beat
from workers.media.video.blocks import BLOCKS, Pictures, alike, flat, in_blocks, small_slide, within
from workers.media.video.features import Floats
from workers.media.video.frames import Grey
from workers.media.video.layout import Layout

OCCLUDED, OCCLUDED_COUNTS = 0.35, 0.02
LEAST_FRAMES = 3
PLAIN = 0.03
MISSING_COSTS = 0.15
LEAST_VARIANCE = 0.05
# So many frames at once, and so many scores (frames by slides) at most.
FRAMES_AT_ONCE, SCORES_AT_ONCE = 64, 16_384


@dataclass(frozen=True)
class Watched:
    """A layout, and how much each block of it counts: BLOCKS shares, 1 in all."""

    layout: Layout
    weights: Floats


def slide_pictures(slides: Sequence[Grey]) -> Pictures:
    return in_blocks([small_slide(slide) for slide in slides])


def watched(layout: Layout, slides: Pictures, frames: Sequence[Grey]) -> Watched:
    """Return the layout with the weights of its blocks: of what differs from slide to slide, and is not covered.

    `frames` are those that layouts were looked for in.
    """
    seen = within(frames[0].shape, layout)
    weights = _varying(slides) * seen
    if len(layout.frames) >= LEAST_FRAMES:
        shown = in_blocks([flat(frames[place], layout) for place in layout.frames], seen)
        best = np.stack([alike(shown, slides, block).max(axis=1) for block in range(BLOCKS)])
        weights = np.where(np.median(best, axis=1) < OCCLUDED, weights * OCCLUDED_COUNTS, weights)
    return Watched(layout, (weights / max(float(weights.sum()), 1e-6)).astype(np.float32))


def _varying(slides: Pictures) -> Floats:
    """Return for each block how much it differs from slide to slide (LEAST_VARIANCE to 1)."""
    mean = slides.blocks.mean(axis=1, keepdims=True)
    varies: Floats = ((slides.blocks - mean) ** 2).sum(axis=2).mean(axis=1)
    half = slides.energy.mean(axis=1).max() / 4 + 1
    return np.maximum(varies / (varies + half), LEAST_VARIANCE).astype(np.float32)


def scores(frames: Iterable[Grey], layouts: Sequence[Watched], slides: Pictures) -> Iterator[Floats]:
    """Yield how well each slide fits frames that follow each other, some at a time (frames by slides, up to 1)."""
    count = slides.energy.shape[1]
    at_once = max(1, min(FRAMES_AT_ONCE, SCORES_AT_ONCE // count))
    for run in _runs(frames, at_once):
        # Equal neighbours are looked at once.
        distinct, places = _distinct(run)
        found = np.max([_scores(distinct, each, slides) for each in layouts], axis=0)
        yield found[places]
        beat()


def _runs(frames: Iterable[Grey], at_once: int) -> Iterator[list[Grey]]:
    run: list[Grey] = []
    for frame in frames:
        run.append(frame)
        if len(run) == at_once:
            yield run
            run = []
    if run:
        yield run


def _distinct(run: Sequence[Grey]) -> tuple[list[Grey], list[int]]:
    """Return the frames without those that equal the one before, and for each frame its place among them."""
    distinct: list[Grey] = []
    places: list[int] = []
    for frame in run:
        if not distinct or not np.array_equal(distinct[-1], frame):
            distinct.append(frame)
        places.append(len(distinct) - 1)
    return distinct, places


def _scores(frames: Sequence[Grey], each: Watched, slides: Pictures) -> Floats:
    shown = in_blocks([flat(frame, each.layout) for frame in frames], each.weights)
    counts = shown.shares * each.weights[:, None]
    fits = np.zeros((len(frames), slides.energy.shape[1]), np.float32)
    for block in np.flatnonzero(each.weights > 0):
        fits += counts[block][:, None] * alike(shown, slides, int(block))
    fits /= counts.sum(axis=0)[:, None] + np.float32(PLAIN)
    content = slides.shares * each.weights[:, None]
    missing = (1 - shown.shares).T @ content / np.maximum(content.sum(axis=0), 1e-6)
    return fits - np.float32(MISSING_COSTS) * missing
