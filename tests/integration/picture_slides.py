"""Decks whose slides are pictures of words, without any text."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1600, 900)
LETTERS_PX, LINE_PX = 60, 110


def picture_of(*lines: str) -> Image.Image:
    """Return a picture that shows these lines, from right to left where they are Arabic."""
    picture = Image.new("RGB", SIZE, "#fafaf0")
    draw = ImageDraw.Draw(picture)
    for place, line in enumerate(lines):
        font = ImageFont.truetype(_font_with(line), LETTERS_PX)
        is_leftwards = "\u0600" <= line[:1] <= "\u06ff"
        left = SIZE[0] - 100 - draw.textlength(line, font=font) if is_leftwards else 100
        draw.text((left, 100 + LINE_PX * place), line, fill="#202040", font=font)
    return picture


def make_picture_deck(path: Path, pictures: Sequence[Image.Image]) -> None:
    """Make a PDF of these pictures, a page each."""
    first, *others = pictures
    first.save(path, format="PDF", save_all=True, append_images=others, quality=90)


def _font_with(text: str) -> str:
    wanted = f"sans:charset={ord(text[:1] or 'a'):x}"
    asked = subprocess.run(["fc-match", "-f", "%{file}", wanted], check=True, capture_output=True, timeout=60)
    return asked.stdout.decode()
