"""What is found again in a picture, wherever and however large it is shown: RootSIFT features.

Arandjelovic and Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.video.frames import Grey

Floats = NDArray[np.float32]
# Lowe's ratio test: the nearest feature is so much nearer than the second one.
RATIO = 0.8


@dataclass(frozen=True)
class Features:
    """Places (px, n by 2) and descriptors (n by 128, of length 1) of what stands out in a picture."""

    places: Floats
    descriptors: Floats


def features(picture: Grey, most: int) -> Features:
    """Return the strongest features of a picture, `most` at most."""
    # OpenCV's stubs do not know it.
    sift = cast(Any, cv2).SIFT_create(nfeatures=most)
    points: Sequence[Any]
    raw: Floats | None
    points, raw = sift.detectAndCompute(picture, None)
    if raw is None:
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    descriptors = np.sqrt(raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-6))
    places = np.array([point.pt for point in points], np.float32)
    return Features(places[:most], descriptors[:most].astype(np.float32))


def matches(slides: Sequence[Features], frame: Features) -> list[tuple[Floats, Floats]]:
    """Return for each slide the places of its features that the frame has, too, and where it has them."""
    found: list[tuple[Floats, Floats]] = []
    for slide in slides:
        if len(slide.places) < 2 or len(frame.places) < 2:
            found.append((slide.places[:0], frame.places[:0]))
            continue
        alike = slide.descriptors @ frame.descriptors.T
        rows = np.arange(len(alike))
        best = alike.argmax(axis=1)
        nearest = 1 - alike[rows, best]
        alike[rows, best] = -1
        second = 1 - alike.max(axis=1)
        # Squared distances of unit vectors are twice this.
        is_match = nearest < RATIO**2 * second
        found.append((slide.places[is_match], frame.places[best[is_match]]))
    return found
