"""Content streams: what they draw, and which of their resources they draw it with."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Name, Operator

from workers.decks.clean_pdf.costs import OPERATORS, Paint, paints_of
from workers.decks.clean_pdf.values import Refused

MOST_BYTES = 32 * 1024**2
MOST_PIXELS = 40_000_000
# Operators: each takes half a kilobyte of memory here.
MOST_STEPS, STEP = 1_000_000, re.compile(rb"[A-Za-z*'\"](?=\s)")

# Which operators name a resource, and of which kind; that of marked content names it last.
NAMING = {
    "Tf": "/Font",
    "Do": "/XObject",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
    "DP": "/Properties",
}
READ = " ".join(sorted(OPERATORS | NAMING.keys()))
INLINE_PACKINGS = ("/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode")
# What paints, and what is left of it in a layer that is not shown.
PATHS = ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*")
PAINTS = ("Tj", "TJ", "sh", "Do", "INLINE")


@dataclass(frozen=True)
class Drawing:
    """A content stream, the names of resources that it uses, by their kind, and how often it paints what."""

    content: bytes
    uses: dict[str, set[str]]
    paints: Counter[Paint]


def drawing(content: bytes, is_hidden: Callable[[str], bool], layered: bool, state_of: Callable[[str], Any]) -> Drawing:
    """Read a content stream.

    `is_hidden` says of a property's name whether what it marks is shown; `state_of` finds a graphics state by name.
    """
    if len(content) > 2 * MOST_STEPS and len(STEP.findall(content)) > MOST_STEPS:
        raise Refused("a page has too many steps")
    with pikepdf.new() as scratch:
        stream = scratch.make_stream(content)
        # A picture within the stream is seen by all readers alike only in a stream that is written anew.
        if layered or (b"BI" in content and b"EI" in content):
            found = list(pikepdf.parse_content_stream(stream))
            if layered:
                found = list(_shown(found, is_hidden))
            content = pikepdf.unparse_content_stream(found)
        else:
            found = pikepdf.parse_content_stream(stream, READ)
        return Drawing(content, _uses(found), paints_of(found, state_of))


def _uses(found: Iterable[Any]) -> dict[str, set[str]]:
    uses: defaultdict[str, set[str]] = defaultdict(set)
    for step in found:
        if isinstance(step, ContentStreamInlineImage):
            uses["/ColorSpace"] |= _checked(step.iimage)
            continue
        kind = NAMING.get(str(step.operator))
        if kind is None:
            continue
        named: Any = [each for each in step.operands if isinstance(each, Name)]
        if len(named) > 1 and kind != "/Properties":
            raise Refused("viewers differ in which of two names they take")
        if named:
            uses[kind].add(str(named[-1]))
    return uses


def _checked(picture: Any) -> set[str]:
    """The colour space's name of a picture within the stream. Raises Refused where a viewer should not open it."""
    if picture.width * picture.height > MOST_PIXELS or not set(picture.filters) <= set(INLINE_PACKINGS):
        raise Refused("a picture within a page is too large, or of a kind that is not passed on")
    named = picture.obj.get("/ColorSpace", picture.obj.get("/CS"))
    return {str(named)} if isinstance(named, Name) else set()


def _shown(found: Iterable[Any], is_hidden: Callable[[str], bool]) -> Iterator[Any]:
    """The same without what paints in hidden layers. What it sets, such as places and colours, stays."""
    marks: list[bool] = []
    for step in found:
        operator = "INLINE" if isinstance(step, ContentStreamInlineImage) else str(step.operator)
        if operator in ("BMC", "BDC"):
            marks.append(_hides(step, is_hidden))
        elif operator == "EMC" and marks:
            marks.pop()
        if not any(marks):
            yield step
        elif operator not in PAINTS:
            yield from _without_paint(step, operator)


def _without_paint(step: Any, operator: str) -> Iterator[Any]:
    if operator in PATHS:
        yield ContentStreamInstruction([], Operator("n"))
    elif operator in ("'", '"'):
        yield ContentStreamInstruction([], Operator("T*"))
    else:
        yield step


def _hides(step: Any, is_hidden: Callable[[str], bool]) -> bool:
    operands: Any = step.operands
    if len(operands) != 2 or operands[0] != Name.OC or not isinstance(operands[1], Name):
        return False
    return is_hidden(str(operands[1]))
