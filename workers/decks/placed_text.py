"""Text that LibreOffice 7.4 puts in another place than PowerPoint: right-to-left tables, and stacked letters."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from workers.decks.markup import child, every, local

STACKED = ("wordArtVert", "wordArtVertRtl")
TURNED = "text_turned"
# Along the letters, and across them: what stacked text calls the one is the other for text in lines.
ANCHOR_OF_ALIGNMENT = {"l": "t", "ctr": "ctr", "r": "b"}
ALIGNMENT_OF_ANCHOR = {"t": "l", "ctr": "ctr", "b": "r"}
TRUE = ("1", "true")
# Of text: hundredths of a point where a run says nothing, and a line's height in letters.
USUAL_SIZE, LINE = 1_800, 1.2
EMU_PER_POINT = 12_700
# Above and below a text.
INSETS = 2 * 45_720
WHOLE = 100_000


def mirror_tables(root: Element) -> Iterator[str]:
    """Write the columns of a table that reads from the right in the order of the eye; yield "" for each table."""
    for table in every(root, "tbl"):
        properties = child(table, "tblPr")
        if properties is None or properties.get("rtl") not in TRUE:
            continue
        del properties.attrib["rtl"]
        _swap(properties, "firstCol", "lastCol")
        for grid in every(table, "tblGrid"):
            grid[:] = reversed(list(grid))
        for row in every(table, "tr"):
            _mirror(row)
        yield ""


def _mirror(row: Element) -> None:
    """Reverse the cells. One that spans columns stays before those that it covers."""
    groups: list[list[Element]] = []
    others: list[Element] = []
    for cell in row:
        if local(cell) != "tc":
            others.append(cell)
        elif cell.get("hMerge") in TRUE and groups:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    row[:] = [cell for group in reversed(groups) for cell in group] + others


def _swap(element: Element, one: str, other: str) -> None:
    values = {one: element.attrib.pop(other, None), other: element.attrib.pop(one, None)}
    element.attrib.update({name: value for name, value in values.items() if value is not None})


def stack_letters(root: Element) -> Iterator[str]:
    """Write stacked letters one a line; yield "" for each, and a code where several columns are turned instead."""
    for body, frame, height in _framed_texts(root):
        if frame is None or frame.get("vert") not in STACKED:
            continue
        paragraphs = [each for each in body if local(each) == "p" and "".join(_texts(each)).strip()]
        yield ""
        if _has_columns(paragraphs, frame, height):
            frame.set("vert", "vert")
            yield TURNED
            continue
        del frame.attrib["vert"]
        for paragraph in paragraphs:
            _stack(paragraph, frame)


def stacked_placeholders(layout: Element) -> frozenset[str]:
    """Return which of a layout's placeholders have stacked letters, each by its number or kind."""
    texts = ((_placeholder(shape), frame) for shape in every(layout, "sp") for frame in every(shape, "bodyPr"))
    return frozenset(name for name, frame in texts if name and frame.get("vert") in STACKED)


def turns_inherited(root: Element, stacked: frozenset[str]) -> Iterator[str]:
    """Yield the code for each text that is stacked only by its layout's placeholder: LibreOffice turns it."""
    for shape in every(root, "sp"):
        own = any(frame.get("vert") for frame in every(shape, "bodyPr"))
        if not own and _placeholder(shape) in stacked and "".join(_texts(shape)).strip():
            yield TURNED


def _placeholder(shape: Element) -> str:
    """Return the number of a placeholder, or its kind where it has none; empty where the shape is no placeholder."""
    return next((holder.get("idx") or holder.get("type", "obj") for holder in every(shape, "ph")), "")


def _framed_texts(root: Element) -> Iterator[tuple[Element, Element | None, int | None]]:
    """Yield each text with the element that says how it runs, and its height (EMU) where the slide says it.

    A table's cell says how it runs outside of the text, and its row how high it is.
    """
    for row in every(root, "tr"):
        for cell in (each for each in row if local(each) == "tc"):
            if (body := child(cell, "txBody")) is not None:
                yield body, child(cell, "tcPr"), _number(row.get("h"))
    for shape in every(root, "sp"):
        if (body := child(shape, "txBody")) is not None:
            yield body, child(body, "bodyPr"), _height(shape)


def _height(shape: Element) -> int | None:
    place: Element | None = shape
    for name in ("spPr", "xfrm", "ext"):
        place = None if place is None else child(place, name)
    return None if place is None else _number(place.get("cy"))


def _number(written: str | None) -> int | None:
    return int(written) if written and re.fullmatch("[0-9]{1,9}", written) else None


def _has_columns(paragraphs: Sequence[Element], frame: Element, height: int | None) -> bool:
    """Whether the letters stand in more than one column: by paragraphs or line breaks, or for lack of height."""
    if len(paragraphs) > 1 or any(True for paragraph in paragraphs for _ in every(paragraph, "br")):
        return True
    if height is None or frame.get("wrap") == "none":
        return False
    runs = [run for paragraph in paragraphs for run in every(paragraph, "r", "fld")]
    return sum(map(_length, runs)) * _scale(frame) > height - INSETS


def _length(run: Element) -> float:
    """Return how long the run is with a letter a line (EMU)."""
    properties = child(run, "rPr")
    size = None if properties is None else _number(properties.get("sz"))
    return len(_clusters("".join(_texts(run)))) * (size or USUAL_SIZE) / 100 * LINE * EMU_PER_POINT


def _scale(frame: Element) -> float:
    """Return how much PowerPoint shrinks the text so that it fits."""
    fitted = child(frame, "normAutofit")
    scale = None if fitted is None else _number(fitted.get("fontScale"))
    return (scale or WHOLE) / WHOLE


def _texts(paragraph: Element) -> Iterator[str]:
    return (text.text or "" for text in every(paragraph, "t"))


def _stack(paragraph: Element, frame: Element) -> None:
    properties = child(paragraph, "pPr")
    if properties is None:
        properties = Element(paragraph.tag[:-1] + "pPr")
        paragraph.insert(0, properties)
    across = ALIGNMENT_OF_ANCHOR.get(frame.get("anchor", ""), "ctr")
    frame.set("anchor", ANCHOR_OF_ALIGNMENT.get(properties.get("algn", "l"), "t"))
    properties.set("algn", across)
    stacked: list[Element] = []
    for element in paragraph:
        stacked += _letters(element) if local(element) in ("r", "fld") else [element]
    paragraph[:] = stacked


def _letters(run: Element) -> list[Element]:
    """Return a run for each letter, with line breaks between them and behind the last."""
    text, properties = child(run, "t"), child(run, "rPr")
    made: list[Element] = []
    for letter in _clusters("" if text is None else text.text or ""):
        one = Element(run.tag.rpartition("}")[0] + "}r")
        line_end = Element(run.tag.rpartition("}")[0] + "}br")
        for holder in (one, line_end):
            if properties is not None:
                holder.append(properties)
        SubElement(one, run.tag.rpartition("}")[0] + "}t").text = letter
        made += [one, line_end]
    return made


def _clusters(text: str) -> list[str]:
    """Return the letters of the text, each with the marks that stand on it."""
    clusters: list[str] = []
    for character in text:
        if clusters and (unicodedata.category(character) in ("Mn", "Me", "Cf") or clusters[-1].endswith("\u200d")):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
