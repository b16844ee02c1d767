"""Clusters of letters and marks that a file gives one text, at the place of their letters."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from workers.decks.glyphs import Box, Glyph
from workers.decks.spans import Ink, Span, box_of, with_spans

SIZE = 20.0
LETTER = Ink(left=100.0, right=104.0, bottom=50.0, top=64.0, baseline=50.0, size=SIZE)
ABOVE = Ink(left=98.0, right=106.0, bottom=66.0, top=70.0, baseline=55.0, size=SIZE)
BELOW = Ink(left=98.0, right=106.0, bottom=43.0, top=47.0, baseline=50.0, size=SIZE)
PLACE = Box(100.0, 104.0, 50.0, SIZE)


def test_the_place_of_a_cluster_is_that_of_its_letters() -> None:
    assert box_of([ABOVE, LETTER, BELOW]) == PLACE
    assert box_of([LETTER, replace(LETTER, left=104.0, right=110.0)]) == replace(PLACE, right=110.0)
    assert box_of([ABOVE]) == Box(98.0, 106.0, 55.0, SIZE)


@pytest.mark.parametrize("other", [replace(LETTER, bottom=20.0, top=34.0, baseline=20.0), replace(LETTER, size=0.0)])
def test_what_is_not_on_one_level_line_has_no_place(other: Ink) -> None:
    assert box_of([LETTER, other]) is None


def read(*pieces: Sequence[str], text: str = "\u0627\u064b") -> list[str]:
    """Return the texts of glyphs, of which those of the first two text objects are a span with this text."""
    glyphs = [
        Glyph(10 * drawn + number, letter, drawn)
        for drawn, letters in enumerate(pieces, start=1)
        for number, letter in enumerate(letters)
    ]
    boxes = {glyph.place: Box(0.0, 1.0, 0.0, SIZE) for glyph in glyphs}
    span = Span(1, text, PLACE)
    joined, placed = with_spans(glyphs, boxes, {1: span, 2: span})
    assert all(placed[glyph.place] == PLACE for glyph in joined if glyph.text == text and glyph.drawn < 3)
    return [glyph.text for glyph in joined]


def test_a_span_is_one_cluster_wherever_its_text_is() -> None:
    # As pdfium has it: turned, at the first thing drawn of it, at each of them, or a part at each.
    for pieces in (("\u064b\u0627", ""), ("\u064b\u0627", "\u064b\u0627"), ("\u064b", "\u0627")):
        assert read(*pieces, "ab") == ["\u0627\u064b", "a", "b"]


def test_a_span_of_which_parts_are_missing_stays_as_it_is() -> None:
    assert read("\u064b", "", "a") == ["\u064b", "a"]
