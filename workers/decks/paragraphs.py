"""Which of a page's lines belong to paragraphs from right to left."""

from collections.abc import Sequence

from workers.decks.direction import UNITS, share_right_to_left
from workers.decks.lines import Line

# A line belongs to the page's direction where at least so many of its letters do.
FOLLOWS_PAGE = 0.3
# In front of a number: hyphen, minus, plus.
SIGNS = "-\u2212+"
ENDS = ".,:;!?"
# As a share of the size of the letters: how far from each other lines may end that end at one place.
ALIGNED = 0.5


def go_left(lines: Sequence[Line]) -> list[bool]:
    """Return of each line of a page whether it is one of a paragraph from right to left."""
    texts = ["".join(line.clusters) for line in lines]
    shares = [share_right_to_left(text) for text in texts]
    if share_right_to_left("".join(texts)) < 0.5:
        return [share >= 0.5 for share in shares]
    from_right = [line for line, share in zip(lines, shares, strict=True) if share >= 0.5]
    return [
        share >= FOLLOWS_PAGE or _stands_right(line, lines, from_right) if share > 0 else _ends_left(text)
        for line, text, share in zip(lines, texts, shares, strict=True)
    ]


def _stands_right(line: Line, lines: Sequence[Line], from_right: Sequence[Line]) -> bool:
    """Return whether the line is at the right as those from right to left are, and begins where no other does."""
    near = ALIGNED * line.size
    ends = any(abs(line.right - other.right) < near for other in from_right)
    begin = [other.left for other in lines if other is not line and other not in from_right]
    begin.append(min((other.left for other in from_right), default=line.left))
    return ends and all(abs(line.left - left) >= near for left in begin)


def _ends_left(text: str) -> bool:
    """Return whether a line without a letter from right to left ends at its left: by a stop, a sign or a unit there."""
    if text[0] in ENDS:
        return text[-1] not in ENDS
    has_letters = any(map(str.isalpha, text))
    signed = text[-1] in SIGNS and text[0] not in SIGNS and not has_letters
    return signed or (text.split()[0] in UNITS and text[-1].isdecimal())
