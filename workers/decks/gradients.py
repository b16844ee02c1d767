"""Gradients of more than two colours: LibreOffice 7.4 keeps two of them, or three that mirror each other."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

from workers.decks.markup import child, every, local

SIMPLIFIED = "gradients_simplified"
FILLED = ("spPr", "bgPr", "tcPr", "grpSpPr")
PLACE, COLOUR = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(%?)"), re.compile("[0-9A-Fa-f]{6}")
NEAR = 3  # of 255: as much as nobody sees


def simplify(root: Element) -> Iterator[str]:
    """Leave out stops that only say what lies between their neighbours; yield "", or the code where more are left."""
    for holder in every(root, *FILLED):
        gradient = child(holder, "gradFill")
        if gradient is None or (stops := child(gradient, "gsLst")) is None:
            continue
        ordered = sorted((stop for stop in stops if local(stop) == "gs"), key=_place)
        left = [
            stop for place, stop in enumerate(ordered) if not _lies_between(*ordered[max(place - 1, 0) : place + 2])
        ]
        if len(left) < len(ordered):
            stops[:] = left
            yield ""
        if not _is_drawn(left, straight=child(gradient, "path") is None):
            yield SIMPLIFIED


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
