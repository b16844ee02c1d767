"""Several PDFs as one that holds nothing but pages. Runs inside the sandbox.

Each page is written anew from a list of what may be in it, so a document's scripts, attached files and forms stay
behind, and its fonts and pictures are rewritten. Notes and form fields become part of the page's picture, as they are
on the slides' pictures too, and only links to the web stay links. A PDF's table of contents is lost: it may speak of
pages of other decks.
"""

import ctypes
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
import pypdfium2.raw as _pdfium  # pyright: ignore[reportMissingTypeStubs] - the same
from pikepdf import Array, Dictionary, Name, Pdf, String

from mediasvc.domain.errors import DeckUnreadable
from workers.decks.clean_pdf.layers import hidden_layers
from workers.decks.clean_pdf.pages import Leaf, clean_page, leaves, picture_of
from workers.decks.clean_pdf.values import UNREADABLE, Walk
from workers.decks.forms import flatten
from workers.decks.pdf import open_pdf
from workers.heartbeat import beat

pdfium: Any = _pdfium

WEB = (b"https://", b"http://", b"mailto:")
MOST_LINKS, MOST_ADDRESS_BYTES = 1_000, 2_000
# What pdfium says of a page that it cannot draw; one without a size can be neither measured nor encoded.
UNDRAWABLE = (pypdfium2.PdfiumError, ArithmeticError, ValueError, OSError)


@dataclass(frozen=True)
class Link:
    """An area of a page (left, bottom, right, top, in points) that opens an address."""

    area: tuple[float, float, float, float]
    address: bytes


def bind(paths: list[Path], into: Path) -> None:
    """Every page of these PDFs, in order, as one PDF at `into`: the same PDFs give the same bytes.

    Raises DeckUnreadable.
    """
    with pikepdf.new() as bound:
        for path in paths:
            _add_pages(bound, path, into.with_suffix(".flat.pdf"))
        bound.save(
            into,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            min_version="1.5",
        )


def _add_pages(bound: Pdf, path: Path, flat: Path) -> None:
    deck = open_pdf(path)
    links: list[list[Link]] = []
    for page in deck:
        links.append(_flattened(deck, page))
        beat()
    try:
        # What pdfium writes is what it has read, without passwords: qpdf finds the same pages that were drawn.
        deck.save(flat, flags=pdfium.FPDF_REMOVE_SECURITY)
        with pikepdf.open(flat) as source:
            walk = Walk(bound, hidden_layers(source))
            found = list(leaves(source))
            if len(found) != len(deck):
                found = []
            for number, (leaf, on_page) in enumerate(zip_longest(found, links)):
                page = _page(walk, leaf, deck, number)
                if on_page:
                    page.Annots = Array([_annotation(link) for link in on_page])
                bound.pages.append(pikepdf.Page(bound.make_indirect(page)))
                beat()
    except (pypdfium2.PdfiumError, pikepdf.PdfError) as error:
        raise DeckUnreadable(str(error)) from error
    finally:
        flat.unlink(missing_ok=True)


def _page(walk: Walk, leaf: Leaf | None, deck: Any, number: int) -> Dictionary:
    with suppress(*UNREADABLE):
        if leaf is not None:
            return clean_page(walk, leaf)
    try:
        return picture_of(walk.target, deck[number])
    except UNDRAWABLE as error:
        raise DeckUnreadable(f"page {number + 1} can be neither read nor drawn: {error}") from error


def _flattened(deck: Any, page: Any) -> list[Link]:
    """Make the page's annotations part of its picture; returns its links to the web."""
    if pdfium.FPDFPage_GetAnnotCount(page) == 0:
        return []
    place, handle = ctypes.c_int(0), pdfium.FPDF_LINK()
    found: list[Link] = []
    while len(found) < MOST_LINKS and pdfium.FPDFLink_Enumerate(page, place, handle):
        area, address = pdfium.FS_RECTF(), _cleaned(_address(page, handle))
        if address.lower().startswith(WEB) and pdfium.FPDFLink_GetAnnotRect(handle, area):
            found.append(Link((area.left, area.bottom, area.right, area.top), address))
    flatten(deck, page)
    return found


def _address(page: Any, link: Any) -> bytes:
    """What a link opens; nothing where that is no address."""
    action = pdfium.FPDFLink_GetAction(link)
    if pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return b""
    length: int = pdfium.FPDFAction_GetURIPath(page.pdf, action, None, 0)
    if length > MOST_ADDRESS_BYTES:
        return b""
    address = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(page.pdf, action, address, length)
    return address.value


def _cleaned(address: bytes) -> bytes:
    """The address as one of ASCII, without what no address has in it."""
    return re.sub(rb"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]", lambda found: b"%%%02X" % found[0][0], address.strip())


def _annotation(link: Link) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([round(side, 4) for side in link.area]),
        Border=Array([0, 0, 0]),
        A=Dictionary(S=Name.URI, URI=String(link.address)),
    )
