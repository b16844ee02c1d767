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

    A first line that is too long for a title stays in the text as well.
    """
    lines = [" ".join(line.split()) for line in text.replace("\v", "\n").splitlines()]
    lines = [line for line in lines if line]
    title = " ".join(title.split())
    if not title and lines:
        rest = lines[1:] if len(lines[0]) <= LONGEST_TITLE else lines
        return lines[0][:LONGEST_TITLE], "\n".join(rest)
    return title, "\n".join(lines)
