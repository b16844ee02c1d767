"""Words on slides that are pictures are read, and a slide that cannot be read goes without."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from makers import PALETTE, Page, make_pdf
from picture_slides import make_picture_deck, picture_of
from PIL import Image
from workshop import LIMITS, Workshop, ignore_share

from mediasvc.domain.errors import ConversionFailed, ConversionTimeout, OutOfMemory
from workers.ocr import tesseract
from workers.ocr.languages import languages_of
from workers.process import Children, belong_to
from workers.steps import read_pictures, read_slides
from workers.steps.read_slides import ReadDeck

SEED, RAIN, LOANS = ("Seed is shared", "in forty villages"), ("Rain comes late",), ("Loans are repaid",)


def read_decks(workshop: Workshop, *decks: Path) -> tuple[ReadDeck, ...]:
    ingested = [workshop.ingest_deck(deck) for deck in decks]
    return read_slides.run(workshop.artifacts, ingested, LIMITS, [deck.source.digest for deck in ingested])


def words_of(workshop: Workshop, *decks: Path, language: str | None = "en") -> tuple[str, ...]:
    return read_pictures.run(workshop.artifacts, read_decks(workshop, *decks), language, ignore_share)


def picture_deck(path: Path, *slides: Sequence[str]) -> Path:
    make_picture_deck(path, [picture_of(*lines) for lines in slides])
    return path


def test_words_on_pictures_are_read_and_counted_as_slides(workshop: Workshop, tmp_path: Path) -> None:
    make_pdf(tmp_path / "text.pdf", *[Page(PALETTE[2], f"Topic {place}") for place in range(3)])
    decks = read_decks(workshop, tmp_path / "text.pdf", picture_deck(tmp_path / "talk.pdf", SEED, RAIN))
    shares: list[float] = []
    read = read_pictures.run(workshop.artifacts, decks, "en", shares.append)
    assert read == ("", "", "", "Seed is shared\nin forty villages", "Rain comes late")
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (pytest.approx(0.6), 1)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ar", "توفير المياه مسؤولية الجميع"),
        ("am", "በኢትዮጵያ የሚገኙ ገበሬዎች"),
        ("zh", "节约用水是我们大家的责任"),
        ("hi", "सभी के लिए स्वास्थ्य सेवा"),
        ("sw", "Kuokoa maji ni jukumu letu sote"),
        ("fr", "Les agriculteurs souffrent du manque de pluie"),
    ],
)
def test_each_language_is_read_in_its_script(tmp_path: Path, language: str, line: str) -> None:
    picture_of(line).convert("L").save(tmp_path / "0.pgm")
    engine = tesseract.installed(tmp_path)
    assert engine is not None
    assert tesseract.read([tmp_path / "0.pgm"], languages_of(language, "", engine.languages), tmp_path) == [line]


def test_a_slide_with_words_of_its_own_gets_what_its_picture_adds(workshop: Workshop, tmp_path: Path) -> None:
    (deck,) = read_decks(workshop, picture_deck(tmp_path / "talk.pdf", SEED))
    (slide,) = deck.slides
    told = replace(slide, outline=replace(slide.outline, title="Seed", text="seed is shared"))
    read = read_pictures.run(workshop.artifacts, [replace(deck, slides=(told,))], "en", ignore_share)
    assert read == ("in forty villages",)


def test_what_is_no_writing_has_no_words(workshop: Workshop, tmp_path: Path) -> None:
    noise = Image.effect_noise((1600, 900), 90).convert("RGB")
    pictures = [noise, picture_of(*SEED, *RAIN, *LOANS).rotate(180), Image.new("RGB", (1600, 900), "navy")]
    make_picture_deck(tmp_path / "talk.pdf", pictures)
    assert words_of(workshop, tmp_path / "talk.pdf") == ("", "", "")


def test_a_deck_of_text_does_not_even_ask_for_tesseract(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_pictures, "tesseract", None)
    make_pdf(tmp_path / "talk.pdf", *[Page(PALETTE[0], f"Words that all can read {place}") for place in range(4)])
    assert words_of(workshop, tmp_path / "talk.pdf") == ("",) * 4


def test_without_tesseract_or_its_languages_slides_go_without(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = picture_deck(tmp_path / "talk.pdf", ("No Tesseract is here",))
    for found in (None, tesseract.Tesseract("5.3.0", frozenset({"deu"}))):
        monkeypatch.setattr(tesseract, "installed", MagicMock(return_value=found))
        assert words_of(workshop, deck) == ("",)
    monkeypatch.undo()
    assert words_of(workshop, deck) == ("No Tesseract is here",)


def test_what_was_read_is_not_read_again(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = picture_deck(tmp_path / "talk.pdf", ("Read it once",))
    first = words_of(workshop, deck)
    monkeypatch.setattr(tesseract, "read", None)
    assert words_of(workshop, deck) == first == ("Read it once",)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have Tesseract fail for pictures that are higher than wide, and return how many it was given each time."""
    given: list[int] = []
    real = tesseract.read

    def read(pictures: Sequence[Path], *others: Any) -> list[str]:
        given.append(len(pictures))
        for picture in pictures:
            with Image.open(picture) as opened:
                if opened.height > opened.width:
                    raise ConversionTimeout("tesseract: it had 6 s")
        return real(pictures, *others)

    monkeypatch.setattr(tesseract, "read", read)
    return given


def tall() -> Image.Image:
    return picture_of("It takes for ever").crop((0, 0, 500, 900))


def test_a_slide_that_cannot_be_read_goes_without_and_the_others_do_not(
    workshop: Workshop, tmp_path: Path, failing: list[int]
) -> None:
    make_picture_deck(tmp_path / "talk.pdf", [picture_of("Before it"), tall(), picture_of("Behind it")])
    assert words_of(workshop, tmp_path / "talk.pdf") == ("Before it", "", "Behind it")
    assert failing == [3, 1, 1, 1]


def test_a_deck_that_fails_throughout_is_given_up_early(workshop: Workshop, tmp_path: Path, failing: list[int]) -> None:
    pictures = [picture_of(f"Page {place}").crop((0, 0, 400, 800)) for place in range(6)]
    make_picture_deck(tmp_path / "talk.pdf", pictures)
    assert words_of(workshop, tmp_path / "talk.pdf") == ("",) * 6
    assert len(failing) < 2 * (1 + read_pictures.MOST_FAILURES) + 1


def test_a_slide_that_could_not_be_read_is_tried_again(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck, hung = picture_deck(tmp_path / "talk.pdf", ("Tried again",)), ConversionTimeout("tesseract: it did nothing")
    with monkeypatch.context() as patch:
        patch.setattr(tesseract, "read", MagicMock(side_effect=hung))
        assert words_of(workshop, deck) == ("",)
    assert words_of(workshop, deck) == ("Tried again",)


def test_a_run_that_was_stopped_records_nothing(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = picture_deck(tmp_path / "talk.pdf", ("Stopped in between",))
    decks, children = read_decks(workshop, deck), Children()

    def stopped(*_: Any) -> list[str]:
        children.stop()
        raise ConversionFailed("tesseract was stopped")

    belong_to(children)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(tesseract, "read", stopped)
            with pytest.raises(ConversionFailed, match="stopped"):
                read_pictures.run(workshop.artifacts, decks, "en", ignore_share)
    finally:
        belong_to(Children())
    assert read_pictures.run(workshop.artifacts, decks, "en", ignore_share) == ("Stopped in between",)


def test_a_machine_out_of_memory_tries_again_later(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = picture_deck(tmp_path / "talk.pdf", ("Once more",))

    def killed(*_: Any) -> list[str]:
        raise OutOfMemory("tesseract")

    with monkeypatch.context() as patch:
        patch.setattr(tesseract, "read", killed)
        with pytest.raises(OutOfMemory):
            words_of(workshop, deck)
    assert words_of(workshop, deck) == ("Once more",)
