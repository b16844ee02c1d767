"""What LibreOffice 7.4 has no idea of, and leaves out without a word: ink, 3D models, charts of newer kinds."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from workers.decks.markup import ALTERNATES, CHOICE, DRAWN, branch, every, local

MISSING = "objects_missing"
SHAPES = ("sp", "pic", "graphicFrame", "grpSp", "cxnSp", "contentPart")
# What a frame may hold, by the end of its address. How an OLE object looks is a picture inside it, or in older files
# a drawing (VML) that it names.
FRAMED = ("/table", "/chart", "/diagram", "/ole")


def without_fallback(root: Element) -> Iterator[str]:
    """Yield the code for each choice that is not drawn and has nothing to stand in for it."""
    for alternates in root.iter(ALTERNATES):
        choices = [each for each in alternates if each.tag == CHOICE]
        if any(_has_shape(choice) for choice in choices) and not any(map(_has_shape, branch(alternates, DRAWN))):
            yield MISSING


def unknown(root: Element) -> Iterator[str]:
    """Yield the code for each object that nothing is drawn of."""
    for _ in every(root, "contentPart"):
        yield MISSING
    for data in every(root, "graphicData"):
        address = data.get("uri", "")
        drawn = any(True for _ in every(data, "blip")) or any(each.get("spid") for each in every(data, "oleObj"))
        empty = address.endswith("/ole") and not drawn
        if empty or not address.endswith(FRAMED):
            yield MISSING


def _has_shape(element: Element) -> bool:
    return any(local(each) in SHAPES for each in element.iter())
