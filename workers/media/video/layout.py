"""Where in its frames a video shows slides, and how they lie there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mediasvc.domain.errors import ConversionFailed
from workers.heartbeat import beat
from workers.media.video.features import Features, Floats, features, matches
from workers.media.video.frames import WIDTH, Grey

Matrix = NDArray[np.float64]
"""A projective transform of places (px) in homogeneous coordinates, 3 by 3."""

SLIDE_FEATURES, FRAME_FEATURES = 300, 500
# Slides that are looked for, and where nothing is found with these.
MOST_SLIDES, MOST_OF_MANY = 40, 200
LEAST_SIMILAR, LEAST_BENT = 8, 14
# The slides that share most with a frame: others in it lie as they do.
SLIDES_A_FRAME = 5
# Where so many agree on a similar shape, it is none that perspective has bent.
MOSTLY = 0.8
MUCH_BETTER = 1.3
OFF_PX = 3.0
ITERATIONS = 500
SAME_SHARE = 0.02
LEAST_AREA, LEAST_WITHIN = 0.02, 0.6
LEAST_FRAMES, LEAST_SLIDES = 3, 2
MOST_LAYOUTS = 4


@dataclass(frozen=True)
class Layout:
    """How slides lie in frames: `matrix` takes a place of a slide, as shares of its width and height, to a frame's px.

    `frames` are the places of the frames among those looked at in which it was found.
    """

    matrix: Matrix
    frames: tuple[int, ...]


@dataclass
class _Hit:
    """A slide that was found in a frame: the features they share, and the slide's corners there."""

    frame: int
    slide: int
    at: Floats
    to: Floats
    corners: Floats
    is_bent: bool


@dataclass
class _Cluster:
    hits: list[_Hit] = field(default_factory=list[_Hit])

    @property
    def weight(self) -> int:
        return sum(len(hit.at) for hit in self.hits)


def find_layouts(slides: Sequence[Grey], frames: Sequence[Grey]) -> list[Layout]:
    """Return the layouts in which the frames show slides, those that more speaks for first; none where there is none.

    Frames may be turned any way round. Where nothing is found in them, they are looked at in a mirror.
    """
    found = _found(slides, frames, MOST_SLIDES)
    # The frames may show none of the few slides of a large deck that were looked for.
    return found if found or len(slides) <= MOST_SLIDES else _found(slides, frames, MOST_OF_MANY)


def _found(slides: Sequence[Grey], frames: Sequence[Grey], most: int) -> list[Layout]:
    looked_for = slides[:: -(-len(slides) // most)]
    known = [features(slide, SLIDE_FEATURES) for slide in looked_for]
    shapes = [slide.shape for slide in looked_for]
    found = _layouts(_hits(known, shapes, frames), shapes)
    if found:
        return found
    turned = [np.ascontiguousarray(frame[:, ::-1]) for frame in frames]
    mirror = np.array([[-1.0, 0, frames[0].shape[1] - 1], [0, 1, 0], [0, 0, 1]])
    seen = _layouts(_hits(known, shapes, turned), shapes)
    return [Layout(mirror @ layout.matrix, layout.frames) for layout in seen]


def _hits(known: Sequence[Features], shapes: Sequence[tuple[int, ...]], frames: Sequence[Grey]) -> list[_Hit]:
    hits: list[_Hit] = []
    for place, frame in enumerate(frames):
        found = matches(known, features(frame, FRAME_FEATURES))
        likeliest = sorted(range(len(found)), key=lambda slide: -len(found[slide][0]))[:SLIDES_A_FRAME]
        for slide in likeliest:
            at, to = found[slide]
            if len(at) >= LEAST_SIMILAR and (hit := _hit(place, slide, at, to, shapes[slide], frame.shape)):
                hits.append(hit)
        beat()
    return hits


def _hit(
    frame: int, slide: int, at: Floats, to: Floats, slide_shape: tuple[int, ...], frame_shape: tuple[int, ...]
) -> _Hit | None:
    """Return the slide as it lies in the frame, if enough of its features agree on that."""
    matrix, agree = _fitted(at, to, is_bent=False)
    is_bent = False
    if len(at) >= LEAST_BENT and agree.sum() < MOSTLY * len(at):
        bent, agree_bent = _fitted(at, to, is_bent=True)
        if agree_bent.sum() >= max(LEAST_BENT, MUCH_BETTER * agree.sum()):
            matrix, agree, is_bent = bent, agree_bent, True
    if matrix is None or agree.sum() < LEAST_SIMILAR:
        return None
    corners = _corners(matrix, slide_shape)
    if not _is_likely(corners, frame_shape):
        return None
    return _Hit(frame, slide, at[agree], to[agree], corners, is_bent)


def _fitted(at: Floats, to: Floats, *, is_bent: bool) -> tuple[Matrix | None, NDArray[np.bool_]]:
    """Return the transform of these places to those, and which of them agree on it; None where there is none."""
    none = np.zeros(len(at), bool)
    # OpenCV returns None where nothing agrees, which its stubs do not say.
    matrix: Any
    agree: Any
    if is_bent:
        matrix, agree = cv2.findHomography(at, to, cv2.RANSAC, OFF_PX, maxIters=ITERATIONS)
    else:
        matrix, agree = cv2.estimateAffinePartial2D(
            at, to, method=cv2.RANSAC, ransacReprojThreshold=OFF_PX, maxIters=ITERATIONS
        )
    if matrix is None or agree is None or not np.isfinite(matrix).all():
        return None, none
    whole = np.eye(3)
    whole[: len(matrix)] = matrix
    return whole, agree.reshape(-1).astype(bool)


def _corners(matrix: Matrix, shape: tuple[int, ...]) -> Floats:
    height, width = shape[:2]
    whole = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float32)
    return cv2.perspectiveTransform(whole, matrix)[0].astype(np.float32)


def _is_likely(corners: Floats, frame_shape: tuple[int, ...]) -> bool:
    """Return whether these corners are those of a slide that is not too small, nor too far outside of the frame."""
    height, width = frame_shape[:2]
    if not np.isfinite(corners).all() or np.abs(corners).max() > 4 * max(width, height):
        return False
    if not cv2.isContourConvex(corners):
        return False
    area = cv2.contourArea(corners)
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    within, _ = cv2.intersectConvexConvex(corners, frame)
    return area >= LEAST_AREA * width * height and within >= LEAST_WITHIN * area


def _layouts(hits: Sequence[_Hit], shapes: Sequence[tuple[int, ...]]) -> list[Layout]:
    clusters: list[_Cluster] = []
    for hit in sorted(hits, key=lambda hit: -len(hit.at)):
        near = (cluster for cluster in clusters if _is_near(cluster.hits[0], hit))
        cluster = next(near, None)
        if cluster is None:
            clusters.append(cluster := _Cluster())
        cluster.hits.append(hit)
    explained: set[int] = set()
    found: list[Layout] = []
    for cluster in sorted(clusters, key=lambda cluster: -cluster.weight):
        # Parts of slides that look like parts of others are found in frames that show a slide elsewhere.
        others = _Cluster([hit for hit in cluster.hits if hit.frame not in explained])
        if _is_enough(others) and len(found) < MOST_LAYOUTS:
            found.append(_layout(cluster, shapes))
            explained |= set(found[-1].frames)
    return found


def _is_near(one: _Hit, other: _Hit) -> bool:
    return float(np.abs(one.corners - other.corners).max()) < SAME_SHARE * WIDTH


def _is_enough(cluster: _Cluster) -> bool:
    frames, slides = {hit.frame for hit in cluster.hits}, {hit.slide for hit in cluster.hits}
    return len(frames) >= LEAST_FRAMES or (len(slides) >= LEAST_SLIDES and len(frames) >= LEAST_SLIDES)


def _layout(cluster: _Cluster, shapes: Sequence[tuple[int, ...]]) -> Layout:
    """Return the layout that all features of a cluster together agree on."""
    first = cluster.hits[0]
    alike = [hit for hit in cluster.hits if shapes[hit.slide] == shapes[first.slide]]
    at, to = (np.concatenate(places) for places in zip(*[(hit.at, hit.to) for hit in alike], strict=True))
    matrix, _ = _fitted(at, to, is_bent=any(hit.is_bent for hit in alike))
    if matrix is None:
        raise ConversionFailed("features that agreed on a layout do not agree any more")
    height, width = shapes[first.slide][:2]
    frames = tuple(sorted({hit.frame for hit in cluster.hits}))
    return Layout(matrix @ np.diag([width, height, 1.0]), frames)
