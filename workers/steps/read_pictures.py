"""Text that is read from the pictures of slides, where these show some that the deck does not tell."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from mediasvc.domain.errors import PermanentError
from mediasvc.domain.steps import Step, artifact_key
from workers.decks import pdf
from workers.inside import inside, limits_of
from workers.ocr import tesseract
from workers.ocr.added import added
from workers.ocr.languages import languages_of
from workers.process import is_stopped
from workers.steps.artifacts import Artifacts
from workers.steps.read_slides import LOOK_CPU_S, ReadDeck, made_of_slides, visible_slides

VERSION = 1
# Twice as wide, Tesseract takes twice the time and finds no more.
WIDTH_PX = 1_600
# A PGM has a byte a px, and a short head.
MOST_BYTES = WIDTH_PX**2 * pdf.TALLEST + 64
# Of a run of pages that failed, each is read alone, until so many of them have failed so.
MOST_FAILURES = 3

log = structlog.get_logger()


@dataclass(frozen=True)
class PictureText:
    """The text that stands on a slide, as it was read from its picture; empty where nothing sure was found.

    It is None where the picture could not be read.
    """

    text: str | None


def run(
    artifacts: Artifacts, decks: Sequence[ReadDeck], language: str | None, on_share: Callable[[float], None]
) -> tuple[str, ...]:
    """Return what the picture of every slide says beyond its own text. `language` is the talk's (BCP 47).

    It is empty where a picture is not read: as it shows no words of its own, as it cannot be read, or as Tesseract is
    not installed. What was read for a slide of an equal look is used again; what could not be read is tried again, as
    that may have been the machine's fault.
    """
    slides = visible_slides(decks)
    places = [place for place, slide in enumerate(slides) if slide.outline.pictured or slide.outline.garbled]
    texts = [""] * len(slides)
    if not places:
        return tuple(texts)
    with tempfile.TemporaryDirectory() as folder:
        engine = tesseract.installed(Path(folder))
    own = [f"{slide.outline.title}\n{slide.outline.text}" for slide in slides]
    languages = languages_of(language, "\n".join(own), engine.languages) if engine else ()
    if engine is None or not languages:
        log.info("pictures of slides are not read", slides=len(places), tesseract=engine and engine.version)
        return tuple(texts)

    def read(document: Path, pages: list[int], into: Path) -> list[PictureText]:
        return [PictureText(text) for text in _read(document, pages, into, languages)]

    def on_part(share: float) -> None:
        on_share(1 - (1 - share) * len(places) / len(slides))

    told = {"tesseract": engine.version, "languages": languages}
    keys = [artifact_key(Step.READ_PICTURES, VERSION, told, [slides[place].look]) for place in places]
    shown = [slides[place] for place in places]
    found = made_of_slides(artifacts, decks, shown, keys, PictureText, read, on_part, _is_read)
    for place, each in zip(places, found, strict=True):
        texts[place] = added(each.text or "", own[place])
    return tuple(texts)


def _is_read(found: PictureText) -> bool:
    return found.text is not None


def _read(document: Path, pages: list[int], folder: Path, languages: Sequence[str]) -> Sequence[str | None]:
    """Return the text on the pictures of these pages; None for those that cannot be read."""
    pictures = [folder / f"{place}.pgm" for place in range(len(pages))]
    limits = limits_of(document, len(pages), LOOK_CPU_S)
    draw = inside(
        pdf.render_grey, folder=folder, reads=[document], makes=pictures, limits=limits, most_bytes=MOST_BYTES
    )
    try:
        draw(document, pages, WIDTH_PX, folder)
        return tesseract.read(pictures, languages, folder)
    except PermanentError as error:
        if is_stopped():
            raise
        log.warning("pictures of slides were not read at once", slides=len(pages), reason=error.message)
    return _read_each([picture for picture in pictures if picture.exists()], languages, folder, len(pages))


def _read_each(pictures: Sequence[Path], languages: Sequence[str], folder: Path, pages: int) -> list[str | None]:
    """Return the text of each page; None where its picture is not there or cannot be read."""
    texts: list[str | None] = [None] * pages
    failures = 0
    for picture in pictures:
        if failures == MOST_FAILURES:
            break
        try:
            texts[int(picture.stem)] = tesseract.read([picture], languages, folder)[0]
        except PermanentError as error:
            if is_stopped():
                raise
            failures += 1
            log.warning("the picture of a slide was not read", reason=error.message)
    return texts
