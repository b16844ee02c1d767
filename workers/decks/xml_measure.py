"""How much a part's XML holds, counted as it is read, so that nothing too large is ever in memory.

Runs inside the sandbox.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from mediasvc.domain.errors import DeckTooLarge, DeckUnreadable
from workers.decks import bounds
from workers.heartbeat import beat

OFFICE_SHAPES = frozenset({"sp", "pic", "cxnSp", "graphicFrame", "grpSp", "contentPart"})
OPEN_SHAPES = frozenset(
    {"frame", "custom-shape", "rect", "line", "polyline", "polygon", "regular-polygon", "path", "circle", "ellipse"}
    | {"connector", "caption", "measure", "control", "g"}
)
CELLS = frozenset({"tc", "table-cell", "covered-table-cell"})
LINKS = frozenset({"image", "plugin", "object", "object-ole", "fill-image", "sound"})
REPEATING = ("number-columns-repeated", "number-rows-repeated", "c")
# As LibreOffice reads it, whatever comes behind; no more digits than tell that it is too large.
NUMBER = re.compile(r"\s*\+?0*([0-9]{1,9})")
PAGE = "page"
LISTED = ("Relationship", "sldId")
SHORT_ENTITY = 1_000


@dataclass
class Held:
    """What one slide, or a part without slides, holds; `links` are addresses of pictures and other media."""

    shapes: int = 0
    cells: int = 0
    characters: int = 0
    links: list[str] = field(default_factory=list[str])


@dataclass
class Measured:
    """What a part holds: `slides` are the pages of an OpenDocument file, in order; `broken` is why it is no XML."""

    rest: Held = field(default_factory=Held)
    slides: list[Held] = field(default_factory=list[Held])
    names: Counter[str] = field(default_factory=Counter[str])
    size: int = 0
    broken: str = ""


class _Counting:
    """The handlers of one parser. Offices draw by other elements, so `is_open` says whose elements count as shapes."""

    def __init__(self, part: str, is_open: bool) -> None:
        self.measured = Measured()
        self._part, self._is_open = part, is_open
        self._shapes = OPEN_SHAPES if is_open else OFFICE_SHAPES
        self._held = self.measured.rest
        self._depth = self._elements = 0
        self._declared = self._is_drawing = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._elements:
            self._begin(local)
        self._depth += 1
        self._elements += 1
        if self._depth > bounds.DEPTH:
            raise DeckTooLarge(f"{self._part} is nested deeper than the {bounds.DEPTH} levels that are allowed")
        if self._elements > bounds.ELEMENTS_A_PART:
            raise DeckTooLarge(f"{self._part} has more than the {bounds.ELEMENTS_A_PART} elements that are allowed")
        if self._is_open:
            self._open(local, attributes)
        if local in LINKS and (self._is_open or self._is_drawing):
            self._held.links += [value for key, value in attributes.items() if key.rpartition(":")[2] == "href"]
        self._held.shapes += local in self._shapes
        self._held.cells += local in CELLS
        if local in LISTED:
            self.measured.names[local] += 1

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._is_open and name.rpartition(":")[2] == PAGE:
            self._held = self.measured.rest

    def text(self, text: str) -> None:
        self._held.characters += len(text)

    def doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:  # noqa: ARG002 - the same
        # Old OpenDocument files name their document type in the manifest; nothing of it is loaded.
        self._declared |= has_subset or not self._is_open

    def entity(self, name: str, is_parameter: bool, value: str | None, *outside: Any) -> None:  # noqa: ARG002 - expat's own
        if value is None or len(value) > SHORT_ENTITY:
            raise DeckUnreadable(f"{self._part} declares an entity that is outside of the deck or long")

    def _begin(self, root: str) -> None:
        self._is_drawing = root == "svg"
        if self._declared and not self._is_drawing:
            raise DeckUnreadable(f"{self._part} declares entities or a document type, which no office program writes")

    def _open(self, local: str, attributes: dict[str, str]) -> None:
        if local == PAGE:
            self.measured.slides.append(Held())
            self._held = self.measured.slides[-1]
        for key, value in attributes.items():
            times = NUMBER.match(value) if key.rpartition(":")[2] in REPEATING else None
            if times and int(times[1]) > bounds.REPEATED:
                raise DeckTooLarge(f"{self._part} repeats something {times[1]} times, {bounds.REPEATED} are allowed")


def measure(part: str, content: Iterable[bytes], is_open: bool) -> Measured:
    """Return what the part's XML holds, in pieces of bytes.

    Raises:
        DeckTooLarge: it is over one of the bounds of every part.
        DeckUnreadable: it declares entities, or a document type.
    """
    counting = _Counting(part, is_open)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = counting.start
    parser.EndElementHandler = counting.end
    parser.CharacterDataHandler = counting.text
    parser.StartDoctypeDeclHandler = counting.doctype
    parser.EntityDeclHandler = counting.entity
    measured = counting.measured
    for piece in content:
        measured.size += len(piece)
        if measured.size > bounds.XML_PART_BYTES:
            raise DeckTooLarge(f"{part} has more than the {bounds.XML_PART_BYTES} bytes of XML that are allowed")
        if not measured.broken:
            measured.broken = _parse(parser, piece, False)
        beat()
    if not measured.broken:
        measured.broken = _parse(parser, b"", True)
    return measured


def _parse(parser: expat.XMLParserType, piece: bytes, is_last: bool) -> str:
    try:
        parser.Parse(piece, is_last)
    except (expat.ExpatError, ValueError) as broken:
        # Expat ends entities that grow beyond measure itself.
        return str(broken)
    return ""
