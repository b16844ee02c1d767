"""How well each slide fits each frame of a video."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workers.heartbeat import beat
from workers.media.video.blocks import BLOCKS, Pictures, alike, flat, in_blocks, small_slide, within
from workers.media.video.features import Floats
from workers.media.video.frames import Grey
from workers.media.video.layout import Layout
from workers.media.video.restless import restless

OCCLUDED, OCCLUDED_COUNTS = 0.35, 0.02
LEAST_FRAMES = 3
PLAIN = 0.03
# What it takes off a slide's score that its content is missing from the frame: little, as it may still be built up; but
# more where that is a page of the deck itself, whose content is this share or less of the slide's.
MISSING_COSTS, LACKING_COSTS = 0.15, 0.6
PART_FITS, PART_LACKS, NEAR_PAGES = 0.8, (0.02, 0.7), 12
LEAST_VARIANCE = 0.1
# A block counts for less while what is in it moves, if so large a share of the weights does not.
RESTLESS_COUNTS, LEAST_CALM = 0.05, 0.3
# So many frames at once, and so many scores (frames by slides) at most.
FRAMES_AT_ONCE, SCORES_AT_ONCE = 64, 16_384


@dataclass(frozen=True)
class WeighedLayout:
    """A layout, how much each block of it counts (BLOCKS shares, 1 in all), and what content costs that is missing.

    That is what a slide's score is less by where nothing of it is in a frame.
    """

    layout: Layout
    weights: Floats
    costs: Floats


def slide_pictures(slides: Sequence[Grey]) -> Pictures:
    return in_blocks([small_slide(slide) for slide in slides])


def weighed(layout: Layout, slides: Pictures, frames: Sequence[Grey]) -> WeighedLayout:
    """Return the layout with the weights of its blocks: of what differs from slide to slide, and is not covered.

    `frames` are those that layouts were looked for in.
    """
    seen = within(frames[0].shape, layout)
    weights = _varying(slides) * seen
    if len(layout.frames) >= LEAST_FRAMES:
        shown = in_blocks([flat(frames[place], layout) for place in layout.frames], seen)
        best = np.stack([alike(shown, slides, block).max(axis=1) for block in range(BLOCKS)])
        weights = np.where(np.median(best, axis=1) < OCCLUDED, weights * OCCLUDED_COUNTS, weights)
    counts = (weights / max(float(weights.sum()), 1e-6)).astype(np.float32)
    return WeighedLayout(layout, counts, _costs(slides, counts))


def _varying(slides: Pictures) -> Floats:
    """Return for each block how much it differs from slide to slide (LEAST_VARIANCE to 1)."""
    mean = slides.blocks.mean(axis=1, keepdims=True)
    varies: Floats = ((slides.blocks - mean) ** 2).sum(axis=2).mean(axis=1)
    half = slides.energy.mean(axis=1).max() / 4 + 1
    return np.maximum(np.sqrt(varies / (varies + half)), LEAST_VARIANCE).astype(np.float32)


def scores(frames: Iterable[Grey], layouts: Sequence[WeighedLayout], slides: Pictures) -> Iterator[Floats]:
    """Yield how well each slide fits frames that follow each other, some at a time (frames by slides, up to 1)."""
    count = slides.energy.shape[1]
    at_once = max(1, min(FRAMES_AT_ONCE, SCORES_AT_ONCE // count))
    for run in _runs(frames, at_once):
        # Equal neighbours are looked at once.
        distinct, places = _distinct(run)
        found = np.max([_scores(distinct, places, each, slides) for each in layouts], axis=0)
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


def _scores(frames: Sequence[Grey], places: Sequence[int], each: WeighedLayout, slides: Pictures) -> Floats:
    """Return how well slides fit the `frames` of a run (frames by slides); `places` are those of the run among them."""
    flats = [flat(frame, each.layout) for frame in frames]
    moving = restless(flats, places)
    # Where most of it moves, it all counts: that is slides in haste, or no slide.
    moving &= each.weights @ ~moving >= LEAST_CALM
    weights = np.where(moving, each.weights[:, None] * RESTLESS_COUNTS, each.weights[:, None])
    weights /= np.maximum(weights.sum(axis=0), 1e-6)
    shown = in_blocks(flats, each.weights, moving)
    fits, missing = _fits(shown, weights, slides), _missing(shown, weights, slides)
    return (fits - each.costs * missing).astype(np.float32)


def _fits(frames: Pictures, weights: Floats, slides: Pictures) -> Floats:
    """Return how alike frames and slides are, where there is something in a frame (frames by slides, up to 1).

    `weights` are those of the blocks in each frame (blocks by frames).
    """
    counts = frames.shares * weights
    fits = np.zeros((frames.energy.shape[1], slides.energy.shape[1]), np.float32)
    for block in np.flatnonzero((weights > 0).any(axis=1)):
        fits += counts[block][:, None] * alike(frames, slides, int(block))
    return (fits / (counts.sum(axis=0)[:, None] + PLAIN)).astype(np.float32)


def _missing(frames: Pictures, weights: Floats, slides: Pictures) -> Floats:
    """Return which share of each slide's content is missing from each frame (frames by slides, 0 to 1)."""
    lacking = ((1 - frames.shares) * weights).T @ slides.shares
    return np.asarray(lacking / np.maximum(weights.T @ slides.shares, 1e-6), np.float32)


def _costs(slides: Pictures, weights: Floats) -> Floats:
    """Return what each slide's missing content costs: more, where a page near it shows the slide without some of it."""
    fits, missing = _fits(slides, weights[:, None], slides), _missing(slides, weights[:, None], slides)
    lacks = missing - np.diag(missing)[None, :]
    is_part = (fits >= PART_FITS * np.diag(fits)[:, None]) & (lacks >= PART_LACKS[0]) & (lacks <= PART_LACKS[1])
    pages = np.arange(len(fits))
    is_near = np.abs(pages[:, None] - pages[None, :]) <= NEAR_PAGES
    return np.where((is_part & is_near).any(axis=0), LACKING_COSTS, MISSING_COSTS).astype(np.float32)
