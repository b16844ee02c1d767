"""How large the pictures on a PDF's page are, before any is drawn. Runs inside the sandbox."""

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


def check_pictures(page: Any, number: int) -> None:
    """Raise DeckTooLarge where a picture of the page, of that number, would fill more memory than is allowed."""
    for place in range(pdfium.FPDFPage_CountObjects(page)):
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
