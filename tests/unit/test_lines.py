"""Lines from the places of letters, in whatever order a file draws them."""

from collections.abc import Sequence

import pytest

from workers.decks.glyphs import Box, Glyph
from workers.decks.lines import MOST_LINES, Line, lines_of

SIZE = 20.0

# A glyph's text, left and right end, baseline, and the text object that it is part of.
Drawn = tuple[str, float, float, float, int]


def lines(*drawn: Drawn, size: float = SIZE, angle: int = 0) -> list[str]:
    """The lines of a page on which these glyphs are drawn in this order; letters with one place stand in brackets."""
    glyphs = [Glyph(place, text, drawn=piece) for place, (text, _, _, _, piece) in enumerate(drawn)]
    boxes = {place: Box(left, right, up, size, angle) for place, (_, left, right, up, _) in enumerate(drawn)}
    told = lines_of(glyphs, boxes)
    assert told is not None
    return ["".join(f"[{cluster}]" if len(cluster) > 1 else cluster for cluster in line.clusters) for line in told]


def word(letters: str, left: float, up: float = 0.0, piece: int = 1) -> list[Drawn]:
    """Letters side by side, 10 pt wide each, drawn from left to right."""
    return [(letter, left + 10 * n, left + 10 * (n + 1), up, piece) for n, letter in enumerate(letters)]


def test_letters_are_in_the_order_in_which_they_stand() -> None:
    drawn = word("abc", 0)
    assert lines(*reversed(drawn)) == lines(drawn[1], drawn[2], drawn[0]) == ["abc"]


@pytest.mark.parametrize(
    ("gap", "expected"), [(0, ["abcd"]), (2, ["abcd"]), (5, ["ab cd"]), (30, ["ab cd"]), (60, ["ab", "cd"])]
)
def test_room_between_letters_is_a_space_and_much_room_is_another_column(gap: float, expected: Sequence[str]) -> None:
    assert lines(*word("ab", 0), *word("cd", 20 + gap, piece=2)) == expected


def test_a_space_is_one_space_and_one_without_a_width_is_none() -> None:
    space, thin = (" ", 20.0, 26.0, 0.0, 1), (" ", 26.0, 26.0, 0.0, 1)
    assert lines(*word("ab", 0), space, thin, *word("cd", 26)) == ["ab cd"]
    assert lines(*word("ab", 0), (" ", 20.0, 20.0, 0.0, 1), *word("cd", 20)) == ["abcd"]


def test_lines_are_in_the_order_in_which_they_are_drawn() -> None:
    assert lines(*word("below", 0, up=0), *word("above", 0, up=30, piece=2)) == ["below", "above"]


def test_raised_letters_are_on_their_line_and_the_next_line_is_not() -> None:
    raised: Drawn = ("2", 20.0, 25.0, 6.0, 2)
    assert lines(*word("ab", 0), raised, *word("cd", 0, up=-20, piece=3)) == ["ab2", "cd"]


@pytest.mark.parametrize("letters", ["لا", "ال"])
def test_letters_of_a_ligature_are_in_the_order_in_which_they_are_read(letters: str) -> None:
    ligature: list[Drawn] = [(letter, 10.0, 20.0, 0.0, 1) for letter in letters]
    assert lines(("\u0627", 20.0, 30.0, 0.0, 1), *ligature, ("ح", 0.0, 10.0, 0.0, 1)) == ["ح[لا]\u0627"]


@pytest.mark.parametrize(("goes_left", "letters"), [(True, "هلل"), (False, "لله")])
def test_letters_of_a_ligature_that_unicode_lacks_are_turned_with_their_line(goes_left: bool, letters: str) -> None:
    around: list[Drawn] = [("و", 20.0, 30.0, 0.0, 1), ("ب", 0.0, 10.0, 0.0, 1)]
    ligature: list[Drawn] = [(letter, 10.0, 20.0, 0.0, 1) for letter in letters]
    first, last = around if goes_left else reversed(around)
    assert lines(first, *ligature, last) == ["ب[لله]و"]


def test_latin_ligatures_stay() -> None:
    assert lines(*word("a", 0), ("f", 10.0, 20.0, 0.0, 1), ("i", 10.0, 20.0, 0.0, 1)) == ["a[fi]"]


def test_marks_belong_to_the_letter_that_they_stand_on() -> None:
    high: Drawn = ("\u064e", 12.0, 17.0, 3.0, 2)
    low: Drawn = ("\u0650", 2.0, 7.0, -3.0, 3)
    assert lines(low, high, *word("\u062a\u0628", 0)) == ["[\u062a\u0650][\u0628\u064e]"]


def test_a_mark_beside_its_letter_in_one_piece_belongs_to_it() -> None:
    pieces: list[Drawn] = [("\u0628", 12.0, 14.0, 0.0, 1), ("\u064e", 14.0, 16.0, 0.0, 1)]
    assert lines(*pieces, ("\u062a", 16.5, 26.0, 0.0, 2)) == ["[\u0628\u064e]\u062a"]


def test_a_joiner_stands_behind_its_letter() -> None:
    joiner: Drawn = ("\u200c", 10.0, 10.0, 0.0, 1)
    assert lines(*word("\u0647\u0634", 0), joiner) == ["\u0647[\u0634\u200c]"]
    assert lines(*word("ab", 0), joiner) == ["[a\u200c]b"]


def test_texts_over_each_other_are_not_mixed() -> None:
    assert lines(*word("abcd", 0), *word("wxyz", 3, piece=2)) == ["abcd", "wxyz"]


def test_alef_that_is_drawn_over_lam_is_on_its_line() -> None:
    lam, alef = ("\u0644", 4.0, 16.0, 0.0, 1), ("\u0627\u064b", 4.0, 11.0, 0.0, 2)
    assert lines(lam, ("\u0637", 16.0, 26.0, 0.0, 1), alef) == ["[\u0627\u064b]\u0644\u0637"]


def test_turned_text_is_a_line_of_its_own() -> None:
    level = [Glyph(0, "a", drawn=1), Glyph(1, "b", drawn=2)]
    boxes = {0: Box(0, 10, 0, SIZE), 1: Box(10, 20, 0, SIZE, angle=90)}
    assert lines_of(level, boxes) == [Line(["a"], 0, 10, SIZE), Line(["b"], 10, 20, SIZE)]


def test_what_is_unknown_or_not_drawn_is_left_out() -> None:
    assert lines(("", 0.0, 10.0, 0.0, 1), ("\n", 10.0, 10.0, 0.0, 0)) == []
    assert lines(*word("a", 0), (" ", 0.0, 0.0, 0.0, 1)) == ["a"]


def test_letters_without_a_size_are_read_all_the_same() -> None:
    assert lines(*word("ab", 0), size=0.0) == ["ab"]


@pytest.mark.parametrize("apart", [30.0, 0.0])
def test_letters_that_are_not_in_lines_are_not_read(apart: float) -> None:
    def of(count: int) -> list[Line] | None:
        boxes = {place: Box(0, 10, apart * place, SIZE) for place in range(count)}
        return lines_of([Glyph(place, "a", drawn=place + 1) for place in range(count)], boxes)

    assert of(MOST_LINES) == [Line(["a"], 0, 10, SIZE)] * MOST_LINES
    assert of(MOST_LINES + 1) is None


def test_letters_drawn_over_thousands_of_others_are_in_no_lines() -> None:
    """The work that they would be grows with their square, so it ends early; as many in lines are read."""
    beside = [(Glyph(n, "\u0627", drawn=n + 1), Box(n * 10, n * 10 + 10, 0, SIZE)) for n in range(4_000)]
    across = [(glyph, Box(n, n + 50_000, 0, SIZE)) for n, (glyph, _) in enumerate(beside)]
    for drawn, read in ((beside, True), (across, False)):
        glyphs, boxes = zip(*drawn, strict=True)
        assert (lines_of(glyphs, dict(enumerate(boxes))) is not None) is read
