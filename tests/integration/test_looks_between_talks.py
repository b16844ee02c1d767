"""Answers of a reader that a deck has taken over reach no other seminar, and equal decks are drawn once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from makers import PALETTE, Page, make_pdf
from workshop import NARROW, Workshop, hand_in, ignore_share

from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.build import BuildRequest, Digest, Source
from mediasvc.domain.limits import Limits
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.timeline import SlideStart, TimingMethod, timeline_of
from mediasvc.domain.variants import SLIDE_WIDTHS, Picture
from workers import process
from workers.decks import pdf
from workers.inside import inside
from workers.sandbox.bubblewrap import command_line
from workers.steps import encode_picture, ingest, read_slides, render_slides
from workers.steps.artifacts import Artifacts
from workers.steps.encode_picture import PictureTrack
from workers.steps.render_slides import SlideImages

SMALL = Picture(width=320, height=180, level=30, qp=27, most_kbps=1_000)
LIMITS, DETAILS = Limits(), SeminarDetails("A talk")
SHOWN = timeline_of([SlideStart(0, 0)], 2_000, TimingMethod.CUES)


@dataclass(frozen=True)
class Drawn:
    """The pictures of a talk's slides, and its picture track."""

    images: list[SlideImages]
    track: PictureTrack


class House:
    """One storage, in which talks are drawn of a deck and a recording."""

    def __init__(self, workshop: Workshop, folder: Path) -> None:
        self.storage = MemoryStorage()
        self._artifacts = Artifacts(self.storage, folder)
        self._sound = hand_in(self.storage, workshop.any_recording())

    def files(self, *decks: Path) -> tuple[Source, ...]:
        return (*(hand_in(self.storage, deck) for deck in decks), self._sound)

    def ingest(self, files: tuple[Source, ...], first: tuple[Source, ...]) -> ingest.Ingested:
        request = BuildRequest(files, DETAILS, first_files=first)
        return ingest.with_belongings(self._artifacts, request, ingest.run(self._artifacts, files, LIMITS), LIMITS)

    def draw(self, deck: Path, first: Path | None = None) -> Drawn:
        """Draw the talk of this deck, in a seminar whose first build had the `first` one, or this one."""
        ingested = self.ingest(self.files(deck), self.files(first or deck))
        with patch.object(render_slides, "SLIDE_WIDTHS", NARROW):
            decks = read_slides.run(self._artifacts, ingested.decks, LIMITS, ingested.first_decks)
            rendered = render_slides.run(self._artifacts, decks, ignore_share)
        track = encode_picture.run(self._artifacts, decks, SHOWN, SMALL, ignore_share)
        return Drawn([slide.images for slide in rendered[0].slides], track)


@pytest.fixture
def house(workshop: Workshop, tmp_path: Path) -> House:
    return House(workshop, tmp_path / "cache")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions of pdf.py that draw what viewers get, one for each page that they drew from now on."""
    found: list[str] = []

    def spy(argv: Sequence[str], *more: Any, **named: Any) -> list[str]:
        if argv[-2] in ("render_images", "render_frames"):
            found.extend(argv[-2] for _ in json.loads(argv[-1])[0][1])
        return command_line(argv, *more, **named)

    monkeypatch.setattr(process, "command_line", spy)
    return found


def deck_of(path: Path, *colours: str) -> Path:
    make_pdf(path, *(Page(colour) for colour in colours))
    return path


def answering(looks: list[str]) -> Any:
    """`inside` with a reader that answers these looks, whatever a page shows."""

    def look(*_: Any) -> list[str]:
        return looks

    def inside_taken_over(function: Any, **named: Any) -> Any:
        return look if function is pdf.looks else inside(function, **named)

    return inside_taken_over


def test_a_foretold_look_draws_nothing_for_another_seminar(workshop: Workshop, house: House, tmp_path: Path) -> None:
    honest, hostile = deck_of(tmp_path / "a.pdf", PALETTE[0]), deck_of(tmp_path / "b.pdf", PALETTE[1])
    foretold = pdf.looks(honest, [0], max(SLIDE_WIDTHS))
    with patch.object(read_slides, "inside", answering(foretold)):
        planted = house.draw(hostile)
    found = house.draw(honest)
    assert found == House(workshop, tmp_path / "elsewhere").draw(honest)
    assert (found.images, found.track) != (planted.images, planted.track)


def test_a_look_is_no_name_of_what_all_talks_share(workshop: Workshop, house: House, tmp_path: Path) -> None:
    """Frames that repeat the picture before them are kept under such a name, beside the key frames of looks."""
    honest, hostile = deck_of(tmp_path / "a.pdf", PALETTE[0]), deck_of(tmp_path / "b.pdf", PALETTE[1])
    with patch.object(read_slides, "inside", answering(["repeats"])):
        house.draw(hostile)
    assert house.draw(honest) == House(workshop, tmp_path / "elsewhere").draw(honest)


def test_the_same_deck_of_another_seminar_is_not_drawn_again(house: House, tmp_path: Path, drawn: list[str]) -> None:
    deck = deck_of(tmp_path / "a.pdf", *PALETTE[:2])
    first = house.draw(deck)
    assert sorted(drawn) == ["render_frames", "render_images", "render_images"]
    drawn.clear()
    assert (house.draw(deck), drawn) == (first, [])


def test_a_replaced_deck_is_drawn_where_it_changed(house: House, tmp_path: Path, drawn: list[str]) -> None:
    before = deck_of(tmp_path / "a.pdf", *PALETTE[:3])
    after = deck_of(tmp_path / "b.pdf", PALETTE[0], PALETTE[3], PALETTE[2])
    first = house.draw(before)
    drawn.clear()
    second = house.draw(after, first=before)
    assert drawn == ["render_images"]
    assert [one == other for one, other in zip(first.images, second.images, strict=True)] == [True, False, True]
    assert second.track == first.track


def test_the_first_decks_are_those_of_the_first_build(house: House, tmp_path: Path) -> None:
    one, other = (house.files(deck_of(tmp_path / f"{colour}.pdf", colour)) for colour in PALETTE[:2])

    def first_decks(files: tuple[Source, ...], first: tuple[Source, ...]) -> tuple[Digest, ...]:
        return house.ingest(files, first).first_decks

    assert first_decks(one, one) == first_decks(one, ()) == (one[0].digest,)
    assert first_decks(other, one) == (one[0].digest,)
    assert first_decks(other, (*other[:1], *one)) == (other[0].digest, one[0].digest)
    # A build that had none has failed, and others came meanwhile.
    assert first_decks(other, one[1:]) == (other[0].digest,)
