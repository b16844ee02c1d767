"""Finds the pages of a PDF that may show words in pictures. Runs inside the sandbox."""

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below

pdfium: Any = _pdfium

# Forms within forms that are looked into, and things and pictures of a page: what is behind so many is not looked for.
DEPTH, MOST_THINGS, MOST_PICTURES = 8, 20_000, 500
# Pictures that cover less of a page together are logos and icons; beside so many words they have to cover more to be
# worth a look: of 45 such pages each took 0.6 CPU-s, and nearly all added nothing.
LEAST_COVERED, LEAST_COVERED_BESIDE_WORDS, MANY_WORDS = 0.1, 0.3, 40
# A picture that so many pages show at one place, and such a share of them, is their background or a logo.
REPEATED, REPEATED_SHARE = 3, 0.4
# On a page with so few words at most, so many lines and curves may be the outlines of letters.
FEW_WORDS, LEAST_CURVES = 2, 20

# Left, bottom, right and top, in thousandths of the page.
Box = tuple[int, int, int, int]
WHOLE = 1_000


@dataclass(frozen=True)
class Picture:
    """A picture on a page: its place, and how many bytes it has in the file, which tells it from others there."""

    box: Box
    size_bytes: int


@dataclass(frozen=True)
class Drawn:
    """Pictures of a page, and how many lines and curves it draws beside them."""

    pictures: frozenset[Picture]
    curves: int


def drawn_on(page: Any) -> Drawn:
    """Return what the page draws."""
    width, height = page.get_size()
    pictures: set[Picture] = set()
    curves = 0
    for kind, thing in _things(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            curves += 1
        elif (
            kind == pdfium.FPDF_PAGEOBJ_IMAGE and len(pictures) < MOST_PICTURES and (box := _box(thing, width, height))
        ):
            pictures.add(Picture(box, pdfium.FPDFImageObj_GetImageDataRaw(thing, None, 0)))
    return Drawn(frozenset(pictures), curves)


def pictured(pages: Sequence[Drawn], words: Sequence[int]) -> list[bool]:
    """Return whether each page, which has so many words, may show others in its own pictures, or in outlines.

    A page without words of its own is looked at whatever its pictures are.
    """
    pages_with = Counter(picture for page in pages for picture in page.pictures)
    most = max(REPEATED, REPEATED_SHARE * len(pages))
    own = [
        [picture.box for picture in page.pictures if pages_with[picture] < most or count <= FEW_WORDS]
        for page, count in zip(pages, words, strict=True)
    ]
    return [
        sum(map(_area, boxes)) >= (LEAST_COVERED if count < MANY_WORDS else LEAST_COVERED_BESIDE_WORDS)
        or (count <= FEW_WORDS and page.curves >= LEAST_CURVES)
        for page, boxes, count in zip(pages, own, words, strict=True)
    ]


def _things(page: Any) -> Iterator[tuple[int, Any]]:
    """Yield kind and handle of what the page draws, also of what is within forms."""
    waiting = [(pdfium.FPDFPage_GetObject(page, place), DEPTH) for place in range(pdfium.FPDFPage_CountObjects(page))]
    waiting.reverse()
    for _ in range(MOST_THINGS):
        if not waiting:
            return
        thing, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            inner = range(min(pdfium.FPDFFormObj_CountObjects(thing), MOST_THINGS))
            waiting += [(pdfium.FPDFFormObj_GetObject(thing, place), depth - 1) for place in inner]
        yield kind, thing


def _box(thing: Any, width: float, height: float) -> Box | None:
    """Return where on the page, of this size (pt), the picture is; None where that is outside, or not known."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(thing, *edges) or min(width, height) <= 0:
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    box = (_part(left, width), _part(bottom, height), _part(right, width), _part(top, height))
    return box if _area(box) > 0 else None


def _part(place: float, side: float) -> int:
    return round(WHOLE * min(max(place / side, 0.0), 1.0))


def _area(box: Box) -> float:
    """Return the share of the page that the box covers."""
    left, bottom, right, top = box
    return max(0, right - left) * max(0, top - bottom) / WHOLE**2
