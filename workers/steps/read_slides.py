"""What decks show and say: their PDF, and of each visible slide how it looks, its title, text and notes."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from mediasvc.domain.build import BuildWarning, Digest
from mediasvc.domain.errors import ConversionFailed, DeckEmpty, DeckTooLarge, DeckUnreadable
from mediasvc.domain.limits import Limits
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.variants import SLIDE_WIDTHS
from workers.decks import office, pdf, pptx, rewrite
from workers.decks.fonts import installed_fonts
from workers.decks.identify import DeckKind
from workers.decks.outline import DeckOutline, SlideOutline, as_answered
from workers.inside import inside, limits_of
from workers.steps.artifacts import Artifacts
from workers.steps.deck_errors import reading_a_deck
from workers.steps.every_core import every_core
from workers.steps.ingest import IngestedDeck, naming
from workers.steps.warned_slides import at_slides, is_linked, listed

VERSION = 5
# Of what `rewrite` and `office` make of a deck.
DRAWING_VERSION = 2
# A process takes a quarter of a second to start, and a page about as long to be drawn and encoded.
LEAST_PAGES_A_RUN, MOST_PAGES_A_RUN = 3, 20
# Five times what real pages take at most.
READ_PAGE_CPU_S, LOOK_CPU_S = 0.1, 0.7

T = TypeVar("T")


@dataclass(frozen=True)
class ReadSlide:
    """One visible slide: `page` is its page in the deck's PDF, from 0; slides of equal `look` look equal."""

    deck: Digest
    page: int
    look: str
    outline: SlideOutline


@dataclass(frozen=True)
class ReadDeck:
    deck: IngestedDeck
    slides: tuple[ReadSlide, ...]
    warnings: tuple[BuildWarning, ...]


def run(
    artifacts: Artifacts, decks: Sequence[IngestedDeck], limits: Limits, first_decks: Sequence[Digest]
) -> tuple[ReadDeck, ...]:
    """Every deck's visible slides, in order.

    What was made of a slide is used again for slides of equal `look`, and the sandbox answers how a page looks. So
    looks are equal only among seminars whose first build had the same decks (`first_decks`): a reader that was taken
    over by another deck cannot draw anything for them.

    Raises:
        DeckEmpty, DeckEncrypted, DeckUnreadable, DeckTooLarge, ConversionTimeout
    """
    read: list[ReadDeck] = []
    for deck in decks:
        key = artifact_key(Step.READ_SLIDES, VERSION, {"width": max(SLIDE_WIDTHS)}, [deck.source.digest])

        def make(folder: Path, deck: IngestedDeck = deck) -> ReadDeck:
            return _read(artifacts, deck, limits, folder)

        with naming(deck.source), reading_a_deck():
            made = artifacts.made(key, ReadDeck, make)
            slides = tuple(replace(slide, look=_scoped(slide.look, first_decks)) for slide in made.slides)
            before = sum(len(other.slides) for other in read)
            read.append(_handed_in_as(deck, replace(made, slides=slides), before))
    if (count := sum(len(deck.slides) for deck in read)) > limits.deck_slides:
        raise DeckTooLarge(f"{count} slides, {limits.deck_slides} are allowed")
    return tuple(read)


def deck_pdf(artifacts: Artifacts, deck: IngestedDeck) -> Path:
    """The deck's PDF, in the worker's cache."""
    if deck.kind is DeckKind.PDF:
        return artifacts.source(deck.source)

    def make(path: Path) -> None:
        office.convert(_drawable_deck(artifacts, deck, path.parent), "pdf", path.parent, deck.slides).rename(path)

    return artifacts.scratch(f"deck-{deck.source.digest}-{DRAWING_VERSION}.pdf", make)


def visible_slides(decks: Sequence[ReadDeck]) -> list[ReadSlide]:
    """The slides of the whole talk: the place in this list is the slide's index."""
    return [slide for deck in decks for slide in deck.slides]


def made_of_slides(
    artifacts: Artifacts,
    decks: Sequence[ReadDeck],
    slides: Sequence[ReadSlide],
    keys: Sequence[Digest],
    kind: type[T],
    draw: Callable[[Path, list[int], Path], Sequence[T]],
    on_share: Callable[[float], None],
    is_kept: Callable[[T], bool] = lambda _: True,
) -> list[T]:
    """What has these keys, one of each slide, in order. What is missing `draw` makes, with every core at work.

    `on_share` gets the share of all slides that is there.

    `draw` is told a deck's PDF, some of its pages, and an empty folder. What it makes is kept, if it `is_kept`.
    """

    def make(missing: Sequence[int], folder: Path) -> Iterator[tuple[int, T]]:
        wanted = {place: slides[place] for place in missing}
        on_share(1 - len(missing) / len(slides))
        for done, made in enumerate(_drawn(artifacts, decks, wanted, draw, folder), start=1):
            yield made
            on_share(1 - (len(missing) - done) / len(slides))

    return artifacts.made_each(keys, kind, make, is_kept)


def match_outlines(told: DeckOutline | None, pages: DeckOutline) -> list[SlideOutline]:
    """What each page's slide says: the deck's own words where it tells of as many visible slides as there are pages.

    The page's text stands in where a slide has no words of its own and shows what may hold some, as an embedded object.
    Elsewhere the page adds no more than footers, numbers and what a layout shows on every slide.
    """
    visible = [] if told is None else [slide for slide in told.slides if not slide.hidden]
    if len(visible) != len(pages.slides):
        return list(pages.slides)
    return [_completed(slide, page) for slide, page in zip(visible, pages.slides, strict=True)]


def page_warnings(pages: DeckOutline, shown: Sequence[SlideOutline]) -> list[BuildWarning]:
    """Return what is wrong with the pages of a PDF, and so only there."""
    found: list[BuildWarning] = []
    if garbled := [slide.deck_number for slide in shown if slide.garbled]:
        sentence = (
            f"the file does not say which letters slides {listed(garbled)} show in which order; they have no text."
        )
        found.append(BuildWarning("text_unreadable", sentence))
    if blank := [page.deck_number for page in pages.slides if page.blank_fields]:
        sentence = f"some form fields on slides {listed(blank)} stay blank; print the form to a new PDF and use that."
        found.append(BuildWarning("form_fields_blank", sentence))
    if pages.dynamic:
        sentence = "the PDF is a form that only Adobe's programs show; print it to a new PDF and use that."
        found.append(BuildWarning("form_not_shown", sentence))
    return found


def runs_of_pages(pages: Sequence[int]) -> list[list[int]]:
    """The pages in runs of about equal length for one process each, so that every core has work worth its start."""
    count = max(os.cpu_count() or 1, -(-len(pages) // MOST_PAGES_A_RUN))
    size = max(-(-len(pages) // count), LEAST_PAGES_A_RUN)
    return [list(pages[first : first + size]) for first in range(0, len(pages), size)]


def _drawn(
    artifacts: Artifacts,
    decks: Sequence[ReadDeck],
    slides: Mapping[int, ReadSlide],
    draw: Callable[[Path, list[int], Path], Sequence[T]],
    folder: Path,
) -> Iterator[tuple[int, T]]:
    """What `draw` makes of each of these slides, with its name in the mapping, in any order."""
    documents = {deck.deck.source.digest: deck.deck for deck in decks}
    with every_core() as pool:
        running: dict[Future[Sequence[T]], list[int]] = {}
        for digest in {slide.deck for slide in slides.values()}:
            document = deck_pdf(artifacts, documents[digest])
            for names in runs_of_pages([name for name, slide in slides.items() if slide.deck == digest]):
                into = folder / f"run{len(running)}"
                into.mkdir()
                pages = [slides[name].page for name in names]
                running[pool.submit(copy_context().run, draw, document, pages, into)] = names
        for done in as_completed(running):
            with naming(documents[slides[running[done][0]].deck].source):
                made = done.result()
            yield from zip(running[done], made, strict=True)


def _read(artifacts: Artifacts, deck: IngestedDeck, limits: Limits, folder: Path) -> ReadDeck:
    with ThreadPoolExecutor(2) as pool:
        document = pool.submit(copy_context().run, deck_pdf, artifacts, deck)
        told = None if deck.kind is DeckKind.PDF else _read_outline(artifacts, deck, folder)
        if told is not None and all(slide.hidden for slide in told.slides):
            raise DeckEmpty("every slide is hidden" if told.slides else "")
        path = document.result()
    may_take = limits_of(path, limits.deck_slides, READ_PAGE_CPU_S)
    read = inside(pdf.outline, folder=folder, reads=[path], limits=may_take)
    pages = as_answered(read(path, limits.page_px, limits.deck_slides))
    outlines = match_outlines(told, pages)
    slides = tuple(
        ReadSlide(deck.source.digest, page, look, outline)
        for page, (look, outline) in enumerate(zip(_looks(path, len(outlines), folder), outlines, strict=True))
    )
    warnings = [*_warnings(deck, told, outlines), *page_warnings(pages, outlines)]
    return ReadDeck(deck, slides, tuple(warnings))


def _scoped(look: str, first_decks: Sequence[Digest]) -> str:
    """Return a look that equals only those of the same first decks, and has the form of a digest whatever was read."""
    return hashlib.sha256(json.dumps([*first_decks, look]).encode()).hexdigest()


def _handed_in_as(deck: IngestedDeck, made: ReadDeck, before: int) -> ReadDeck:
    """What was made of these bytes, perhaps under another name, with the warnings under this one and at their slides.

    `before` slides of other decks come first.
    """
    named = [replace(warning, message=f"{deck.source.name}: {warning.message}") for warning in made.warnings]
    return replace(made, deck=deck, warnings=at_slides(named, deck, [slide.outline for slide in made.slides], before))


def _completed(slide: SlideOutline, page: SlideOutline) -> SlideOutline:
    slide = replace(slide, pictured=page.pictured)
    if slide.title or slide.text or not slide.may_hide_words:
        return slide
    return replace(slide, title=page.title, text=page.text, garbled=page.garbled)


def _named_deck(artifacts: Artifacts, deck: IngestedDeck, folder: Path) -> Path:
    """The deck under a name that tells LibreOffice its kind."""
    named = folder / f"deck.{deck.kind}"
    named.hardlink_to(artifacts.source(deck.source))
    return named


def _drawable_deck(artifacts: Artifacts, deck: IngestedDeck, folder: Path) -> Path:
    """Return the deck as LibreOffice reads and draws it: the deck itself, or another one made of it."""
    named = _named_deck(artifacts, deck, folder)
    if deck.kind is DeckKind.PPT:
        return named
    drawable = folder / f"drawable.{deck.kind}"
    is_rewritten = inside(rewrite.drawable, folder=folder, reads=[named], makes=[drawable])(named, drawable)
    return drawable if is_rewritten else named


def _read_outline(artifacts: Artifacts, deck: IngestedDeck, folder: Path) -> DeckOutline | None:
    """What the deck itself tells; None where only LibreOffice can make sense of it."""
    words = folder / "words"
    words.mkdir()
    try:
        if deck.kind is DeckKind.PPTX:
            package = _named_deck(artifacts, deck, words)
        else:
            package = office.convert(_drawable_deck(artifacts, deck, words), "pptx", words, deck.slides)
        return as_answered(inside(pptx.outline, folder=words, reads=[package])(package))
    except DeckUnreadable:
        return None


def _looks(path: Path, count: int, folder: Path) -> list[str]:
    """How each page looks: it is drawn once, as wide as its widest picture, with every core at work."""

    def read(pages: list[int]) -> list[str]:
        limits = limits_of(path, len(pages), LOOK_CPU_S)
        return inside(pdf.looks, folder=folder, reads=[path], limits=limits)(path, pages, max(SLIDE_WIDTHS))

    with every_core() as pool:
        waiting = [pool.submit(copy_context().run, read, pages) for pages in runs_of_pages(range(count))]
        looks = [look for run in waiting for look in run.result()]
    if len(looks) != count:
        raise ConversionFailed(f"{count} pages have {len(looks)} looks")
    return looks


def _warnings(deck: IngestedDeck, told: DeckOutline | None, shown: Sequence[SlideOutline]) -> list[BuildWarning]:
    found: list[BuildWarning] = []

    def warn(code: str, sentence: str) -> None:
        found.append(BuildWarning(code, sentence))

    fonts = installed_fonts()
    if told is not None:
        if hidden := [slide.deck_number for slide in told.slides if slide.hidden]:
            warn("slides_hidden_skipped", f"hidden slides are left out: {listed(hidden)}.")
        if substituted := fonts.substituted(told.fonts):
            warn("fonts_substituted", f"other fonts stand in for {', '.join(substituted)}; look at the line breaks.")
    if animated := [slide.deck_number for slide in shown if slide.animated]:
        warn("animations_flattened", f"animations are shown in their last state on slides {listed(animated)}.")
    found += _picture_warnings(deck, shown)
    # A PDF brings its letters with it.
    text = "" if deck.kind is DeckKind.PDF else "".join(slide.title + slide.text + slide.signs for slide in shown)
    if missing := fonts.missing(text):
        letters = " ".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in missing[:20])
        warn("glyphs_missing", f"no font here has these characters, which are left out or appear as boxes: {letters}")
    # What LibreOffice made of another format is as LibreOffice draws it.
    return [*found, *(_drawn_otherwise(shown) if deck.kind is DeckKind.PPTX else ())]


def _picture_warnings(deck: IngestedDeck, shown: Sequence[SlideOutline]) -> Iterator[BuildWarning]:
    """Yield what is not shown because it is not in the deck, or broken."""
    numbers = [slide.deck_number for slide in shown]
    if linked := [slide.deck_number for slide in shown if is_linked(deck, slide)]:
        sentence = f"linked files are not in the deck and are left out on slides {listed(linked)}."
        yield BuildWarning("media_linked_ignored", sentence)
    if lost := [number for number in deck.lost if number in numbers]:
        sentence = f"pictures are broken or missing in the deck and are left out on slides {listed(lost)}."
        yield BuildWarning("pictures_missing", sentence)


def _drawn_otherwise(shown: Sequence[SlideOutline]) -> Iterator[BuildWarning]:
    for code, sentence in rewrite.SENTENCES.items():
        if slides := [slide.deck_number for slide in shown if code in slide.drawn_otherwise]:
            yield BuildWarning(code, sentence.format(slides=listed(slides)))
