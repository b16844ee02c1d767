"""Whether a page's letters stand on lines at all: those of Nastaliq, as of Urdu, go down in steps within each word."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from workers.decks.direction import is_right_to_left
from workers.decks.glyphs import Box, Glyph

# As shares of the size of the letters: what is side by side, and how high a step is, at least and at most.
BESIDE, LEAST_STEP, MOST_STEP = 0.5, 0.02, 0.5
# Of all neighbours, those with a step between them where letters stand on steps. Other writing has hardly any.
MOST_STEPS = 0.1


def are_on_steps(glyphs: Sequence[Glyph], boxes: Mapping[int, Box]) -> bool:
    """Return whether the Arabic and Hebrew letters are on steps. No lines can be made of such."""
    letters = [boxes[glyph.place] for glyph in glyphs if glyph.drawn and is_right_to_left(glyph.text[:1])]
    heights = [_step(one, other) for one, other in pairwise(letters) if _are_beside(one, other)]
    return sum(height > LEAST_STEP for height in heights) > MOST_STEPS * len(heights)


def _are_beside(one: Box, other: Box) -> bool:
    room = max(one.left, other.left) - min(one.right, other.right)
    return one.angle == other.angle and room < BESIDE * one.size and _step(one, other) < MOST_STEP


def _step(one: Box, other: Box) -> float:
    return abs(one.baseline - other.baseline) / one.size if one.size else 0.0
