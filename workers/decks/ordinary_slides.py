"""Words of slides of ordinary shapes and tables, as python-pptx reads them.

It passes over alternates, formulas, diagrams, charts, canvases and ink, knows no symbol fonts or hidden shapes, and
opens no shows, no decks with macros and no ISO Strict files: `slide_words.py` reads the slides that hold such things.
Runs inside the sandbox.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from workers.decks import symbol_runs
from workers.decks.markup import every
from workers.decks.outline import SlideOutline, title_and_text, written
from workers.decks.rewrite import BROKEN
from workers.decks.symbols import PRIVATE_USE, is_symbol_font

BEYOND = ("AlternateContent", "contentPart", "oMath")
FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
# What python-pptx raises of files that it does not open.
REFUSED = (*BROKEN, PythonPptxError, AttributeError, TypeError, SyntaxError)


def is_ordinary(slide: Element) -> bool:
    """Return whether python-pptx sees all that the slide says."""
    frames = (data.get("uri", "") for data in every(slide, "graphicData"))
    beyond = any(True for _ in every(slide, *BEYOND)) or not all(address.endswith("/table") for address in frames)
    signs = any(is_symbol_font(face.get("typeface", "")) for face in every(slide, *symbol_runs.FACES))
    private = any(ord(letter) in PRIVATE_USE for text in every(slide, "t") for letter in text.text or "")
    hidden = any(names.get("hidden") for names in every(slide, "cNvPr"))
    return not (beyond or signs or private or hidden)


def with_words(path: Path, slides: Sequence[SlideOutline], ordinary: Sequence[bool]) -> list[SlideOutline]:
    """Return the slides of the deck at `path`, the ordinary ones with the words that python-pptx reads.

    All stay as they are where it does not open the file, or sees another number of slides.
    """
    try:
        seen = list(Presentation(str(path)).slides)
        if len(seen) != len(slides):
            return list(slides)
        return [
            _with_words(slide, shown) if is_plain else slide
            for slide, shown, is_plain in zip(slides, seen, ordinary, strict=True)
        ]
    except REFUSED:
        return list(slides)


def _with_words(slide: SlideOutline, shown: Any) -> SlideOutline:
    holder = shown.shapes.title
    # Shapes are told apart by themselves: their numbers may be equal.
    others = (shape for shape in shown.shapes if holder is None or shape._element is not holder._element)
    lines = [text for shape in others for text in _texts(shape)]
    title, text = title_and_text("" if holder is None else holder.text_frame.text, "\n".join(lines))
    frame = shown.notes_slide.notes_text_frame if shown.has_notes_slide else None
    notes = "" if frame is None else written(frame.text).strip()
    return replace(slide, title=title, text=text, notes=notes or None)


def _texts(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _texts(inner)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            cells = (cell.text_frame.text for cell in row.cells)
            yield " | ".join(cell for cell in cells if cell.strip())
    elif shape.has_text_frame and not (shape.is_placeholder and shape.placeholder_format.type in FURNITURE):
        yield shape.text_frame.text
