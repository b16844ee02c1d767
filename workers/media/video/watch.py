"""Watches a video for slides: finds where it shows them, and then which one each of its frames shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.heartbeat import beat
from workers.media.recording import TrackSource
from workers.media.video.certainty import certainties
from workers.media.video.frames import FRAME_MS, WIDTH, Grey, frames
from workers.media.video.layout import find_layouts
from workers.media.video.matching import scores, slide_pictures, weighed
from workers.media.video.onset import from_their_first_traces
from workers.media.video.path import best_path

# Frames in which slides are looked for; where key frames are fewer than the least, others are, too.
SAMPLED, LEAST_SAMPLED = 40, 8


@dataclass(frozen=True)
class ShownSpan:
    """From `start_ms` up to `end_ms` of the video, the slide picture with this number is shown, or None."""

    start_ms: int
    end_ms: int
    slide: int | None
    confidence: float


@dataclass(frozen=True)
class Watched:
    """What was seen in a video: how many frames were looked at, in how many layouts it shows slides, and the spans."""

    frames: int
    layouts: int
    spans: tuple[ShownSpan, ...] = ()


def watch(
    video: Path, pictures: Sequence[Path], places: Sequence[int], longest_ms: int, begins_at_zero: bool, is_late: bool
) -> Watched:
    """Return which slides a video shows.

    `pictures` are those of slides that look different, and `places` say for each slide of the talk which is its own.
    No more than `longest_ms` of the video are looked at. It `begins_at_zero` and `is_late` to be known as TrackSource
    says.
    """
    cv2.setNumThreads(1)
    source = TrackSource(video, 1, begins_at_zero, is_late)
    slides = [_read(picture) for picture in pictures]
    count, sample = _sampled(frames(source, longest_ms, are_key_frames=True))
    if len(sample) < LEAST_SAMPLED:
        count, sample = _sampled(frames(source, longest_ms))
    layouts = find_layouts(slides, sample) if sample else []
    if not layouts:
        return Watched(count, 0)
    drawn = slide_pictures(slides)
    looked_at = [weighed(layout, drawn, sample) for layout in layouts]
    found = [part.astype(np.float16) for part in scores(frames(source, longest_ms), looked_at, drawn)]
    if not found:
        return Watched(0, len(layouts))
    shown = np.concatenate(found)
    return Watched(len(shown), len(layouts), _spans(shown, list(places)))


def _read(picture: Path) -> Grey:
    """Return the picture of a slide, as wide as frames are."""
    grey = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError(f"{picture.name} is no picture")
    height = max(1, round(WIDTH * grey.shape[0] / grey.shape[1]))
    return cv2.resize(grey, (WIDTH, height), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _sampled(seen: Iterable[Grey]) -> tuple[int, list[Grey]]:
    """Return how many frames there are, and SAMPLED at most, as far apart as can be, without equal neighbours."""
    kept: list[Grey] = []
    every, count = 1, 0
    for frame in seen:
        if count % every == 0:
            kept.append(frame)
            beat()
        count += 1
        if len(kept) == 2 * SAMPLED:
            kept, every = kept[::2], 2 * every
    sample: list[Grey] = []
    for place in range(min(SAMPLED, len(kept))):
        frame = kept[place * len(kept) // min(SAMPLED, len(kept))]
        if not sample or (frame.shape == sample[0].shape and not np.array_equal(sample[-1], frame)):
            sample.append(frame)
    return count, sample


def _spans(scores: NDArray[np.float16], places: list[int]) -> tuple[ShownSpan, ...]:
    path = np.array(from_their_first_traces(best_path(scores[:, places]), scores, places))
    starts = np.flatnonzero(np.diff(path, prepend=path[0] - 1))
    ends = [*starts[1:].tolist(), len(path)]
    sure = certainties(
        scores, [int(path[start]) for start in starts], places, list(zip(starts.tolist(), ends, strict=True))
    )
    return tuple(
        ShownSpan(int(start) * FRAME_MS, end * FRAME_MS, None if path[start] < 0 else int(path[start]), each)
        for start, end, each in zip(starts, ends, sure, strict=True)
    )
