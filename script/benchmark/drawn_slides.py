"""Draws decks of slides as pictures: text, charts and photographs of nothing, in a design of the deck's own."""

import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

SIZE = (1280, 720)
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
LINES, WORDS_A_LINE = (3, 7), (3, 8)
MARGIN, TITLE_PX, TEXT_PX, LINE_PX = 70, 58, 34, 74
DESIGNS = (
    ("#ffffff", "#1d3557", "#222222", "#e63946"),
    ("#0b132b", "#f2f2f2", "#d8dee9", "#5bc0be"),
    ("#fcf8ef", "#0b4f45", "#222e2b", "#bf4e36"),
    ("#f4f4f8", "#4a2c6f", "#303030", "#e9b44c"),
)


def drawn_slides(count: int, seed: int = 0, steps: int = 1) -> list[Image.Image]:
    """Return the slides of a deck of its own for each seed, 1280 by 720 px.

    With several `steps`, each slide stands there so many times, with more of its lines each time: a deck of overlays.
    """
    chance = random.Random(seed)  # noqa: S311 - drawings, no secrets
    design = DESIGNS[seed % len(DESIGNS)]
    slides: list[Image.Image] = []
    for number in range(1, count + 1):
        kind, title = chance.choice(("text", "text", "chart", "photo")), _words(chance, chance.randint(2, 4))
        lines = [_words(chance, chance.randint(*WORDS_A_LINE)) for _ in range(max(steps, chance.randint(*LINES)))]
        extra = chance.randrange(2**32)
        for step in range(1, steps + 1):
            shown = lines[: len(lines) * step // steps]
            slides.append(_slide(title, shown, kind if steps == 1 else "text", number, extra, design))
    return slides


def _words(chance: random.Random, count: int) -> str:
    def word() -> str:
        return "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(1, 4)))

    return " ".join(word() for _ in range(count)).capitalize()


def _slide(title: str, lines: Sequence[str], kind: str, number: int, seed: int, design: tuple[str, ...]) -> Image.Image:
    paper, head, ink, accent = design
    slide = Image.new("RGB", SIZE, paper)
    pen = ImageDraw.Draw(slide)
    width, height = SIZE
    pen.rectangle((0, height - 30, width, height), fill=accent)
    pen.text((MARGIN, 45), title, fill=head, font=ImageFont.load_default(TITLE_PX))
    pen.text((width - 90, height - 75), str(number), fill=ink, font=ImageFont.load_default(TEXT_PX))
    for place, line in enumerate(lines):
        pen.text((MARGIN, 170 + place * LINE_PX), f"• {line}", fill=ink, font=ImageFont.load_default(TEXT_PX))
    chance = random.Random(seed)  # noqa: S311
    box = (700, 170, width - MARGIN, height - 100)
    if kind == "chart":
        pen.rectangle(box, fill=paper)
        for bar in range(6):
            left = box[0] + bar * 80
            pen.rectangle((left, chance.randint(box[1], box[3] - 20), left + 55, box[3]), fill=accent, outline=head)
    elif kind == "photo":
        grain = Image.new("RGB", (16, 12))
        grain.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(16 * 12)])
        slide.paste(grain.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BICUBIC), box[:2])
    return slide
