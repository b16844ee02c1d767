"""A slide that fades in is shown from where it begins to, and one that is cut to from where it is."""

import numpy as np

from workers.media.video.onset import from_their_first_traces
from workers.media.video.path import NONE

FADES = np.array([0.8] * 8 + [0.7, 0.5, 0.1, 0.1])
CUT = np.array([0.8] * 10 + [0.1, 0.1])
PATH = [0] * 10 + [1] * 2


def shown(fits: np.ndarray, path: list[int]) -> list[int]:
    scores = np.stack([fits, 0.9 - fits], axis=1).astype(np.float16)
    return from_their_first_traces(path, scores, [0, 1])


def test_a_slide_that_fades_in_is_shown_from_where_it_begins_to() -> None:
    assert shown(FADES, PATH) == [0] * 9 + [1] * 3
    deep = FADES - np.array([0] * 8 + [0.1, 0, 0, 0])
    assert shown(deep, PATH) == [0] * 8 + [1] * 4


def test_a_slide_that_is_cut_to_is_shown_from_where_it_is() -> None:
    assert shown(CUT, PATH) == PATH
    assert shown(CUT + np.random.default_rng(1).normal(0, 0.01, len(CUT)), PATH) == PATH


def test_what_goes_into_no_slide_is_left() -> None:
    path = [0] * 10 + [NONE] * 2
    assert shown(FADES, path) == path


def test_slides_for_a_frame_or_two_are_left() -> None:
    assert shown(FADES[-3:], [0, 0, 1]) == [0, 0, 1]
