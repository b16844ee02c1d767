"""Gradients, of which LibreOffice 7.4 keeps two colours, or three that mirror each other; one on text and lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

from workers.decks.markup import child, every, local

SIMPLIFIED = "gradients_simplified"
FILLED = ("spPr", "bgPr", "tcPr", "grpSpPr")
# Text, and lines around shapes and cells.
OF_ONE_COLOUR = ("rPr", "defRPr", "ln", "lnL", "lnR", "lnT", "lnB")
PLACE, COLOUR = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(%?)"), re.compile("[0-9A-Fa-f]{6}")
NEAR = 3  # of 255: as much as nobody sees


def simplify(root: Element) -> Iterator[str]:
    """Leave out stops that only say what lies between their neighbours; yield "", or the code where more are left."""
    for _, stops in _gradients(root, OF_ONE_COLOUR):
        if len({_said(stop) for stop in stops}) > 1:
            yield SIMPLIFIED
    for gradient, stops in _gradients(root, FILLED):
        ordered = sorted((stop for stop in stops if local(stop) == "gs"), key=_place)
        left = [
            stop for place, stop in enumerate(ordered) if not _lies_between(*ordered[max(place - 1, 0) : place + 2])
        ]
        if len(left) < len(ordered):
            stops[:] = left
            yield ""
        if not _is_drawn(left, straight=child(gradient, "path") is None):
            yield SIMPLIFIED


def _gradients(root: Element, holders: Sequence[str]) -> Iterator[tuple[Element, Element]]:
    """Yield the gradients of these holders, each with its list of stops."""
    for holder in every(root, *holders):
        gradient = child(holder, "gradFill")
        if gradient is not None and (stops := child(gradient, "gsLst")) is not None:
            yield gradient, stops


def _place(stop: Element) -> float:
    """Return the stop's place in percent; ISO Strict files write `50%` for 50000."""
    written = PLACE.fullmatch(stop.get("pos", ""))
    if written is None:
        return 0.0
    return float(written[1]) if written[2] else float(written[1]) / 1000


def _is_drawn(stops: Sequence[Element], straight: bool) -> bool:
    colours = [_said(stop) for stop in stops]
    mirrored = straight and len(stops) == 3 and colours[0] == colours[2] and _place(stops[1]) == 50
    return len(stops) <= 2 or mirrored or all(one == other for one, other in pairwise(colours))


def _said(stop: Element) -> bytes:
    """Return the stop's colour as it is written: a theme's colour, too, equals itself."""
    return b"".join(tostring(colour) for colour in stop)


def _lies_between(*stops: Element) -> bool:
    """Whether the middle one of three stops has the colour that is there without it."""
    colours = [colour for stop in stops if (colour := _rgb(stop)) is not None]
    if len(colours) < 3 or _place(stops[2]) <= _place(stops[0]):
        return False
    share = (_place(stops[1]) - _place(stops[0])) / (_place(stops[2]) - _place(stops[0]))
    first, own, last = colours
    return all(abs(a + (b - a) * share - c) <= NEAR for a, b, c in zip(first, last, own, strict=True))


def _rgb(stop: Element) -> tuple[int, int, int] | None:
    """Return a colour that is written as red, green and blue, and nothing else."""
    colour = child(stop, "srgbClr")
    if colour is None or len(colour) or COLOUR.fullmatch(value := colour.get("val", "")) is None:
        return None
    red, green, blue = bytes.fromhex(value)
    return red, green, blue
