"""The characters of a PDF's page, each with its place, as pdfium reads them. Runs inside the sandbox."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below

from workers.decks.symbols import PRIVATE_USE, is_symbol_font, shown

pdfium: Any = _pdfium

SOFT_HYPHEN = 0xAD
LATIN = 0x100
NO_CHARACTERS = (0, 0xFFFD)


@dataclass(frozen=True)
class Glyph:
    """One character in pdfium's order.

    `text` is empty where nothing is to be read: the file does not say what it is (`unknown`), or it is a control.
    `drawn` is the text object that it is part of; 0 for spaces and line ends that pdfium adds between such objects.
    """

    place: int
    text: str
    drawn: int = 0
    unknown: bool = False
    font: str = ""


@dataclass(frozen=True)
class Box:
    """Where a glyph is, in points, after its line was turned to be level: `baseline` counts upwards."""

    left: float
    right: float
    baseline: float
    size: float
    angle: int = 0  # degrees


class PageGlyphs:
    """The characters of one page."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._text: Any = page.get_textpage()
        self._fonts: dict[int, str] = {}

    @property
    def count(self) -> int:
        """How many characters pdfium finds."""
        return int(pdfium.FPDFText_CountChars(self._text))

    def read(self) -> Iterator[Glyph]:
        """Yield the characters that are on the page, at least in part."""
        places = iter(range(self.count))
        left, bottom, right, top = self._page.get_bbox()
        for place in places:
            glyph = self._glyph(place)
            if 0xD800 <= ord(glyph.text or "\0") < 0xDC00:
                glyph = self._paired(glyph, next(places, place))
            x0, x1, y0, y1 = self._corners(place)
            if not glyph.drawn or (x0 <= right and x1 >= left and y0 <= top and y1 >= bottom):
                yield glyph

    def box(self, glyph: Glyph) -> Box:
        """Return where the glyph is."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text, glyph.place, matrix)
        angle = math.atan2(matrix.b, matrix.a)
        size = pdfium.FPDFText_GetFontSize(self._text, glyph.place) * math.hypot(matrix.c, matrix.d)
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._text, glyph.place, x, y)
        # With the room that the letter takes in its word.
        area = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._text, glyph.place, area)
        across, up = math.cos(angle), math.sin(angle)
        along = [cx * across + cy * up for cx in (area.left, area.right) for cy in (area.bottom, area.top)]
        return Box(min(along), max(along), y.value * across - x.value * up, size, round(math.degrees(angle)))

    def _glyph(self, place: int) -> Glyph:
        code: int = pdfium.FPDFText_GetUnicode(self._text, place)
        drawn = ctypes.cast(pdfium.FPDFText_GetTextObject(self._text, place), ctypes.c_void_p).value or 0
        if not drawn or pdfium.FPDFText_IsGenerated(self._text, place) == 1:
            return Glyph(place, chr(code))
        font = self._font(drawn, place)
        if code == SOFT_HYPHEN or pdfium.FPDFText_IsHyphen(self._text, place) == 1:
            return Glyph(place, "-", drawn, font=font)
        if code in NO_CHARACTERS or pdfium.FPDFText_HasUnicodeMapError(self._text, place) == 1:
            return Glyph(place, "", drawn, unknown=True, font=font)
        text = self._sign(code, font, place) if code < LATIN or code in PRIVATE_USE else chr(code)
        return Glyph(place, text, drawn, unknown=code in PRIVATE_USE and not text, font=font)

    def _sign(self, code: int, font: str, place: int) -> str:
        """Return what a character stands for that is a control, or perhaps a sign of a symbol font."""
        if unicodedata.category(chr(code)) == "Cc":
            # Spaces go by such codes too: where nothing is to be seen.
            _, _, bottom, top = self._corners(place)
            return "" if top > bottom else " "
        return shown(chr(code), font) if code in PRIVATE_USE or is_symbol_font(font) else chr(code)

    def _paired(self, glyph: Glyph, place: int) -> Glyph:
        """Return the character of which pdfium gives the two halves of UTF-16, one after the other."""
        halves = (glyph.text + chr(pdfium.FPDFText_GetUnicode(self._text, place))).encode("utf-16-le", "surrogatepass")
        return replace(glyph, text=halves.decode("utf-16-le", "ignore"))

    def _corners(self, place: int) -> tuple[float, float, float, float]:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self._text, place, left, right, bottom, top)
        return left.value, right.value, bottom.value, top.value

    def _font(self, drawn: int, place: int) -> str:
        """Return the name of the font of this text object, in which the character at `place` is."""
        if drawn not in self._fonts:
            length: int = pdfium.FPDFText_GetFontInfo(self._text, place, None, 0, None)
            name = ctypes.create_string_buffer(length)
            pdfium.FPDFText_GetFontInfo(self._text, place, name, length, None)
            self._fonts[drawn] = name.value.decode("utf-8", "replace")
        return self._fonts[drawn]
