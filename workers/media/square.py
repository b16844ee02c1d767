"""Makes the square picture of a series from whatever picture was uploaded. It runs in the sandbox."""

from enum import StrEnum
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

# The least that podcast apps take, and enough for them: a larger one costs thin links more.
SIDE_PX = 1_400
MOST_PX = 12_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85


class Found(StrEnum):
    """What a picture is fit for; all but the first are what is wrong with it."""

    USABLE = "usable"
    TOO_SMALL = "too small"
    UNUSABLE = "unusable"


def square(path: Path, made: Path) -> Found:
    """Make `made`, a JPEG file of SIDE_PX a side, of the first picture in `path`, with edges where it is no square.

    Nothing is cut off, and what cameras write beside a picture, such as places, is left out.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PX * MOST_PX // 2
    try:
        with Image.open(path, formats=FORMATS) as opened:
            if max(opened.size) < SIDE_PX:
                return Found.TOO_SMALL
            if max(opened.size) > MOST_PX:
                return Found.UNUSABLE
            opened.draft("RGB", (SIDE_PX, SIDE_PX))
            upright = ImageOps.exif_transpose(opened)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return Found.UNUSABLE
    flat = _flat(upright)
    edge = flat.getpixel((0, 0))
    padded = ImageOps.pad(flat, (SIDE_PX, SIDE_PX), method=Image.Resampling.LANCZOS, color=edge)  # pyright: ignore[reportArgumentType] - a pixel is a colour
    padded.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Found.USABLE


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture without transparency, on white, as JPEG has none."""
    whole = picture.convert("RGBA")
    ground = Image.new("RGBA", whole.size, "#ffffff")
    return Image.alpha_composite(ground, whole).convert("RGB")
