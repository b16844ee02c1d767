"""Slides to pictures in every width and format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.variants import SLIDE_WIDTHS
from workers.decks import pdf
from workers.inside import inside
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.deck_errors import reading_a_deck
from workers.steps.read_slides import ReadDeck, ReadSlide, made_of_slides, visible_slides

VERSION = 2


@dataclass(frozen=True)
class SlideImage:
    """One picture of a slide, in px."""

    type: str
    width: int
    height: int
    file: KeptFile


SlideImages = tuple[SlideImage, ...]


@dataclass(frozen=True)
class RenderedSlide(ReadSlide):
    images: SlideImages


@dataclass(frozen=True)
class RenderedDeck(ReadDeck):
    slides: tuple[RenderedSlide, ...]


def run(artifacts: Artifacts, decks: Sequence[ReadDeck], on_share: Callable[[float], None]) -> tuple[RenderedDeck, ...]:
    """The decks with their slides' pictures. What looks as a slide of some deck did is not drawn or encoded again."""
    slides = visible_slides(decks)
    keys = [artifact_key(Step.RENDER_SLIDES, VERSION, {"widths": SLIDE_WIDTHS}, [slide.look]) for slide in slides]

    def draw(document: Path, pages: list[int], into: Path) -> list[SlideImages]:
        named = [pdf.names_of(page, SLIDE_WIDTHS) for page in pages]
        makes = [into / name for names in named for _, _, name in names]
        render = inside(pdf.render_images, folder=into, reads=[document], makes=makes, parts=len(pages))
        with reading_a_deck():
            drawn = render(document, pages, SLIDE_WIDTHS, into)
            if len(drawn) != len(pages):
                raise ConversionFailed(f"{len(pages)} pages became {len(drawn)}")
            return [_kept(artifacts, images, names, into) for images, names in zip(drawn, named, strict=True)]

    images = iter(made_of_slides(artifacts, decks, slides, keys, SlideImages, draw, on_share))
    return tuple(_rendered(deck, images) for deck in decks)


def _rendered(deck: ReadDeck, images: Iterator[SlideImages]) -> RenderedDeck:
    slides = (RenderedSlide(slide.deck, slide.page, slide.look, slide.outline, next(images)) for slide in deck.slides)
    return RenderedDeck(deck.deck, tuple(slides), deck.warnings)


def _kept(
    artifacts: Artifacts, images: Sequence[pdf.PageImage], names: Sequence[tuple[int, str, str]], folder: Path
) -> SlideImages:
    """Return the pictures of one page. Raises ConversionFailed where they are not those that were asked for."""
    if [image.type for image in images] != [media_type for _, media_type, _ in names]:
        raise ConversionFailed("other pictures were drawn than those that were asked for")
    kept: list[SlideImage] = []
    for image, (width, media_type, name) in zip(images, names, strict=True):
        if not (1 <= image.width <= width and 1 <= image.height <= width * pdf.TALLEST):
            raise ConversionFailed(f"a picture of {image.width} by {image.height} px was drawn")
        if not (folder / name).exists():
            raise ConversionFailed("a picture that was drawn is not there")
        kept.append(SlideImage(media_type, image.width, image.height, artifacts.keep(folder / name)))
    return tuple(kept)
