"""Several PDFs as one that holds nothing but pages. Runs inside the sandbox.

What is imported are pages, so a document's own scripts, attached files and forms stay behind. Notes and form fields
can hold the same: they become part of the page's picture, as they are on the slides' pictures too, and only links to
the web stay links. A PDF's table of contents is lost: it may speak of pages of other decks.
"""

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - the same

from mediasvc.domain.errors import DeckUnreadable
from workers.decks.forms import flatten
from workers.decks.pdf import open_pdf

pdfium: Any = _pdfium

WEB = (b"https://", b"http://", b"mailto:")


@dataclass(frozen=True)
class Link:
    """An area of a page, as pdfium has it, that opens an address."""

    area: Any
    address: bytes


def bind(paths: list[Path], into: Path) -> None:
    """Every page of these PDFs, in order, as one PDF at `into`. Raises DeckUnreadable."""
    bound: Any = pypdfium2.PdfDocument.new()
    for path in paths:
        deck = open_pdf(path)
        links = [_flattened(deck, page) for page in deck]
        first = len(bound)
        try:
            bound.import_pages(deck)
        except pypdfium2.PdfiumError as error:
            raise DeckUnreadable(str(error)) from error
        for number, found in enumerate(links, start=first):
            for link in found:
                _add_link(bound[number], link)
    bound.save(into)


def _flattened(deck: Any, page: Any) -> list[Link]:
    """Make the page's annotations part of its picture; returns its links to the web."""
    if pdfium.FPDFPage_GetAnnotCount(page) == 0:
        return []
    place, handle = ctypes.c_int(0), pdfium.FPDF_LINK()
    found: list[Link] = []
    while pdfium.FPDFLink_Enumerate(page, place, handle):
        area, address = pdfium.FS_RECTF(), _address(page, handle)
        if address.lower().startswith(WEB) and pdfium.FPDFLink_GetAnnotRect(handle, area):
            found.append(Link(area, address))
    flatten(deck, page)
    return found


def _address(page: Any, link: Any) -> bytes:
    """What a link opens; nothing where that is no address."""
    action = pdfium.FPDFLink_GetAction(link)
    if pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return b""
    length: int = pdfium.FPDFAction_GetURIPath(page.pdf, action, None, 0)
    address = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(page.pdf, action, address, length)
    return address.value


def _add_link(page: Any, link: Link) -> None:
    annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_LINK)
    pdfium.FPDFAnnot_SetRect(annotation, link.area)
    pdfium.FPDFAnnot_SetBorder(annotation, 0, 0, 0)
    pdfium.FPDFAnnot_SetURI(annotation, link.address)
    pdfium.FPDFPage_CloseAnnot(annotation)
