"""Draws a deck of text and pictures, every slide another one."""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

TITLE_ONLY = 5
PHOTO_PX = (1200, 800)
BOX = (Inches(7.2), Inches(1.9), Inches(5.4), Inches(4.6))
POINTS = (
    "Members save what they can, each week the same day",
    "Loans are small, short and decided by all",
    "What is left at the end of the year is shared out",
    "Of 24 groups, 19 still met after three years",
    "Transport costs more than interest for most",
    "Records are kept in two books by two people",
    "Women are two members of three, and most treasurers",
)


def draw(path: Path, slides: int, changed: int = 0, edition: int = 0) -> Path:
    """A deck of so many slides; where `changed` is a slide's number, that one has another title in each edition."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for number in range(1, slides + 1):
        slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = RGBColor(250, 247 - number % 3 * 8, 238)
        edited = f" (edition {edition})" if number == changed else ""
        slide.shapes.title.text = f"{number}. What we learned in year {number}{edited}"
        _write_points(slide, number)
        if number % 3 == 1:
            slide.shapes.add_picture(io.BytesIO(_photo(number)), *BOX)
        elif number % 3 == 2:
            _chart(slide, number)
    deck.save(str(path))
    return path


def _write_points(slide: Any, number: int) -> None:
    # Slides without a picture are full of small text, as some always are.
    dense = number % 3 == 0
    frame = slide.shapes.add_textbox(Inches(0.8), Inches(1.9), Inches(11.7 if dense else 6.0), Inches(4.6)).text_frame
    frame.word_wrap = True
    for line in range(7 if dense else 4):
        paragraph = frame.add_paragraph() if line else frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = f"• {POINTS[(number + line) % len(POINTS)]}"
        run.font.size, run.font.name = Pt(22 if dense else 26), "Calibri"
        paragraph.space_after = Pt(10)


def _chart(slide: Any, number: int) -> None:
    figures: Any = CategoryChartData()
    figures.categories = ["Year 1", "Year 2", "Year 3", "Year 4", "Year 5"]
    for series in range(1, 3):
        figures.add_series(
            f"Groups of kind {series}", [(number * 7 * series + year * 13) % 50 + 10 for year in range(5)]
        )
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, figures)


def _photo(number: int) -> bytes:
    """A picture with soft and with fine structure, as photographs have them, as a JPEG."""
    tiles = (Image.radial_gradient("L"), Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90))
    channels: list[Image.Image] = []
    for place, tile in enumerate(tiles):
        waves = tile.resize((150 + 40 * (number % 5), 120 + 25 * place))
        canvas = Image.new("L", PHOTO_PX)
        for left in range(0, PHOTO_PX[0], waves.width):
            for top in range(0, PHOTO_PX[1], waves.height):
                canvas.paste(ImageChops.offset(waves, left // 7 * number), (left, top))
        channels.append(ImageChops.blend(tile.resize(PHOTO_PX), canvas, 0.35))
    out = io.BytesIO()
    Image.merge("RGB", channels).save(out, "JPEG", quality=88)
    return out.getvalue()
