"""Measures what is read in slides that are pictures: script/bench timing draws them."""

import tempfile
import textwrap
from collections import Counter
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from benchmark.ended import adopt_orphans, ended_cpu_s
from benchmark.recognised_talks import SLIDES
from workers.ocr.tesseract import installed, read

HEADING = "## Words in pictures"
WORDS = """Synthetic: {slides} slides are drawn as pictures. Tesseract reads {share:.0%} of their {count} words as they
are written, in {cpu_s:.2f} CPU-s for each picture, its start in the sandbox included."""
NOTHING = "Tesseract is not there, so nothing was measured."
SIZE, PAPER, INK = (1280, 720), "#0b132b", "#f2f2f2"
PLACE, TITLE_PX, TEXT_PX, SPACING_PX = (80, 80), 60, 36, 24
CHARACTERS = 60


def report() -> str:
    """Draw the slides, read them, and return the page's part about it."""
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        if installed(Path(folder)) is None:
            return f"{HEADING}\n\n{NOTHING}"
        pictures = [_drawn(Path(folder) / f"{place}.png", *slide) for place, slide in enumerate(SLIDES)]
        begun_s = ended_cpu_s()
        texts = read(pictures, ["eng"], Path(folder))
        cpu_s = (ended_cpu_s() - begun_s) / len(pictures)
    count = right = 0
    for slide, text in zip(SLIDES, texts, strict=True):
        written, found = Counter(" ".join(slide).split()), Counter(text.split())
        count, right = count + written.total(), right + (written & found).total()
    return f"{HEADING}\n\n{WORDS.format(slides=len(SLIDES), share=right / count, count=count, cpu_s=cpu_s)}"


def _drawn(out: Path, title: str, text: str, said: str) -> Path:
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    left, top = PLACE
    pen.text((left, top), title, fill=INK, font=ImageFont.load_default(TITLE_PX))
    lines = "\n".join(textwrap.fill(line, CHARACTERS) for line in (*text.split("\n"), said))
    pen.multiline_text((left, 2 * top), lines, INK, ImageFont.load_default(TEXT_PX), spacing=SPACING_PX)
    picture.save(out)
    return out
