"""Formulas on slides, as LibreOffice 7.4 can draw them.

It draws a formula that is alone in its shape as an object of LibreOffice Math, which fills the shape, and leaves every
other one blank. Those become text with raised and lowered pieces, or the picture that PowerPoint left for older
programs.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from workers.decks.formulas import Line, Piece, formulas, line
from workers.decks.markup import ALTERNATES, CHOICE, DRAWN, attribute, branch, child, every, local

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
BASELINES = {1: "30000", -1: "-25000"}
LETTERS_OR_SIGNS = re.compile(r"[^\W\d_]+|[\W\d_]+")

BENT, MISSING = "formulas_simplified", "formulas_missing"


def prefer_pictures(root: Element, pictures: frozenset[str]) -> Iterator[str]:
    """Leave only the fallback's picture where a formula's choice cannot be drawn exactly; yield "" for each.

    `pictures` are the ids of the slide's relations to pictures.
    """
    for alternates in every(root, "AlternateContent"):
        if alternates.tag != ALTERNATES:
            continue
        shapes = [shape for chosen in branch(alternates, DRAWN) for shape in every(chosen, "sp", "tc")]
        if all(_is_exact(shape) for shape in shapes) or not _has_picture(alternates, pictures):
            continue
        for choice in [each for each in alternates if each.tag == CHOICE]:
            alternates.remove(choice)
        yield ""


def redraw(root: Element) -> Iterator[str]:
    """Write formulas that LibreOffice would leave blank as text; yield "" for each shape, and codes of warnings."""
    for shape in list(every(root, "sp", "tc")):
        if not formulas(shape) or _stays_an_object(shape):
            continue
        lines = [line(formula) for formula in formulas(shape)]
        yield ""
        if not all(each.exact for each in lines):
            yield BENT if all(each.whole for each in lines) else MISSING
        for paragraph in every(shape, "p"):
            _redraw_paragraph(paragraph)


def _is_exact(shape: Element) -> bool:
    """Whether a shape's formulas, if it has any, are drawn as they are."""
    return (_is_alone(shape) and _fits(shape)) or all(line(formula).exact for formula in formulas(shape))


def _has_picture(alternates: Element, pictures: frozenset[str]) -> bool:
    blips = (blip for part in alternates if part.tag != CHOICE for blip in every(part, "blip"))
    return any(attribute(blip, "embed") in pictures for blip in blips)


def _stays_an_object(shape: Element) -> bool:
    """Whether a formula is LibreOffice Math's to draw. A shape made for words stretches it: then text is better."""
    return _is_alone(shape) and (_fits(shape) or not line(formulas(shape)[0]).exact)


def _is_alone(shape: Element) -> bool:
    one = len(formulas(shape)) == 1 and len(list(every(shape, "p"))) == 1
    return one and local(shape) == "sp" and not any((text.text or "").strip() for text in _words(shape))


def _fits(shape: Element) -> bool:
    """Whether the shape is as large as what it holds."""
    frame = next(every(shape, "bodyPr"), None)
    return frame is not None and (frame.get("wrap") == "none" or child(frame, "spAutoFit") is not None)


def _words(shape: Element) -> Iterator[Element]:
    """Yield the texts that are no formula's."""
    return (text for text in every(shape, "t") if "/drawingml/" in text.tag)


def _redraw_paragraph(paragraph: Element) -> None:
    before = next((_properties(run) for run in paragraph if local(run) in ("r", "fld", "endParaRPr")), None)
    if any(True for _ in every(paragraph, "oMathPara")):
        _centre(paragraph)
    place = 0
    while place < len(paragraph):
        element = paragraph[place]
        if local(element) == "r":
            before = _properties(element)
        drawn = _drawn(element, before) if local(element) == "m" else [element]
        paragraph[place : place + 1] = drawn
        place += len(drawn)


def _centre(paragraph: Element) -> None:
    """A formula on a line of its own stands in the middle, whatever the words around it do."""
    properties = child(paragraph, "pPr")
    if properties is None:
        properties = Element(f"{DRAWING}pPr")
        paragraph.insert(0, properties)
    properties.set("algn", "ctr")


def _properties(run: Element) -> Element | None:
    return run if local(run) == "endParaRPr" else child(run, "rPr")


def _drawn(holder: Element, before: Element | None) -> list[Element]:
    """Return the runs that show the formulas of this `a14:m`, each formula on a line of its own."""
    drawn: list[Element] = []
    for number, formula in enumerate(formulas(holder)):
        shown: Line = line(formula)
        if number:
            drawn.append(Element(f"{DRAWING}br"))
        pieces = shown.pieces if shown.whole else ()
        drawn += [_run(text, piece, before) for piece in pieces for text in LETTERS_OR_SIGNS.findall(piece.text)]
    return drawn


def _run(text: str, piece: Piece, before: Element | None) -> Element:
    run = Element(f"{DRAWING}r")
    properties = SubElement(run, f"{DRAWING}rPr")
    own = None if piece.source is None else next((each for each in piece.source if each.tag == f"{DRAWING}rPr"), None)
    for model in (own, before):
        if model is None:
            continue
        properties.attrib.update({name: value for name, value in model.items() if name in ("sz", "lang")})
        fill = child(model, "solidFill")
        if fill is not None and child(properties, "solidFill") is None:
            properties.append(deepcopy(fill))
    if piece.source is not None and text.isalpha() and not _is_upright(piece.source):
        properties.set("i", "1")
    if piece.level:
        properties.set("baseline", BASELINES[piece.level])
    SubElement(run, f"{DRAWING}t").text = text
    return run


def _is_upright(run: Element) -> bool:
    """Whether the run is set upright, as the name of a function is."""
    styles = [style for properties in run if local(properties) == "rPr" for style in every(properties, "sty", "nor")]
    return any(local(style) == "nor" or attribute(style, "val") == "p" for style in styles)
