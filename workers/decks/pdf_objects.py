"""How much a PDF's page draws, before it is drawn. Runs inside the sandbox."""

import ctypes
from typing import Any

import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below

from mediasvc.domain.errors import DeckTooLarge

pdfium: Any = _pdfium

# A black and white scan of a poster has so many; coloured ones are over the limit on memory before.
MOST_MEGAPIXELS = 600
MEGA = 1_000_000
# Forms within forms that are looked into.
DEPTH = 8
# Paths, pictures and pieces of text. A page of a million takes half a minute to be read and drawn.
MOST_OBJECTS = 250_000


def check_objects(page: Any, number: int) -> None:
    """Raise DeckTooLarge where the page, of that number, draws more than is allowed, or too large a picture."""
    count = pdfium.FPDFPage_CountObjects(page)
    if count > MOST_OBJECTS:
        raise DeckTooLarge(f"page {number} draws {count} things, {MOST_OBJECTS} are allowed")
    for place in range(count):
        _check(page, pdfium.FPDFPage_GetObject(page, place), number, DEPTH)


def _check(page: Any, thing: Any, number: int, depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
        for place in range(pdfium.FPDFFormObj_CountObjects(thing)):
            _check(page, pdfium.FPDFFormObj_GetObject(thing, place), number, depth - 1)
    if kind != pdfium.FPDF_PAGEOBJ_IMAGE:
        return
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if (
        pdfium.FPDFImageObj_GetImagePixelSize(thing, width, height)
        and width.value * height.value > MOST_MEGAPIXELS * MEGA
    ):
        raise DeckTooLarge(
            f"a picture on page {number} has {width.value} x {height.value} pixels, "
            f"{MOST_MEGAPIXELS} megapixels are allowed"
        )
