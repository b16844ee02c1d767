"""Text that LibreOffice 7.4 puts in another place than PowerPoint: right-to-left tables, and stacked letters."""

import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from workers.decks.markup import child, every, local

STACKED = ("wordArtVert", "wordArtVertRtl")
TURNED = "text_turned"
# Along the letters, and across them: what stacked text calls the one is the other for text in lines.
ANCHOR_OF_ALIGNMENT = {"l": "t", "ctr": "ctr", "r": "b"}
ALIGNMENT_OF_ANCHOR = {"t": "l", "ctr": "ctr", "b": "r"}
TRUE = ("1", "true")


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
    for body, frame in _framed_texts(root):
        if frame is None or frame.get("vert") not in STACKED:
            continue
        paragraphs = [each for each in body if local(each) == "p" and "".join(_texts(each)).strip()]
        yield ""
        if len(paragraphs) > 1:
            frame.set("vert", "vert")
            yield TURNED
            continue
        del frame.attrib["vert"]
        for paragraph in paragraphs:
            _stack(paragraph, frame)


def _framed_texts(root: Element) -> Iterator[tuple[Element, Element | None]]:
    """Yield each text with the element that says how it runs: a table's cell says it outside of the text."""
    cells = {child(cell, "txBody"): child(cell, "tcPr") for cell in every(root, "tc")}
    for body in every(root, "txBody"):
        yield body, cells[body] if body in cells else child(body, "bodyPr")


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
