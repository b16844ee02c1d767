"""A page that cannot be drawn ends the work on its deck, and the deck is named."""

import os
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest
from makers import PALETTE, Page, make_pdf
from workshop import LIMITS, Workshop, ignore_share

from mediasvc.domain.errors import ConversionTimeout
from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of
from mediasvc.domain.variants import Picture
from workers.decks import pdf
from workers.inside import inside
from workers.steps import bind_slides, encode_picture, read_slides, render_slides
from workers.steps.ingest import IngestedDeck
from workers.steps.read_slides import ReadDeck

SMALL = Picture(width=320, height=180, level=30, qp=27, most_kbps=1_000)
NAMED = r"talk\.pdf: it had 9 s"


@pytest.fixture
def deck(workshop: Workshop, tmp_path: Path) -> IngestedDeck:
    make_pdf(tmp_path / "talk.pdf", Page(PALETTE[3], width=333))
    return workshop.ingest_deck(tmp_path / "talk.pdf")


def too_slow(*_: Any, **__: Any) -> Any:
    """Stand in for `inside`, with a reader that takes too long."""

    def read(*_: Any) -> NoReturn:
        raise ConversionTimeout("it had 9 s")

    return read


def read_decks(workshop: Workshop, deck: IngestedDeck) -> tuple[ReadDeck, ...]:
    return read_slides.run(workshop.artifacts, [deck], LIMITS, [deck.source.digest])


def test_its_pictures_name_the_deck(workshop: Workshop, deck: IngestedDeck, monkeypatch: pytest.MonkeyPatch) -> None:
    decks = read_decks(workshop, deck)
    monkeypatch.setattr(render_slides, "inside", too_slow)
    with pytest.raises(ConversionTimeout, match=NAMED):
        render_slides.run(workshop.artifacts, decks, ignore_share)


def test_its_frames_name_the_deck(workshop: Workshop, deck: IngestedDeck, monkeypatch: pytest.MonkeyPatch) -> None:
    decks, shown = read_decks(workshop, deck), timeline_of([SlideStart(0, 0)], 400, TimingMethod.CUES)
    monkeypatch.setattr(encode_picture, "inside", too_slow)
    with pytest.raises(ConversionTimeout, match=NAMED):
        encode_picture.run(workshop.artifacts, decks, shown, SMALL, ignore_share)


def test_its_pdf_names_the_deck(workshop: Workshop, deck: IngestedDeck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bind_slides, "inside", too_slow)
    with pytest.raises(ConversionTimeout, match=NAMED):
        bind_slides.run(workshop.artifacts, [deck])


def test_no_other_page_is_begun(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_pdf(tmp_path / "talk.pdf", *[Page(PALETTE[4], width=334)] * 200)
    deck = workshop.ingest_deck(tmp_path / "talk.pdf")
    begun: list[list[int]] = []

    def look(_: Path, pages: list[int], __: int) -> list[str]:
        begun.append(pages)
        if len(begun) > 1:
            time.sleep(1)
        raise ConversionTimeout("it had 9 s")

    def reader(function: Any, **named: Any) -> Any:
        return look if function is pdf.looks else inside(function, **named)

    monkeypatch.setattr(read_slides, "inside", reader)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with pytest.raises(ConversionTimeout, match=NAMED):
        read_decks(workshop, deck)
    assert len(begun) < len(read_slides.runs_of_pages(range(200)))
