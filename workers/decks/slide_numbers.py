"""Slides that are counted from another number than 1: LibreOffice 7.4 does not know of it."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from workers.decks.markup import attribute, every, local, parse
from workers.decks.package import Package

FIRST = 1
SHIFTED = "slide_numbers_shifted"
# PowerPoint counts from 9999 at most.
_NUMBER = re.compile("0*([0-9]{1,4})")


def slide_parts(package: Package) -> list[str]:
    """Return the names of the slides, in the deck's order."""
    main = package.main_part()
    relations = package.relations(main)
    ids = [attribute(entry, "id") for entry in every(parse(package.read(main)), "sldId")]
    return [relations[name].target for name in ids if name in relations]


def shown(package: Package) -> Mapping[str, int]:
    """Return the number that PowerPoint shows on each slide; nothing where LibreOffice shows the same.

    A first number that PowerPoint does not allow is taken for 1.
    """
    written = _NUMBER.fullmatch(parse(package.read(package.main_part())).get("firstSlideNum", ""))
    first = int(written[1]) if written else FIRST
    if first == FIRST:
        return {}
    return {part: number for number, part in enumerate(slide_parts(package), start=first)}


def write(root: Element, number: int) -> Iterator[str]:
    """Write the number in the place of each field that shows it; yield "" for each."""
    for field in every(root, "fld"):
        if field.get("type") != "slidenum":
            continue
        for text in (each for each in field if local(each) == "t"):
            text.text = str(number)
        field.tag = field.tag.removesuffix("fld") + "r"
        field.attrib.clear()
        for properties in [each for each in field if local(each) == "pPr"]:
            field.remove(properties)
        yield ""


def is_shifted_elsewhere(root: Element) -> bool:
    """Whether this layout or master shows a number itself, and not by a slide's own field, as placeholders do."""
    shapes = (shape for shape in every(root, "sp") if not any(True for _ in every(shape, "ph")))
    return any(field.get("type") == "slidenum" for shape in shapes for field in every(shape, "fld"))
