"""Pages of a PDF: their text, and their pictures at the size they are shown at. Runs inside the sandbox.

Every picture is rendered from the page at its own size; a bitmap is never scaled.
"""

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
from PIL import Image

from mediasvc.domain.errors import DeckEmpty, DeckEncrypted, DeckTooLarge, DeckUnreadable
from mediasvc.domain.limits import Limits
from workers.decks.forms import filled_in, is_dynamic, lacks_any, page_as_shown
from workers.decks.outline import DeckOutline, SlideOutline, title_and_text
from workers.decks.page_pictures import Drawn, drawn_on, pictured
from workers.decks.page_text import text_of
from workers.decks.pdf_objects import check_objects
from workers.heartbeat import beat

POINTS_PER_INCH = 72
PIXELS_PER_INCH = 96
LEAST_POINTS = 1e-3
TALLEST = 4  # times the width: a taller page is rendered narrower

AVIF: dict[str, Any] = {"format": "AVIF", "quality": 45, "max_threads": 1}
# Speed 9 takes a third of the time, for a quarter more bytes: for large screens, which no thin link feeds.
AVIF_SPEED, AVIF_SPEED_OF_WIDE, WIDE_PX = 8, 9, 1_200
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 60, "optimize": True, "progressive": True}


@dataclass(frozen=True)
class PageImage:
    """One picture of a page, in px."""

    type: str
    width: int
    height: int


def open_pdf(path: Path) -> Any:
    """Return the document, with what its form needs to be drawn. Raises DeckEncrypted or DeckUnreadable."""
    try:
        document: Any = pypdfium2.PdfDocument(path)
        document.init_forms()
        return document
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DeckEncrypted from error
        raise DeckUnreadable(str(error)) from error


def outline(path: Path, page_px: int, most_pages: int = Limits.deck_slides) -> DeckOutline:
    """Return the text of every page.

    Raises:
        DeckTooLarge: there are more than `most_pages`, a page's side is over `page_px` at 96 px per inch, or a picture
            is too large.
        DeckEmpty, DeckEncrypted, DeckUnreadable
    """
    document = open_pdf(path)
    # What the file says of its pages is a number like any other: pages that are not there would be looked for.
    if len(document) > most_pages:
        raise DeckTooLarge(f"{len(document)} slides, {most_pages} are allowed")
    slides: list[SlideOutline] = []
    drawn: list[Drawn] = []
    for index in range(len(document)):
        with _page(index):
            side = max(document.get_page_size(index)) * PIXELS_PER_INCH / POINTS_PER_INCH
            if side > page_px:
                raise DeckTooLarge(f"page {index + 1} is {side:.0f} px, {page_px} are allowed")
            slides.append(_outline(document, index))
            drawn.append(drawn_on(document[index]))
    if not slides:
        raise DeckEmpty
    shows = pictured(drawn, [len(f"{slide.title} {slide.text}".split()) for slide in slides])
    slides = [replace(slide, pictured=each) for slide, each in zip(slides, shows, strict=True)]
    return DeckOutline(tuple(slides), dynamic=is_dynamic(document))


def _outline(document: Any, index: int) -> SlideOutline:
    bare = document[index]
    check_objects(bare, index + 1)
    wanted = filled_in(document, bare)
    bare.close()
    page = page_as_shown(document, index)
    said = text_of(page)
    title, text = title_and_text("", said or "")
    return SlideOutline(index + 1, title, text, garbled=said is None, blank_fields=lacks_any(page, wanted))


def looks(path: Path, pages: list[int], width: int) -> list[str]:
    """The SHA-256 of each of these pages (from 0) as it is drawn at this width (px): equal pages look equal."""
    document = open_pdf(path)
    return [_look(document, index, width) for index in pages]


def _look(document: Any, index: int, width: int) -> str:
    with _page(index):
        page = page_as_shown(document, index)
        picture = _render(page, _scale_to(page, width))
        return hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()


def render_images(path: Path, pages: list[int], widths: tuple[int, ...], into: Path) -> list[list[PageImage]]:
    """Each of these pages in every width (px) and format, as files in `into`, which `names_of` names in this order."""
    document = open_pdf(path)
    return [list(_page_images(page_as_shown(document, index), index, widths, into)) for index in pages]


def render_frames(path: Path, pages: list[int], width: int, height: int, into: Path) -> None:
    """Each of these pages, as large as fits in the frame (px), in the middle of black, as `into/0.ppm`, `1.ppm`, …"""
    document = open_pdf(path)
    for place, index in enumerate(pages):
        frame = Image.new("RGB", (width, height))
        with _page(index):
            page = page_as_shown(document, index)
            page_width, page_height = page.get_size()
            picture = _render(page, min(width / page_width, height / page_height))
        # Even offsets keep the slide's edge on the borders of the 2 by 2 px blocks that share their colour.
        left, top = ((outer - inner) // 4 * 2 for outer, inner in zip(frame.size, picture.size, strict=True))
        frame.paste(picture, (left, top))
        frame.save(into / f"{place}.ppm")


def render_grey(path: Path, pages: list[int], width: int, into: Path) -> None:
    """Each of these pages in shades of grey, of this width (px), as `into/0.pgm`, `1.pgm`, …"""
    document = open_pdf(path)
    for place, index in enumerate(pages):
        with _page(index):
            page = page_as_shown(document, index)
            _render(page, _scale_to(page, width)).convert("L").save(into / f"{place}.pgm")


def formats_of(width: int) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """What a picture of this width (px) is saved as: media type, extension, and how."""
    speed = AVIF_SPEED if width < WIDE_PX else AVIF_SPEED_OF_WIDE
    return ("image/avif", "avif", AVIF | {"speed": speed}), ("image/jpeg", "jpg", JPEG)


def names_of(index: int, widths: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """Return width (px), media type and name of the file of each picture of a page."""
    return [
        (width, media_type, f"{index}-{width}.{extension}")
        for width in sorted(widths)
        for media_type, extension, _ in formats_of(width)
    ]


def _page_images(page: Any, index: int, widths: tuple[int, ...], into: Path) -> Iterator[PageImage]:
    for width in sorted(widths):
        with _page(index):
            picture = _render(page, _scale_to(page, width))
        for media_type, extension, options in formats_of(width):
            picture.save(into / f"{index}-{width}.{extension}", **options)
            yield PageImage(media_type, picture.width, picture.height)


@contextmanager
def _page(index: int) -> Generator[None]:
    """Give a sign of life when the page is done; raise DeckUnreadable where pdfium cannot read it."""
    try:
        yield
    except pypdfium2.PdfiumError as error:
        raise DeckUnreadable(f"page {index + 1}: {error}") from error
    beat()


def _scale_to(page: Any, width: int) -> float:
    page_width, page_height = page.get_size()
    return width / max(page_width, page_height / TALLEST, LEAST_POINTS)


def _render(page: Any, scale: float) -> Image.Image:
    # pdfium rounds sizes up; a hair less keeps 960.0000001 from becoming 961.
    picture: Image.Image = page.render(scale=scale * (1 - 1e-6), may_draw_forms=False).to_pil()
    return picture.convert("RGB")
