"""Writing whose letters go down in steps, of which no lines can be made."""

import pytest

from workers.decks.glyphs import Box, Glyph
from workers.decks.steps import are_on_steps

SIZE = 20.0


def on_steps(text: str, step: float = 0.0, *, every: int = 1, size: float = SIZE) -> bool:
    """Return what is found of letters side by side, of which each `every`th is so much lower than the one before it."""
    glyphs = [Glyph(place, letter, drawn=1) for place, letter in enumerate(text)]
    boxes = {place: Box(-10 * place, 10 - 10 * place, -step * (place // every), size) for place in range(len(text))}
    return are_on_steps(glyphs, boxes)


@pytest.mark.parametrize(("every", "expected"), [(1, True), (3, True), (20, False)])
def test_letters_of_which_many_are_on_steps_are_in_no_line(every: int, expected: bool) -> None:
    assert on_steps("\u0628" * 40, 2.0, every=every) is expected


@pytest.mark.parametrize("step", [0.0, 0.2, 24.0])
def test_letters_on_a_line_and_those_below_each_other_are_on_none(step: float) -> None:
    assert not on_steps("\u0628" * 40, step)


def test_only_arabic_and_hebrew_letters_that_have_a_size_count() -> None:
    assert not on_steps("a1 " * 10, 2.0)
    assert not on_steps("\u0628" * 9, 2.0, size=0.0)
    assert not on_steps("")
