"""Read one source before anything is built of it, by the steps of a build: what they make, the build finds."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from mediasvc.domain.build import Digest, Source
from mediasvc.domain.limits import Limits
from mediasvc.domain.reading import Reading, ReadingState, SourceKind
from workers.steps import ingest, properties, read_slides, render_slides
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import IngestedDeck
from workers.steps.render_slides import RenderedSlide

THUMBNAIL = "image/jpeg"


def read_source(
    artifacts: Artifacts,
    source: Source,
    reading: Reading,
    limits: Limits,
    first_decks: Sequence[Digest],
    on_change: Callable[[Reading], None],
) -> Reading:
    """Return the reading of the source at its end; `on_change` gets what is known before.

    `first_decks` are the decks of the seminar's first build (read_slides.run).

    Raises:
        MediasvcError: what is wrong with the source.
    """
    ingested = ingest.ingest_alone(artifacts, source, limits)
    if ingested is None:
        return replace(reading, state=ReadingState.READ, kind=SourceKind.NEITHER)
    if not isinstance(ingested, IngestedDeck):
        told = properties.of_recording(artifacts, ingested)
        return replace(reading, state=ReadingState.READ, kind=SourceKind.RECORDING, properties=told)
    reading = replace(reading, kind=SourceKind.DECK, narrated=ingested.narrated_slides)
    on_change(reading)
    read = read_slides.run(artifacts, [ingested], limits, first_decks)
    (deck,) = read
    told = properties.of_deck(artifacts, ingested)
    first = deck.slides[0].outline.title if deck.slides else ""
    reading = replace(
        reading, slides=len(deck.slides), warnings=deck.warnings, properties=replace(told, first_slide=first)
    )
    on_change(reading)
    (rendered,) = render_slides.run(artifacts, read, _ignore_share)
    return replace(reading, state=ReadingState.READ, thumbnails=tuple(map(_thumbnail, rendered.slides)))


def draw_together(artifacts: Artifacts, sources: Sequence[Source], limits: Limits) -> None:
    """Draw the slides of a talk's first decks as a build of all of them does, which draws what looks alike once.

    Raises:
        MediasvcError: what is wrong with one of the decks.
    """
    decks = [
        found for source in sources if isinstance(found := ingest.ingest_alone(artifacts, source, limits), IngestedDeck)
    ]
    read = read_slides.run(artifacts, decks, limits, [deck.source.digest for deck in decks])
    render_slides.run(artifacts, read, _ignore_share)


def _thumbnail(slide: RenderedSlide) -> str:
    small = min((image for image in slide.images if image.type == THUMBNAIL), key=lambda image: image.width)
    return small.file.key


def _ignore_share(_: float) -> None:
    """Nobody is shown how far the drawing is."""
