"""Slides are found in frames wherever they lie, and frames of something else show none."""

from collections.abc import Callable

import numpy as np
import pytest
from drawn_frames import HEIGHT, WIDTH, Grey, in_window, on_a_wall, slide, with_speaker

from workers.media.video.layout import find_layouts
from workers.media.video.matching import scores, slide_pictures, weighed
from workers.media.video.path import NONE, best_path

SLIDES = [slide(number) for number in range(5)]
SHOWN = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
STAYS = 4
PLACES: dict[str, Callable[[Grey, int], Grey]] = {
    "plain": lambda page, _: page,
    "window": lambda page, _: in_window(page),
    "speaker": with_speaker,
    "upside down": lambda page, _: np.ascontiguousarray(page[::-1, ::-1]),
    "mirrored": lambda page, _: np.ascontiguousarray(page[:, ::-1]),
    "on its side": lambda page, _: np.ascontiguousarray(np.rot90(page)),
    "room": lambda page, _: on_a_wall(page),
    "dark": lambda page, _: (page * 0.4 + 10).astype(np.uint8),
}


def best(frames: list[Grey], slides: list[Grey]) -> list[int]:
    """Return the slide that fits each frame best, where each stays for some time."""
    drawn = slide_pictures(slides)
    layouts = [weighed(layout, drawn, frames) for layout in find_layouts(slides, frames)]
    stays = [frame for frame in frames for _ in range(STAYS)]
    return np.concatenate(list(scores(stays, layouts, drawn))).argmax(axis=1)[::STAYS].tolist()


@pytest.mark.parametrize("place", PLACES)
def test_slides_are_found_however_they_are_shown(place: str) -> None:
    frames = [PLACES[place](SLIDES[shown], moment) for moment, shown in enumerate(SHOWN)]
    assert best(frames, SLIDES) == SHOWN


def test_a_window_that_is_moved_is_found_at_both_places() -> None:
    frames = [in_window(SLIDES[shown], 10 if moment < 5 else 170) for moment, shown in enumerate(SHOWN)]
    assert len(find_layouts(SLIDES, frames)) == 2
    assert best(frames, SLIDES) == SHOWN


def test_a_few_slides_of_a_large_deck_are_found() -> None:
    deck = [np.full((HEIGHT, WIDTH), 255, np.uint8) for _ in range(90)]
    for place, page in zip((1, 4, 7), SLIDES, strict=False):
        deck[place] = page
    assert len(find_layouts(deck, SLIDES[:3])) == 1


def path(frames: list[Grey], slides: list[Grey]) -> list[int]:
    """Return the slide of each frame, or NONE."""
    drawn = slide_pictures(slides)
    layouts = [weighed(layout, drawn, frames) for layout in find_layouts(slides, frames)]
    return best_path(np.concatenate(list(scores(frames, layouts, drawn))))


def test_frames_of_another_deck_show_none() -> None:
    others = [np.ascontiguousarray(slide(number)[::-1]) for number in range(20, 30)]
    turned = [np.ascontiguousarray(255 - page[:, ::-1]) for page in others]
    assert find_layouts(SLIDES, turned) == []


def test_another_deck_of_the_same_design_shows_none_though_the_design_is_found() -> None:
    others = [slide(number) for number in range(20, 26) for _ in range(2)]
    assert find_layouts(SLIDES, others)
    assert path(others, SLIDES) == [NONE] * 12


def test_frames_of_nothing_show_none() -> None:
    assert find_layouts(SLIDES, [np.zeros((HEIGHT, WIDTH), np.uint8)] * 3) == []
    assert find_layouts([np.full((HEIGHT, WIDTH), 255, np.uint8)] * 3, SLIDES) == []


def test_cuts_to_a_camera_show_none() -> None:
    noise = np.random.default_rng(7)
    camera = [noise.integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8) for _ in range(5)]
    frames = [page for page in SLIDES[:2] for _ in range(5)] + camera
    assert path(frames, SLIDES) == [0] * 5 + [1] * 5 + [NONE] * 5


def without(page: Grey, from_row: int) -> Grey:
    part = page.copy()
    part[from_row:] = 245
    return part


def test_a_slide_that_is_built_up_fits_from_its_first_part_on() -> None:
    frames = [without(page, 140) for page in SLIDES]
    assert best([*frames, *SLIDES], SLIDES) == [*range(5), *range(5)]


def test_a_deck_of_overlays_is_told_apart_page_by_page() -> None:
    pages = [without(page, row) for page in SLIDES[:3] for row in (110, 180, HEIGHT)]
    frames = [with_speaker(page, moment) for moment, page in enumerate(pages)]
    found = best(frames, pages)
    assert found == list(range(len(pages)))
    drawn = slide_pictures(pages)
    (layout,) = (weighed(each, drawn, frames) for each in find_layouts(pages, frames))
    fits = np.concatenate(list(scores([pages[0]], [layout], drawn)))[0]
    # Not by a hair, as two pages of one slide are but a few lines apart.
    assert fits[0] - fits[1] > 0.04
