"""Things that move in front of a slide count for little; those that stay or come once are the slide's."""

import cv2
import numpy as np
from drawn_frames import HEIGHT, WIDTH, Grey

from workers.media.video.blocks import BLOCKS, COLUMNS, HEIGHT_PX, WIDTH_PX
from workers.media.video.layout import Layout
from workers.media.video.matching import scores, slide_pictures, weighed
from workers.media.video.restless import restless

WHOLE = Layout(np.diag([WIDTH, HEIGHT, 1.0]), ())


def plain(shade: int) -> Grey:
    return np.full((HEIGHT_PX, WIDTH_PX), shade, np.uint8)


def test_what_changes_in_most_frames_is_restless_only_where_it_does() -> None:
    frames = [plain(50) for _ in range(9)]
    for place, frame in enumerate(frames):
        frame[:12, :24] = 60 * (place % 2)
    moving = restless(frames, range(9))
    assert moving[:2].all()
    assert not moving[2:].any()


def test_slides_that_come_once_are_not_restless() -> None:
    assert not restless([plain(50), plain(90), plain(130)], [0, 0, 1, 1, 1, 2, 2]).any()
    slow = [place for place in range(6) for _ in range(4)]
    assert not restless([plain(40 * place) for place in range(6)], slow).any()


def test_equal_neighbours_count_as_the_frames_they_are() -> None:
    moving = restless([plain(40 * (place % 2)) for place in range(6)], [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5])
    assert moving.shape == (BLOCKS, 6)
    assert moving.all()


def titled(number: int) -> Grey:
    page = np.full((HEIGHT, WIDTH), 240, np.uint8)
    cv2.putText(page, f"Only {number * 37}", (20, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 20, 2)
    return page


def walked_past(page: Grey, moment: int) -> Grey:
    frame = page.copy()
    left = 20 * (moment % 12)
    grain = np.random.default_rng(moment).integers(0, 90, (10, 8), dtype=np.uint8)
    frame[90:, left : left + 170] = cv2.resize(grain, (170, HEIGHT - 90), interpolation=cv2.INTER_NEAREST)
    return frame


def test_a_slide_of_few_words_is_seen_behind_somebody_who_walks() -> None:
    slides = [titled(number) for number in range(4)]
    drawn = slide_pictures(slides)
    frames = [walked_past(slides[moment // 12], moment) for moment in range(48)]
    fits = np.concatenate(list(scores(frames, [weighed(WHOLE, drawn, frames)], drawn)))
    assert fits.argmax(axis=1).tolist() == [moment // 12 for moment in range(48)]
    assert np.median(fits.max(axis=1)) > 0.6


def test_somebody_who_fills_the_frame_is_no_slide() -> None:
    slides = [titled(number) for number in range(4)]
    drawn = slide_pictures(slides)
    noise = np.random.default_rng(3).integers(0, 255, (48, HEIGHT, WIDTH), dtype=np.uint8)
    noise[:, : HEIGHT // 3] = noise[0, : HEIGHT // 3]
    frames = list(noise)
    fits = np.concatenate(list(scores(frames, [weighed(WHOLE, drawn, frames)], drawn)))
    assert fits.max() < 0.4


def test_blocks_are_numbered_row_by_row() -> None:
    frames = [plain(50) for _ in range(9)]
    for place, frame in enumerate(frames):
        frame[12:24, :12] = 60 * (place % 2)
    assert np.flatnonzero(restless(frames, range(9)).all(axis=1)).tolist() == [COLUMNS]


def test_slides_of_a_word_or_two_are_told_apart_be_they_dark_or_light() -> None:
    for slides in ([titled(number) for number in range(4)], [255 - titled(number) for number in range(4)]):
        drawn = slide_pictures(slides)
        fits = np.concatenate(list(scores(slides, [weighed(WHOLE, drawn, slides)], drawn)))
        assert fits.argmax(axis=1).tolist() == list(range(4))
        assert np.diag(fits).min() > 0.6
