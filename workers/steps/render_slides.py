"""Slides to pictures in every width and format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.variants import SLIDE_WIDTHS
from workers.decks import pdf
from workers.inside import inside, limits_of
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.deck_errors import reading_a_deck
from workers.steps.read_slides import ReadDeck, ReadSlide, made_of_slides, visible_slides

VERSION = 2
# A picture of nothing but noise has half a byte a px, and heads.
BYTES_A_PX, HEADS_BYTES = 1, 4_096
MOST_PX = max(SLIDE_WIDTHS) ** 2 * pdf.TALLEST
# How files of each type begin, and where.
BEGINNINGS = {"image/avif": (b"ftypavif", 4), "image/jpeg": (b"\xff\xd8\xff", 0)}
# Five times what real pages take at most.
PAGE_CPU_S = 4.0


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
        limits, most_bytes = limits_of(document, len(pages), PAGE_CPU_S), _most_bytes(MOST_PX)
        render = inside(
            pdf.render_images, folder=into, reads=[document], makes=makes, limits=limits, most_bytes=most_bytes
        )
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
        _check_picture(folder / name, media_type, _most_bytes(image.width * image.height))
        kept.append(SlideImage(media_type, image.width, image.height, artifacts.keep(folder / name)))
    return tuple(kept)


def _most_bytes(px: int) -> int:
    return BYTES_A_PX * px + HEADS_BYTES


def _check_picture(path: Path, media_type: str, most_bytes: int) -> None:
    """Raise ConversionFailed for what is no picture of this type, or heavier than any of its size."""
    if not path.exists():
        raise ConversionFailed("a picture that was drawn is not there")
    if path.stat().st_size > most_bytes:
        raise ConversionFailed(f"a picture of {path.stat().st_size} bytes was drawn, {most_bytes} are allowed")
    mark, at = BEGINNINGS[media_type]
    with path.open("rb") as file:
        if file.read(at + len(mark))[at:] != mark:
            raise ConversionFailed(f"what was drawn is no {media_type}")
