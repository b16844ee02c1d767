"""Slides to one PDF, for those who want to print or to keep them."""

from collections.abc import Sequence
from pathlib import Path

from mediasvc.domain.steps import Step, artifact_key
from workers.decks.binding import bind
from workers.inside import inside
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.deck_errors import reading_a_deck
from workers.steps.ingest import IngestedDeck, naming
from workers.steps.read_slides import deck_pdf

VERSION = 4


def run(artifacts: Artifacts, decks: Sequence[IngestedDeck]) -> KeptFile:
    """A PDF of exactly the visible slides of all decks, in order: a deck's PDF has no others.

    A deck that is a PDF itself is written anew too, so that nothing a stranger hid in it reaches a viewer.
    """

    def make(folder: Path) -> KeptFile:
        paths = [deck_pdf(artifacts, deck) for deck in decks]
        bound = folder / "slides.pdf"
        with naming(*(deck.source for deck in decks)), reading_a_deck():
            inside(bind, folder=folder, reads=paths, makes=[bound])(paths, bound)
        return artifacts.keep(bound)

    digests = [deck.source.digest for deck in decks]
    return artifacts.made(artifact_key(Step.BIND_SLIDES, VERSION, {}, digests), KeptFile, make)
