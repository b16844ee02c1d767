"""Choice of the pages of a PDF that are looked at for words in pictures."""

import pytest

from workers.decks.page_pictures import Box, Drawn, Picture, pictured

WHOLE: Box = (0, 0, 1000, 1000)
QUARTER: Box = (100, 100, 600, 600)
LOGO: Box = (900, 0, 1000, 100)


def page(*boxes: Box, size_bytes: int = 7, curves: int = 2) -> Drawn:
    return Drawn(frozenset(Picture(box, size_bytes) for box in boxes), curves)


def test_pages_with_pictures_of_their_own_are_and_those_of_text_are_not() -> None:
    pages = [page(QUARTER), page(), page(LOGO), page(curves=900)]
    assert pictured(pages, [39] * 4) == [True, False, False, False]


def test_beside_many_words_only_large_pictures_are_looked_at() -> None:
    half: Box = (0, 0, 1000, 500)
    assert pictured([page(QUARTER), page(half)], [40, 40]) == [False, True]


def test_a_background_that_many_pages_share_is_no_picture_of_theirs() -> None:
    pages = [page(WHOLE)] * 5 + [Drawn(page(WHOLE).pictures | page(QUARTER, size_bytes=9).pictures, 0)]
    assert pictured(pages, [39] * 6) == [False] * 5 + [True]


def test_scans_at_one_place_are_pictures_of_their_pages() -> None:
    pages = [page(WHOLE, size_bytes=size) for size in range(9)]
    assert pictured(pages, [12] * 9) == [True] * 9


@pytest.mark.parametrize(
    ("words", "curves", "expected"), [(0, 20, True), (2, 20, True), (3, 20, False), (0, 19, False)]
)
def test_a_page_without_words_may_have_letters_in_outlines(words: int, curves: int, expected: bool) -> None:
    assert pictured([page(curves=curves)], [words]) == [expected]


def test_a_page_without_words_is_looked_at_whatever_it_shares() -> None:
    assert pictured([page(WHOLE)] * 6, [0] * 6) == [True] * 6
