"""Gradients of more than two colours: LibreOffice 7.4 keeps two of them, or three that mirror each other."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

from workers.decks.markup import child, every, local

SIMPLIFIED = "gradients_simplified"
FILLED = ("spPr", "bgPr", "tcPr", "grpSpPr")
NEAR = 3  # of 255: as much as nobody sees


def simplify(root: Element) -> Iterator[str]:
    """Leave out stops that only say what lies between their neighbours; yield "", or the code where more are left."""
    for holder in every(root, *FILLED):
        gradient = child(holder, "gradFill")
        stops = None if gradient is None else child(gradient, "gsLst")
        if stops is None:
            continue
        if redundant := [stop for stop in _ordered(stops) if _lies_between(stop, _ordered(stops))]:
            for stop in redundant:
                stops.remove(stop)
            yield ""
        if not _is_drawn(_ordered(stops)):
            yield SIMPLIFIED


def _ordered(stops: Element) -> list[Element]:
    return sorted((stop for stop in stops if local(stop) == "gs"), key=_place)


def _place(stop: Element) -> float:
    """Return the stop's place in percent; ISO Strict files write `50%` for 50000."""
    place = stop.get("pos", "0")
    return float(place[:-1]) if place.endswith("%") else float(place) / 1000


def _is_drawn(stops: Sequence[Element]) -> bool:
    colours = [_said(stop) for stop in stops]
    mirrored = len(stops) == 3 and colours[0] == colours[2] and _place(stops[1]) == 50
    return len(stops) <= 2 or mirrored or all(one == other for one, other in pairwise(colours))


def _said(stop: Element) -> bytes:
    """Return the stop's colour as it is written: a theme's colour, too, equals itself."""
    return b"".join(tostring(colour) for colour in stop)


def _lies_between(stop: Element, stops: Sequence[Element]) -> bool:
    place = stops.index(stop)
    if not 0 < place < len(stops) - 1:
        return False
    before, after = stops[place - 1], stops[place + 1]
    colours = [_rgb(each) for each in (before, stop, after)]
    width = _place(after) - _place(before)
    if width <= 0 or any(colour is None for colour in colours):
        return False
    share = (_place(stop) - _place(before)) / width
    first, own, last = (colour or (0, 0, 0) for colour in colours)
    return all(abs(a + (b - a) * share - c) <= NEAR for a, b, c in zip(first, last, own, strict=True))


def _rgb(stop: Element) -> tuple[int, int, int] | None:
    """Return a colour that is written as red, green and blue, and nothing else."""
    colour = child(stop, "srgbClr")
    if colour is None or len(colour) or len(value := colour.get("val", "")) != 6:
        return None
    red, green, blue = bytes.fromhex(value)
    return red, green, blue
