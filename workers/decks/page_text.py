"""What stands on a PDF's page, as text in the order in which it is read. Runs inside the sandbox."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from workers.decks.direction import as_read, is_right_to_left, plain_letters
from workers.decks.glyphs import Glyph, PageGlyphs
from workers.decks.lines import Line, lines_of
from workers.decks.paragraphs import go_left
from workers.decks.spans import spans_of, with_spans
from workers.decks.steps import are_on_steps

# Where a file does not say what so many letters of a font are, what it says of the font's others is wrong as well, and
# a page of so many letters that are not known has no text.
MOST_UNKNOWN = 0.25
# No slide has so many, and the time that finding lines takes may grow with their square.
MOST_GLYPHS = 8_000
# No page has so many in any script; reading each takes some 20 microseconds.
MOST_READ = 100_000


def text_of(page: Any) -> str | None:
    """Return the page's text; None where the file does not tell enough of it."""
    reader = PageGlyphs(page)
    if reader.count > MOST_READ:
        return None
    glyphs = _without_unknown_fonts(list(reader.read()))
    if _share_unknown(glyphs) > MOST_UNKNOWN:
        return None
    text = "".join(glyph.text for glyph in glyphs).replace("\r\n", "\n")
    # pdfium's own order is right for all that is written from left to right.
    if not is_right_to_left(text):
        return text
    if len(glyphs) > MOST_GLYPHS:
        return None
    boxes = {each.place: reader.box(each) for each in glyphs if each.drawn}
    glyphs, boxes = with_spans(glyphs, boxes, spans_of(page))
    if are_on_steps(glyphs, boxes):
        return None
    lines = lines_of(glyphs, boxes)
    return None if lines is None else "\n".join(lines_as_read(lines))


def lines_as_read(lines: Sequence[Line]) -> list[str]:
    """Return a page's lines as they are read."""
    read = (as_read(line.clusters, goes) for line, goes in zip(lines, go_left(lines), strict=True))
    return [unicodedata.normalize("NFC", plain_letters(text)) for text in read]


def _without_unknown_fonts(glyphs: Sequence[Glyph]) -> list[Glyph]:
    fonts: dict[str, list[Glyph]] = {}
    for glyph in glyphs:
        fonts.setdefault(glyph.font, []).append(glyph)
    unknown = {font for font, letters in fonts.items() if _share_unknown(letters) > MOST_UNKNOWN}
    return [replace(glyph, text="", unknown=True) if glyph.font in unknown else glyph for glyph in glyphs]


def _share_unknown(glyphs: Sequence[Glyph]) -> float:
    drawn = [glyph for glyph in glyphs if glyph.drawn and not glyph.text.isspace()]
    return sum(glyph.unknown for glyph in drawn) / len(drawn) if drawn else 0.0
