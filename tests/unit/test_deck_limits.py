"""What a deck may take of LibreOffice, and what is said of one that took more or crashed it."""

from pathlib import Path

import pytest

from mediasvc.domain.errors import (
    ConversionFailed,
    ConversionTimeout,
    ConverterOverLimit,
    DeckTooLarge,
    DeckUnreadable,
    MediasvcError,
)
from workers.decks.office import limits_of
from workers.steps.deck_errors import reading_a_deck

# Real decks: their megabytes, slides, and the CPU seconds that LibreOffice needed.
MEASURED = ((0.39, 28, 6.3), (0.87, 45, 4.9), (2.06, 28, 5.3), (0.13, 56, 3.1), (1.29, 56, 3.2), (0.26, 0, 2.0))


@pytest.mark.parametrize(("megabytes", "slides", "seconds"), MEASURED)
def test_a_real_deck_has_five_times_what_it_needs(
    tmp_path: Path, megabytes: float, slides: int, seconds: float
) -> None:
    deck = tmp_path / "deck"
    deck.write_bytes(bytes(int(megabytes * 1_000_000)))
    assert limits_of(deck, slides).cpu_seconds >= 5 * seconds


def test_a_small_deck_is_answered_soon(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    deck.write_bytes(bytes(100_000))
    assert limits_of(deck, 1).cpu_seconds < 25


@pytest.mark.parametrize(
    ("ended", "error"),
    [
        (ConverterOverLimit("3 GB, 1 are allowed"), DeckTooLarge("3 GB, 1 are allowed")),
        (ConversionFailed("python exited with 134"), DeckUnreadable("python exited with 134")),
        (ConversionTimeout("it had 15 s"), ConversionTimeout("it had 15 s")),
    ],
)
def test_how_a_converter_ends_tells_of_the_deck(ended: MediasvcError, error: MediasvcError) -> None:
    with pytest.raises(type(error)) as told, reading_a_deck():
        raise ended
    assert told.value.message == error.message
