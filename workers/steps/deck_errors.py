"""What a converter's end tells of the deck that it was given."""

from collections.abc import Generator
from contextlib import contextmanager

from mediasvc.domain.errors import ConversionFailed, ConverterOverLimit, DeckTooLarge, DeckUnreadable


@contextmanager
def reading_a_deck() -> Generator[None]:
    """Raise DeckTooLarge where a program took more than it may for the deck, DeckUnreadable where it crashed on it."""
    try:
        yield
    except ConverterOverLimit as over:
        raise DeckTooLarge(over.detail or over.message) from over
    except ConversionFailed as crashed:
        raise DeckUnreadable(crashed.detail or crashed.message) from crashed
