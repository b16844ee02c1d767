"""Decks to slides: pictures in every width, titles, texts and notes."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Digest, Step, artifact_key
from mediasvc.domain.errors import DeckEmpty, DeckTooLarge, DeckUnreadable
from mediasvc.domain.limits import Limits
from mediasvc.domain.variants import SLIDE_WIDTHS
from workers.decks import office, pdf, pptx
from workers.decks.fonts import installed_fonts
from workers.decks.identify import DeckKind
from workers.decks.inside import inside
from workers.decks.outline import DeckOutline, SlideOutline
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.ingest import IngestedDeck, naming

VERSION = 2
# A process takes a quarter of a second to start, and a page a quarter to be drawn and encoded.
MOST_PAGES_A_RUN = 20


@dataclass(frozen=True)
class SlideImage:
    """One picture of a slide, in px."""

    type: str
    width: int
    height: int
    file: KeptFile


SlideImages = tuple[SlideImage, ...]


@dataclass(frozen=True)
class RenderedSlide:
    """One visible slide: `page` is its page in the deck's PDF, from 0; slides of equal `look` look equal."""

    deck: Digest
    page: int
    look: str
    outline: SlideOutline
    images: SlideImages


@dataclass(frozen=True)
class RenderedDeck:
    deck: IngestedDeck
    slides: tuple[RenderedSlide, ...]
    warnings: tuple[BuildWarning, ...]


def run(
    artifacts: Artifacts, decks: Sequence[IngestedDeck], limits: Limits, on_share: Callable[[float], None]
) -> tuple[RenderedDeck, ...]:
    """Every deck's visible slides, in order.

    Raises:
        DeckEmpty, DeckEncrypted, DeckUnreadable, DeckTooLarge, ConversionFailed, ConversionTimeout
    """
    rendered: list[RenderedDeck] = []
    for done, deck in enumerate(decks):
        key = artifact_key(Step.RENDER_SLIDES, VERSION, {"widths": SLIDE_WIDTHS}, [deck.source.digest])

        def make(folder: Path, deck: IngestedDeck = deck, done: int = done) -> RenderedDeck:
            return _render(artifacts, deck, limits, folder, lambda share: on_share((done + share) / len(decks)))

        with naming(deck.source):
            rendered.append(_handed_in_as(deck, artifacts.made(key, RenderedDeck, make)))
    if (count := sum(len(deck.slides) for deck in rendered)) > limits.deck_slides:
        raise DeckTooLarge(f"{count} slides, {limits.deck_slides} are allowed")
    return tuple(rendered)


def deck_pdf(artifacts: Artifacts, deck: IngestedDeck) -> Path:
    """The deck's PDF, in the worker's cache."""
    if deck.kind is DeckKind.PDF:
        return artifacts.source(deck.source)

    def make(path: Path) -> None:
        office.convert(_named_deck(artifacts, deck, path.parent), "pdf", path.parent).rename(path)

    return artifacts.scratch(f"deck-{deck.source.digest}.pdf", make)


def visible_slides(decks: Sequence[RenderedDeck]) -> list[RenderedSlide]:
    """The slides of the whole talk: the place in this list is the slide's index."""
    return [slide for deck in decks for slide in deck.slides]


def _render(
    artifacts: Artifacts, deck: IngestedDeck, limits: Limits, folder: Path, on_share: Callable[[float], None]
) -> RenderedDeck:
    with ThreadPoolExecutor(2) as pool:
        document = pool.submit(copy_context().run, deck_pdf, artifacts, deck)
        told = None if deck.kind is DeckKind.PDF else _read_outline(artifacts, deck, folder)
        if told is not None and all(slide.hidden for slide in told.slides):
            raise DeckEmpty("every slide is hidden" if told.slides else "")
        path = document.result()
    pages = inside(pdf.outline, folder=folder, reads=[path])(path, limits.page_px)
    if len(pages.slides) > limits.deck_slides:
        raise DeckTooLarge(f"{len(pages.slides)} slides, {limits.deck_slides} are allowed")
    outlines = match_outlines(told, pages)
    looks = _looks(path, len(pages.slides), folder)
    images = _images(artifacts, path, looks, on_share)
    slides = tuple(
        RenderedSlide(deck.source.digest, page, look, outline, kept)
        for page, (look, outline, kept) in enumerate(zip(looks, outlines, images, strict=True))
    )
    return RenderedDeck(deck, slides, tuple(_warnings(deck, told, [slide.outline for slide in slides])))


def _handed_in_as(deck: IngestedDeck, made: RenderedDeck) -> RenderedDeck:
    """What was made of these bytes, perhaps under another name, with the warnings under this one."""
    warnings = (replace(warning, message=f"{deck.source.name}: {warning.message}") for warning in made.warnings)
    return replace(made, deck=deck, warnings=tuple(warnings))


def match_outlines(told: DeckOutline | None, pages: DeckOutline) -> list[SlideOutline]:
    """What each page's slide says: the deck's own words where it tells of as many visible slides as there are pages.

    The page's text stands in for words that the deck keeps elsewhere, as in diagrams.
    """
    visible = [] if told is None else [slide for slide in told.slides if not slide.hidden]
    if len(visible) != len(pages.slides):
        return list(pages.slides)
    return [_completed(slide, page) for slide, page in zip(visible, pages.slides, strict=True)]


def runs_of_pages(pages: Sequence[int]) -> list[list[int]]:
    """The pages in runs of about equal length for one process each, so that every core has work."""
    count = max(os.cpu_count() or 1, -(-len(pages) // MOST_PAGES_A_RUN))
    size = -(-len(pages) // count)
    return [list(pages[first : first + size]) for first in range(0, len(pages), size or 1)]


def _completed(slide: SlideOutline, page: SlideOutline) -> SlideOutline:
    if slide.text:
        return slide
    if not slide.title:
        return replace(slide, title=page.title, text=page.text)
    lines = [line for line in (page.title, *page.text.splitlines()) if line != slide.title]
    return replace(slide, text="\n".join(lines))


def _named_deck(artifacts: Artifacts, deck: IngestedDeck, folder: Path) -> Path:
    """The deck under a name that tells LibreOffice its kind."""
    named = folder / f"deck.{deck.kind}"
    named.hardlink_to(artifacts.source(deck.source))
    return named


def _read_outline(artifacts: Artifacts, deck: IngestedDeck, folder: Path) -> DeckOutline | None:
    """What the deck itself tells; None where only LibreOffice can make sense of it."""
    words = folder / "words"
    words.mkdir()
    try:
        package = _named_deck(artifacts, deck, words)
        if deck.kind is not DeckKind.PPTX:
            package = office.convert(package, "pptx", words)
        return inside(pptx.outline, folder=words, reads=[package])(package)
    except DeckUnreadable:
        return None


def _looks(path: Path, count: int, folder: Path) -> list[str]:
    """How each page looks: it is drawn once, as wide as its widest picture, with every core at work."""
    read = inside(pdf.looks, folder=folder, reads=[path])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [
            pool.submit(copy_context().run, read, path, pages, max(SLIDE_WIDTHS))
            for pages in runs_of_pages(range(count))
        ]
        return [look for run in waiting for look in run.result()]


def _images(
    artifacts: Artifacts, document: Path, looks: Sequence[str], on_share: Callable[[float], None]
) -> list[SlideImages]:
    """The pictures of pages of these looks. What looks as a page of some deck did is not drawn or encoded again."""
    keys = [artifact_key(Step.RENDER_SLIDES, VERSION, {"widths": SLIDE_WIDTHS}, [look]) for look in looks]

    def make(pages: Sequence[int], folder: Path) -> Iterator[tuple[int, SlideImages]]:
        render = inside(pdf.render_images, folder=folder, reads=[document])
        made = 0
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = [
                pool.submit(copy_context().run, render, document, run, SLIDE_WIDTHS, folder)
                for run in runs_of_pages(pages)
            ]
            for page in (page for run in as_completed(runs) for page in run.result()):
                yield (
                    page.page,
                    tuple(
                        SlideImage(image.type, image.width, image.height, artifacts.keep(folder / image.file))
                        for image in page.images
                    ),
                )
                made += 1
                on_share(made / len(pages))

    return artifacts.made_each(keys, SlideImages, make)


def _warnings(deck: IngestedDeck, told: DeckOutline | None, shown: Sequence[SlideOutline]) -> list[BuildWarning]:
    found: list[BuildWarning] = []

    def warn(code: str, sentence: str) -> None:
        found.append(BuildWarning(code, sentence))

    fonts = installed_fonts()
    if told is not None:
        if hidden := [slide.deck_number for slide in told.slides if slide.hidden]:
            warn("slides_hidden_skipped", f"hidden slides are left out: {_numbers(hidden)}.")
        if substituted := fonts.substituted(told.fonts):
            warn("fonts_substituted", f"other fonts stand in for {', '.join(substituted)}; look at the line breaks.")
    if animated := [slide.deck_number for slide in shown if slide.animated]:
        warn("animations_flattened", f"animations are shown in their last state on slides {_numbers(animated)}.")
    if deck.kind is DeckKind.PPTX and (linked := [slide.deck_number for slide in shown if slide.linked_media]):
        warn("media_linked_ignored", f"linked files are not in the deck and are left out on slides {_numbers(linked)}.")
    # A PDF brings its letters with it.
    text = "" if deck.kind is DeckKind.PDF else "".join(slide.title + slide.text for slide in shown)
    if missing := fonts.missing(text):
        letters = " ".join(missing[:20])
        warn("glyphs_missing", f"no font on this machine has these characters, which appear as boxes: {letters}")
    return found


def _numbers(numbers: Sequence[int]) -> str:
    told = ", ".join(map(str, numbers[:12]))
    return told if len(numbers) <= 12 else f"{told} and {len(numbers) - 12} more"
