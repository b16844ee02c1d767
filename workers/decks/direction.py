"""Text as it is read, from what stands on a line from left to right: Arabic and Hebrew are written the other way.

Unicode's bidirectional algorithm (UAX 9) says how text that is read becomes a line. Done once more, it undoes itself,
but for numbers behind Latin words and for brackets.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bidi import get_display  # pyright: ignore[reportMissingTypeStubs] - it ships none

RIGHT_TO_LEFT = ("R", "AL")
# Round, square, curly; guillemets, double and single; angle.
BRACKETS = {"(": ")", "[": "]", "{": "}", "\xab": "\xbb", "\u2039": "\u203a", "\u27e8": "\u27e9"}
_OPENING = {closing: opening for opening, closing in BRACKETS.items()} | {opening: opening for opening in BRACKETS}
# What stands behind numbers only, as it is seen from left to right.
_BYTES_AND_HERTZ = ("kB", "KB", "MB", "GB", "TB", "Hz", "kHz", "MHz", "GHz")
UNITS = frozenset((*_BYTES_AND_HERTZ, "mm", "cm", "m", "m²", "km", "km²", "km/h", "kg", "C°", "°C", "F°", "°F"))
# Behind these comes no opening bracket's inside, before those none of a closing one.
_ENDS = frozenset(" .,;:!?،؛؟")
# Where letters have forms that depend on their neighbours, and several of them one sign.
_FORMS = (range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00))
# Code points of one direction each, to stand for what the algorithm is to take as one character.
_STAND_INS = {
    "R": range(0x10800, 0x10900),
    "AL": range(0x1EE00, 0x1EF00),
    "L": range(0xE000, 0xF900),
    "EN": range(0x1D7CE, 0x1D800),
    "AN": range(0x10E60, 0x10E7F),
    "ON": range(0x2500, 0x2600),
}
# Of these nothing is mirrored or taken out: they are what they are without a stand-in.
_PLAIN = ("ES", "ET", "CS", "WS")


def is_right_to_left(text: str) -> bool:
    """Return whether any letter of the text is written from right to left."""
    return any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in text)


def share_right_to_left(text: str) -> float:
    """Return which share of the letters that have a direction is written from right to left; 0 where none has one."""
    directions = [unicodedata.bidirectional(character) for character in text]
    right = sum(direction in RIGHT_TO_LEFT for direction in directions)
    return right / (right + directions.count("L")) if right else 0.0


def as_read(clusters: Sequence[str], right_to_left: bool) -> str:
    """Return the text of a line on which these stand from left to right.

    A cluster is what has one place: a letter with its marks, or a ligature's letters, in the order in which they are
    read. `right_to_left` is the paragraph's direction.
    """
    stand_ins, meant = _stood_in(clusters, right_to_left)
    line = stand_ins[::-1] if right_to_left else stand_ins
    read = str(get_display(line, base_dir="R" if right_to_left else "L"))
    ordered = [meant.get(character, character) for character in (read[::-1] if right_to_left else read)]
    return "".join(_with_brackets_turned(ordered) if is_right_to_left("".join(ordered)) else ordered)


def plain_letters(text: str) -> str:
    """Return the text with letters instead of the forms that they have on a line."""
    return "".join(
        unicodedata.normalize("NFKC", each) if any(ord(each) in forms for forms in _FORMS) else each for each in text
    )


@lru_cache(maxsize=1)
def ligatures() -> frozenset[str]:
    """Return the letters of each ligature that Unicode has, in the order in which they are read."""
    expanded = (unicodedata.normalize("NFKC", chr(code)) for forms in _FORMS for code in forms)
    return frozenset(letters for letters in expanded if len(letters) > 1 and not letters.startswith(" "))


def _stood_in(clusters: Sequence[str], right_to_left: bool) -> tuple[str, dict[str, str]]:
    """Return one character for each cluster, and what those stand for that are not themselves."""
    stand_ins: dict[tuple[str, str], str] = {}
    free = {direction: map(chr, codes) for direction, codes in _STAND_INS.items()}
    line = ""
    for cluster, direction in zip(clusters, _directions(clusters, right_to_left), strict=True):
        known = (cluster, direction)
        if known not in stand_ins:
            # A line with more different ones than there are code points is none that anybody reads.
            stand_ins[known] = next(free[direction], cluster[0]) if direction in free else cluster[0]
        line += stand_ins[known]
    return line, {character: cluster for (cluster, _), character in stand_ins.items()}


def _directions(clusters: Sequence[str], right_to_left: bool) -> list[str]:
    """Return the bidirectional class that each cluster is to have."""
    # The algorithm mirrors brackets. Here they are turned later.
    classes = [
        "ON" if unicodedata.mirrored(cluster[0]) else unicodedata.bidirectional(cluster[0]) for cluster in clusters
    ]
    if right_to_left:
        classes = _brackets_joined(clusters, _numbers_joined(clusters, classes))
    return [
        found if found in _STAND_INS or (found in _PLAIN and len(cluster) == 1) else "ON"
        for cluster, found in zip(clusters, classes, strict=True)
    ]


def _brackets_joined(clusters: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Return the classes with those of brackets around Latin words.

    They are parts of the Latin words in front of them, as in `Machine Learning (ML)`; without such, of the line. This
    is Unicode's rule for pairs of brackets, which the library does not have.
    """
    joined = list(classes)
    opened: int | None = None
    for place, cluster in enumerate(clusters):
        if cluster in BRACKETS:
            opened = place
        elif opened is not None and cluster == BRACKETS[clusters[opened]]:
            inside = set(classes[opened:place])
            if "L" in inside and not inside & {"AN", *RIGHT_TO_LEFT}:
                before = next((found for found in reversed(classes[:opened]) if found != "WS"), "")
                joined[opened] = joined[place] = "L" if before == "L" else "R"
            opened = None
    return joined


def _numbers_joined(clusters: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Return the classes with numbers behind words as parts of them, as in `Windows 10`, and their signs (`25%`).

    What is behind a unit (`GB 16`) was written in front of it.
    """
    joined: list[str] = []
    words = ""
    for cluster, found in zip(clusters, classes, strict=True):
        if found in ("AN", *RIGHT_TO_LEFT):
            words = ""
        elif found == "L" or words:
            words += cluster
        is_behind = found == "EN" and words != "" and words.split()[0] not in UNITS
        joined.append("L" if is_behind else found)
    numbers = {place for place, (found, now) in enumerate(zip(classes, joined, strict=True)) if found != now}
    for places in (range(len(joined)), reversed(range(len(joined)))):
        step = 1 if isinstance(places, range) else -1
        for place in places:
            if joined[place] == "ET" and place - step in numbers:
                joined[place] = "L"
                numbers.add(place)
    return joined


def _with_brackets_turned(ordered: Sequence[str]) -> list[str]:
    """Return the clusters, as they are read, with each bracket open or closed as it must be where it stands.

    A file may have a bracket as it looks or as it is meant: what looks like `(` closes in Arabic.
    """
    turned: list[str] = []
    open_ones: list[str] = []
    for place, cluster in enumerate(ordered):
        opening = _OPENING.get(cluster)
        if opening is None:
            turned.append(cluster)
            continue
        before = turned[-1] if turned else " "
        after = ordered[place + 1] if place + 1 < len(ordered) else " "
        may_open = before == " " or before in BRACKETS
        may_close = after in _ENDS or after in _OPENING
        closes = may_close if may_open != may_close else opening in open_ones
        if not closes:
            open_ones.append(opening)
        elif opening in open_ones:
            open_ones.remove(opening)
        turned.append(BRACKETS[opening] if closes else opening)
    return turned
