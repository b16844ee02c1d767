"""Slides drawn without a file of a font."""

import random

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 540)


def drawn(number: int) -> Image.Image:
    """Return a slide of words and boxes of its own for each number."""
    chance = random.Random(number)
    page = Image.new("RGB", SIZE, "#fafafa")
    pen = ImageDraw.Draw(page)
    for line in range(7):
        words = "".join(chance.choice("abcdefghijkl mnopqrst") for _ in range(22))
        pen.text((40, 30 + line * 65), words, fill="#222222", font=ImageFont.load_default(36))
    for _ in range(7):
        left, top = chance.randint(560, 860), chance.randint(40, 480)
        pen.rectangle((left, top, left + chance.randint(20, 90), top + 50), fill=chance.choice(("#b03030", "#3060b0")))
    return page
