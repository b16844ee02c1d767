"""A podcast's cover: a square picture of 1,400 to 3,000 px, as podcast apps ask for; drawn where nobody has given one.

A name is written in the first font of this machine that has all its letters. Where none has, the picture stands alone.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from mediasvc.delivery.languages import direction
from mediasvc.domain.errors import Usage

SIDE_PX, MOST_PX = 1_400, 3_000
SUFFIXES = {"PNG": "png", "JPEG": "jpg"}
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg"}
FONTS = Path("/usr/share/fonts")
# Bold ones without serifs for the world's scripts; Debian has each in a file of its own, the most common one first.
BOLD = ("NotoSans-Bold.ttf", "NotoSans*-Bold.ttf", "NotoSansCJK-Bold.ttc")
MARGIN_PX = 120
# Where the name may stand: above the slide, which begins here.
SLIDE_TOP_PX = 820
NAME_PX = SLIDE_TOP_PX - 2 * MARGIN_PX
LARGEST_PX, SMALLEST_PX, STEP_PX = 200, 56, 8
LINE_HEIGHT = 1.25
# From this luminance on, black is easier to read than white.
BRIGHT = 0.36
KEPT_COVERS = 32

# Emoji and other pictures, and what turns a sign into one: bold fonts have none of them.
_WITHOUT_LETTERS = re.compile("[\u2190-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]")
# fontTools ships no types that a checker can use.
_TTFont: Any = import_module("fontTools.ttLib").TTFont


@dataclass(frozen=True)
class Cover:
    """The bytes of a picture, the end of its name, and the digest of both."""

    content: bytes
    suffix: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.suffix]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def given_cover(path: Path) -> Cover:
    """Return the cover in this file. Raises Usage where it cannot be read, or is none that podcast apps take."""
    try:
        content = path.read_bytes()
        with Image.open(BytesIO(content), formats=list(SUFFIXES)) as picture:
            kind, (width, height) = str(picture.format), picture.size
    except (OSError, UnidentifiedImageError) as error:
        raise Usage(f"MEDIASVC_PODCAST_COVER: {path} is not a PNG or JPEG file that can be read: {error}") from error
    if width != height or not SIDE_PX <= width <= MOST_PX:
        raise Usage(
            f"MEDIASVC_PODCAST_COVER: {path} has {width} x {height} px; a square of {SIDE_PX} to {MOST_PX} px a side "
            f"is allowed, such as {SIDE_PX} x {SIDE_PX} px"
        )
    return Cover(content, SUFFIXES[kind])


@lru_cache(KEPT_COVERS)
def drawn_cover(name: str, colour: str) -> Cover:
    """Return a cover with this name on this colour (`#rrggbb`), above a slide that plays."""
    picture = Image.new("RGB", (SIDE_PX, SIDE_PX), colour)
    ink = "#000000" if _luminance(picture.getpixel((0, 0))) > BRIGHT else "#ffffff"
    draw = ImageDraw.Draw(picture)
    _draw_slide(draw, ink, colour)
    _draw_name(draw, name, ink)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return Cover(file.getvalue(), "png")


def _luminance(pixel: Any) -> float:
    """Return the relative luminance of an RGB pixel, from 0 to 1 (WCAG 2.2, with a plain power of 2.2)."""
    red, green, blue = ((value / 255) ** 2.2 for value in pixel)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _draw_slide(draw: ImageDraw.ImageDraw, ink: str, colour: str) -> None:
    box = (MARGIN_PX, SLIDE_TOP_PX, MARGIN_PX + 800, SLIDE_TOP_PX + 450)
    draw.rounded_rectangle(box, 40, fill=ink)
    left, top = box[0] + 320, box[1] + 115
    draw.polygon([(left, top), (left, top + 220), (left + 190, top + 110)], fill=colour)
    for place, width in enumerate((260, 180, 220)):
        line = box[1] + 80 + 120 * place
        draw.rounded_rectangle((box[2] + 60, line, box[2] + 60 + width, line + 40), 20, fill=ink)


def _draw_name(draw: ImageDraw.ImageDraw, name: str, ink: str) -> None:
    words = _WITHOUT_LETTERS.sub("", name)
    file = _font_for(words)
    if file is None:
        return
    font, lines = _fitted(draw, words, file)
    is_leftwards = direction(words) == "rtl"
    left = SIDE_PX - MARGIN_PX if is_leftwards else MARGIN_PX
    for place, line in enumerate(lines):
        top = MARGIN_PX + place * font.size * LINE_HEIGHT
        draw.text((left, top), line, ink, font, anchor="ra" if is_leftwards else "la")


def _fitted(draw: ImageDraw.ImageDraw, words: str, file: Path) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which the words fit, and their lines; of too many words, the first ones."""
    size_px, most = LARGEST_PX, 0
    font, lines = ImageFont.truetype(file, size_px), [""]
    while len(lines) > most and size_px >= SMALLEST_PX:
        font = ImageFont.truetype(file, size_px)
        lines, most = _lines(draw, words, font), int(NAME_PX / (size_px * LINE_HEIGHT))
        size_px -= STEP_PX
    return font, lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]


def _font_for(words: str) -> Path | None:
    """Return the file of the first font that has all letters of these words; None where there is none."""
    needed = {ord(letter) for letter in words if unicodedata.category(letter)[0] not in "CZ"}
    files = (file for pattern in BOLD for file in sorted(FONTS.rglob(pattern)))
    return next((file for file in files if needed <= _letters_of(file)), None) if needed else None


def _letters_of(file: Path) -> set[int]:
    with _TTFont(file, fontNumber=0, lazy=True) as font:
        letters: dict[int, str] = font.getBestCmap()
        return {*letters}


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return the text in lines that fit; a word that is too wide, as in scripts without spaces, is broken."""

    def fits(line: str) -> bool:
        return draw.textlength(line, font) <= SIDE_PX - 2 * MARGIN_PX

    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if fits(joined):
            lines[-1] = joined
            continue
        lines.append("")
        for letter in word:
            if not fits(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]
