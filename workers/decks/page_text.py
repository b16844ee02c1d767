"""What stands on a PDF's page, as text in the order in which it is read. Runs inside the sandbox."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from workers.decks.direction import as_read, is_right_to_left, plain_letters, share_right_to_left
from workers.decks.glyphs import Glyph, PageGlyphs
from workers.decks.lines import lines_of

# A page on which the file does not say what so many of the letters are has no text: the rest would mislead.
MOST_UNKNOWN = 0.25
# A line belongs to the page's direction where at least so many of its letters do.
FOLLOWS_PAGE = 0.3


def text_of(page: Any) -> str | None:
    """Return the page's text; None where the file does not tell enough of it."""
    reader = PageGlyphs(page)
    glyphs = list(reader.read())
    if _share_unknown(glyphs) > MOST_UNKNOWN:
        return None
    text = "".join(glyph.text for glyph in glyphs).replace("\r\n", "\n")
    # pdfium's own order is right for all that is written from left to right.
    if not is_right_to_left(text):
        return text
    lines = lines_of(glyphs, {glyph.place: reader.box(glyph) for glyph in glyphs if glyph.drawn})
    return "\n".join(lines_as_read(lines))


def lines_as_read(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return a page's lines, each given as the clusters that stand on it from left to right, as they are read."""
    page_goes_left = share_right_to_left("".join("".join(line) for line in lines)) >= 0.5
    read = (as_read(line, _goes_left(line, page_goes_left)) for line in lines if line)
    return [unicodedata.normalize("NFC", plain_letters(text)) for text in read]


def _goes_left(line: Sequence[str], page_goes_left: bool) -> bool:
    """Return whether the line is one of a paragraph from right to left."""
    text = "".join(line)
    if is_right_to_left(text):
        return share_right_to_left(text) >= (FOLLOWS_PAGE if page_goes_left else 0.5)
    # Where nothing else tells, the end of a sentence does.
    return page_goes_left and line[0] in ".,:;!?" and line[-1] not in ".,:;!?"


def _share_unknown(glyphs: Sequence[Glyph]) -> float:
    drawn = [glyph for glyph in glyphs if glyph.drawn and not glyph.text.isspace()]
    unknown = sum(glyph.text in ("", "\N{REPLACEMENT CHARACTER}") for glyph in drawn)
    return unknown / len(drawn) if drawn else 0.0
