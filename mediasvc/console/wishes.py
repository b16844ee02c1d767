"""Wishes of an organiser for a player in another page, as the form about it sends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from mediasvc.delivery.colours import Colour, colour_of
from mediasvc.delivery.embedding import LARGEST, LOWEST, NARROWEST, WIDTH, Embedding, Frame, Shape, frame_of
from mediasvc.delivery.languages import TAGS
from mediasvc.domain.errors import Usage

# Widths in px that are offered, and the word for as wide as there is room.
WIDTHS: Sequence[int] = (WIDTH, 800)
FULL = "full"
# The pages' own accent, and others that are offered, each by its name among the words.
COLOURS: Mapping[str, str] = {
    "blue": "#0b5fc0",
    "green": "#1b7a43",
    "red": "#b3261e",
    "violet": "#6a3fb5",
    "brown": "#8a4b12",
}
# More than any name of a field's value is long.
_SHOWN = 20


@dataclass(frozen=True)
class Wishes:
    """Fields of the form, as they were typed; an empty one wishes for what is usual.

    A `width` of one's own goes before a `size` that is offered. `show` asks to see how the player looks.
    """

    language: str = ""
    size: str = ""
    width: str = ""
    height: str = ""
    slide: str = ""
    colour: str = ""
    show: str = ""

    @property
    def query(self) -> str:
        """Return the fields that are filled in, as addresses have them."""
        return urlencode({each.name: value for each in fields(self) if (value := getattr(self, each.name))})

    @property
    def tag(self) -> str | None:
        """Return the language that is wished for, where it is one of the pages'."""
        return self.language if self.language in TAGS else None

    @property
    def are_shown(self) -> bool:
        """Return whether the player is to be seen. It is loaded only then, as that costs as much as watching."""
        return bool(self.show)


def wishes_in(query: Mapping[str, str]) -> Wishes:
    """Return the wishes in an address."""
    return Wishes(**{each.name: query.get(each.name, "").strip() for each in fields(Wishes)})


def embedding_of(wishes: Wishes, shape: Shape, slides: int) -> Embedding:
    """Return the player that is wished for, of a talk of this many slides, of this shape.

    Raises:
        Usage: a size is too small or too large, there is no such slide, or the colour is none.
    """
    return Embedding(_frame(wishes, shape), wishes.tag, _colour(wishes), _slide(wishes, slides))


def _frame(wishes: Wishes, shape: Shape) -> Frame:
    height = _pixels(wishes.height, LOWEST) if wishes.height else None
    if wishes.width:
        return frame_of(shape, _pixels(wishes.width, NARROWEST), height)
    offered = {str(width): width for width in WIDTHS}
    return frame_of(shape, offered.get(wishes.size, WIDTH), height, fills=wishes.size == FULL)


def _pixels(text: str, least: int) -> int:
    number = _number(text)
    if number is None or not least <= number <= LARGEST:
        raise Usage(f"{text[:_SHOWN]!r} is not from {least} to {LARGEST} pixels").because("frame_size")
    return number


def _slide(wishes: Wishes, slides: int) -> int | None:
    if not wishes.slide:
        return None
    number = _number(wishes.slide)
    if number is None or not 1 <= number <= slides:
        raise Usage(f"{wishes.slide[:_SHOWN]!r} is no slide; they are 1 to {slides}").because("slide_unknown")
    return None if number == 1 else number


def _colour(wishes: Wishes) -> Colour | None:
    if not wishes.colour:
        return None
    colour = colour_of(wishes.colour)
    if colour is None:
        raise Usage(f"{wishes.colour[:_SHOWN]!r} is not a colour such as #3366cc").because("colour_unknown")
    return None if colour == colour_of(COLOURS["blue"]) else colour


def _number(text: str) -> int | None:
    """Return the number, in the digits of any script: keyboards of phones type those of their language."""
    return int(text) if text.isdecimal() and len(text) <= len(str(LARGEST)) else None
