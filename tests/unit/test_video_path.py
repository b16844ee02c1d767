"""The best path through a video's frames: as a plain search over all paths finds it."""

from itertools import pairwise, product

import numpy as np
import pytest
from numpy.typing import NDArray

from workers.media.video.path import FAR, INTO_NONE, NEAR, NEXT, NONE, OF_NONE, OUT_OF_NONE, SCALE, best_path


def costs(before: int, after: int) -> float:
    if before == after:
        return 0
    if after == NONE:
        return INTO_NONE
    if before == NONE:
        return OUT_OF_NONE
    return {1: NEXT, 2: NEAR, 3: NEAR}.get(after - before, FAR)


def worth(path: tuple[int, ...] | list[int], scores: NDArray[np.float32]) -> float:
    told = sum(SCALE * (OF_NONE if slide == NONE else float(scores[frame, slide])) for frame, slide in enumerate(path))
    return told - sum(costs(before, after) for before, after in pairwise(path))


@pytest.mark.parametrize("seed", range(12))
def test_no_other_path_is_worth_more(seed: int) -> None:
    frames, slides = 6, 5
    scores = np.random.default_rng(seed).uniform(-0.6, 1.6, (frames, slides)).astype(np.float32)
    best = max(worth(path, scores) for path in product(range(NONE, slides), repeat=frames))
    assert worth(best_path(scores), scores) == pytest.approx(best, abs=1e-3)


def shown(slides: int, *stays: tuple[int, int]) -> NDArray[np.float32]:
    """Return scores of frames that show these slides, each for so many frames."""
    frames = [slide for slide, count in stays for _ in range(count)]
    scores = np.full((len(frames), slides), 0.2, np.float32)
    for frame, slide in enumerate(frames):
        if slide != NONE:
            scores[frame, slide] = 0.8
    return scores


def test_slides_follow_each_other_come_back_and_are_away() -> None:
    stays = ((0, 9), (1, 9), (0, 9), (NONE, 9), (3, 9))
    path = [slide for slide, count in stays for _ in range(count)]
    assert best_path(shown(4, *stays)) == path


def test_one_odd_frame_is_no_change() -> None:
    assert set(best_path(shown(4, (1, 9), (3, 1), (1, 9)))) == {1}


def test_of_slides_that_look_alike_the_order_tells_which() -> None:
    scores = shown(4, (0, 9), (1, 9), (2, 9), (3, 9))
    scores[:, [1, 3]] = scores[:, [1, 3]].max(axis=1, keepdims=True)
    assert best_path(scores) == [slide for slide in range(4) for _ in range(9)]


def test_half_a_day_is_told_as_a_minute_is() -> None:
    path = best_path(np.tile(shown(3, (0, 20), (1, 20)), (600, 1)).astype(np.float16))
    assert path == [slide for _ in range(600) for slide in (0, 1) for _ in range(20)]
