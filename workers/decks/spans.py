"""Letters and marks that a PDF draws one by one, and says of all together what they are. Runs inside the sandbox.

Chromium and others give each cluster of Arabic or Hebrew such a text (`ActualText`), in the order in which it is read.
pdfium has it at the place of the first thing drawn of it, which may be a mark beside or above its letter.
"""

import ctypes
import math
from codecs import BOM_UTF16_BE
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below

from workers.decks.glyphs import Box, Glyph

pdfium: Any = _pdfium

# Of the size of the letters: all letters have ink between their baseline and here, and marks have none.
LOW = 0.25
# Longer ones are whole lines, of which the places of their letters tell more.
MOST_LETTERS = 16


@dataclass(frozen=True)
class Ink:
    """Where a text object has ink, in points; it stands on `baseline`, which counts upwards."""

    left: float
    right: float
    bottom: float
    top: float
    baseline: float
    size: float

    @property
    def is_letter(self) -> bool:
        """Return whether it is more than marks above or below a letter."""
        return self.bottom <= self.baseline + LOW * self.size and self.top > self.baseline


@dataclass(frozen=True)
class Span:
    """Text objects with one text; `mark` tells those apart that are alike."""

    mark: int
    text: str
    box: Box


def spans_of(page: Any) -> dict[int, Span]:
    """Return the spans of level text on the page, by each of their text objects."""
    texts: dict[int, str] = {}
    drawn: dict[int, dict[int, Ink]] = {}
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        for mark, text in _texts(thing):
            texts[mark] = text
            drawn.setdefault(mark, {})[_address(thing)] = _ink(thing)
    spans = {mark: Span(mark, texts[mark], box) for mark, inks in drawn.items() if (box := box_of(inks.values()))}
    return {thing: spans[mark] for mark in spans for thing in drawn[mark]}


def box_of(inks: Iterable[Ink]) -> Box | None:
    """Return the place of what is drawn of a span: that of its letters. None where it is not on one line."""
    inks = list(inks)
    letters = [ink for ink in inks if ink.is_letter] or inks
    first = letters[0]
    if any(ink.size <= 0 or abs(ink.baseline - first.baseline) > LOW * ink.size for ink in letters):
        return None
    return Box(min(ink.left for ink in letters), max(ink.right for ink in letters), first.baseline, first.size)


def with_spans(
    glyphs: Iterable[Glyph], boxes: Mapping[int, Box], spans: Mapping[int, Span]
) -> tuple[list[Glyph], dict[int, Box]]:
    """Return the glyphs with one in the place of each span's, which has all of its text, and their boxes."""
    glyphs = list(glyphs)
    letters: dict[Span, Counter[int]] = {}
    for glyph in glyphs:
        if span := spans.get(glyph.drawn):
            letters.setdefault(span, Counter())[glyph.drawn] += len(glyph.text)
    # pdfium has all of the text at one part of the span or at several. Where it has less, it does not take the text.
    whole = {
        span
        for span, counts in letters.items()
        if len(span.text) == counts.total() or {len(span.text)} == set(counts.values())
    }
    joined: list[Glyph] = []
    placed = dict(boxes)
    for glyph in glyphs:
        span = spans.get(glyph.drawn)
        if span is None or span not in whole:
            joined.append(glyph)
        elif letters.pop(span, None):
            joined.append(replace(glyph, text=span.text))
            placed[glyph.place] = span.box
    return joined, placed


def _texts(thing: Any) -> Iterator[tuple[int, str]]:
    """Yield the text that the text object is part of, if any, with what all of its parts have in common."""
    for number in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, number)
        length = ctypes.c_ulong()
        # As UTF-16, with its sign in front and a bit of room: pdfium would make UTF-8 of it.
        buffer = (ctypes.c_ubyte * (2 * MOST_LETTERS + 2))()
        size = ctypes.sizeof(buffer)
        if pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", buffer, size, length):
            if bytes(buffer[:2]) == BOM_UTF16_BE and length.value <= size:
                yield _address(mark), bytes(buffer[2 : length.value]).decode("utf-16-be", "replace")
            return


def _ink(thing: Any) -> Ink:
    left, bottom, right, top, size = (ctypes.c_float() for _ in range(5))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    pdfium.FPDFTextObj_GetFontSize(thing, size)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    level = matrix.b == 0 and matrix.a > 0
    height = size.value * math.hypot(matrix.c, matrix.d) if level else 0.0
    # Where it begins there may be room in front of the ink.
    return Ink(min(left.value, matrix.e), right.value, bottom.value, top.value, matrix.f, height)


def _address(thing: Any) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0
