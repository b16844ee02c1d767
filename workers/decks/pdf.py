"""Pages of a PDF: their text, and their pictures at the size they are shown at. Runs inside the sandbox.

Every picture is rendered from the page at its own size; a bitmap is never scaled.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
from PIL import Image

from mediasvc.domain.errors import DeckEmpty, DeckEncrypted, DeckTooLarge, DeckUnreadable
from workers.decks.outline import DeckOutline, SlideOutline, title_and_text

POINTS_PER_INCH = 72
PIXELS_PER_INCH = 96
TALLEST = 4  # times the width: a taller page is rendered narrower

AVIF: dict[str, Any] = {"format": "AVIF", "quality": 45, "max_threads": 1}
# Speed 9 takes a third of the time, for a quarter more bytes: for large screens, which no thin link feeds.
AVIF_SPEED, AVIF_SPEED_OF_WIDE, WIDE_PX = 8, 9, 1_200
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 60, "optimize": True, "progressive": True}


@dataclass(frozen=True)
class PageImage:
    """One picture of a page, in px; `file` is its name in the output folder."""

    type: str
    width: int
    height: int
    file: str


def open_pdf(path: Path) -> Any:
    """Raises DeckEncrypted or DeckUnreadable."""
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DeckEncrypted from error
        raise DeckUnreadable(str(error)) from error


def outline(path: Path, page_px: int) -> DeckOutline:
    """The text of every page. Raises DeckTooLarge where a page's side is over `page_px` at 96 px per inch."""
    document = open_pdf(path)
    slides: list[SlideOutline] = []
    for number, page in enumerate(document, start=1):
        side = max(page.get_size()) * PIXELS_PER_INCH / POINTS_PER_INCH
        if side > page_px:
            raise DeckTooLarge(f"page {number} is {side:.0f} px, {page_px} are allowed")
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "")
        title, text = title_and_text("", text)
        slides.append(SlideOutline(number, title, text))
    if not slides:
        raise DeckEmpty
    return DeckOutline(tuple(slides))


def looks(path: Path, pages: list[int], width: int) -> list[str]:
    """The SHA-256 of each of these pages (from 0) as it is drawn at this width (px): equal pages look equal."""
    document = open_pdf(path)
    pictures = (_render(document[index], _scale_to(document[index], width)) for index in pages)
    return [hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest() for picture in pictures]


def render_images(path: Path, pages: list[int], widths: tuple[int, ...], into: Path) -> list[list[PageImage]]:
    """Each of these pages in every width (px) and format, as files in `into`."""
    document = open_pdf(path)
    return [list(_page_images(document[index], index, widths, into)) for index in pages]


def render_frames(path: Path, pages: list[int], width: int, height: int, into: Path) -> None:
    """Each of these pages, as large as fits in the frame (px), in the middle of black, as `into/0.ppm`, `1.ppm`, …"""
    document = open_pdf(path)
    for place, index in enumerate(pages):
        frame = Image.new("RGB", (width, height))
        page_width, page_height = document[index].get_size()
        scale = min(width / page_width, height / page_height)
        picture = _render(document[index], scale)
        # Even offsets keep the slide's edge on the borders of the 2 by 2 px blocks that share their colour.
        left, top = ((outer - inner) // 4 * 2 for outer, inner in zip(frame.size, picture.size, strict=True))
        frame.paste(picture, (left, top))
        frame.save(into / f"{place}.ppm")


def formats_of(width: int) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """What a picture of this width (px) is saved as: media type, extension, and how."""
    speed = AVIF_SPEED if width < WIDE_PX else AVIF_SPEED_OF_WIDE
    return ("image/avif", "avif", AVIF | {"speed": speed}), ("image/jpeg", "jpg", JPEG)


def _page_images(page: Any, index: int, widths: tuple[int, ...], into: Path) -> Iterator[PageImage]:
    for width in sorted(widths):
        picture = _render(page, _scale_to(page, width))
        for media_type, extension, options in formats_of(width):
            name = f"{index}-{width}.{extension}"
            picture.save(into / name, **options)
            yield PageImage(media_type, picture.width, picture.height, name)


def _scale_to(page: Any, width: int) -> float:
    page_width, page_height = page.get_size()
    return width / max(page_width, page_height / TALLEST)


def _render(page: Any, scale: float) -> Image.Image:
    # pdfium rounds sizes up; a hair less keeps 960.0000001 from becoming 961.
    picture: Image.Image = page.render(scale=scale * (1 - 1e-6)).to_pil()
    return picture.convert("RGB")
