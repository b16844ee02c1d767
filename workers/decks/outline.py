"""What a deck's slides say, as it is read from the deck itself or from the pages of its PDF."""

from dataclasses import dataclass

LONGEST_TITLE = 200


@dataclass(frozen=True)
class SlideOutline:
    """One slide. `deck_number` counts from 1, hidden slides counted; `advance_ms` is its rehearsed time."""

    deck_number: int
    title: str
    text: str
    notes: str | None = None
    hidden: bool = False
    advance_ms: int | None = None
    animated: bool = False
    linked_media: int = 0


@dataclass(frozen=True)
class DeckOutline:
    """All slides in the deck's order, and the font families that the deck asks for."""

    slides: tuple[SlideOutline, ...]
    fonts: tuple[str, ...] = ()


def title_and_text(title: str, text: str) -> tuple[str, str]:
    """A slide's title in one line, and its text without it; the first line is the title where none is given.

    What is too long for a title stays in the text as a whole.
    """
    lines = [" ".join(line.split()) for line in text.replace("\v", "\n").splitlines()]
    lines = [line for line in lines if line]
    title = " ".join(title.split())
    if not title and lines:
        title = lines.pop(0)
    if len(title) > LONGEST_TITLE:
        lines.insert(0, title)
    return title[:LONGEST_TITLE], "\n".join(lines)
