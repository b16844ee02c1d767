"""PowerPoint's package: the slides' order, texts, notes, rehearsed times, and what will not come across.

Runs inside the sandbox. Texts come from python-pptx; it refuses shows, macro decks under another name and ISO Strict
files, and has no interface for hidden slides and times, so the rest, and then the texts too, is read from the XML.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from mediasvc.domain.errors import DeckUnreadable
from workers.decks.identify import main_part
from workers.decks.outline import DeckOutline, SlideOutline, title_and_text, written

ANIMATIONS = {"anim", "animClr", "animEffect", "animMotion", "animRot", "animScale", "set"}
TYPEFACES = {"latin", "ea", "cs", "sym"}
TITLES = {"title", "ctrTitle"}
FURNITURE = {"dt", "ftr", "sldNum"}
MEDIA_RELATIONS = {"image", "audio", "video", "media"}


@dataclass(frozen=True)
class _Relation:
    kind: str
    target: str
    external: bool


def outline(path: Path) -> DeckOutline:
    """The outline of the package at `path`. Raises DeckUnreadable."""
    try:
        with zipfile.ZipFile(path) as package:
            main = main_part(package)
            slides = [_slide(package, part, number) for number, part in enumerate(_slide_parts(package, main), start=1)]
            fonts = _fonts(package)
    except (zipfile.BadZipFile, KeyError, ParseError, EOFError, OSError, ValueError, RuntimeError) as broken:
        raise DeckUnreadable(str(broken)) from broken
    return DeckOutline(tuple(_with_texts(path, slides)), fonts)


def _every(element: Element, *names: str) -> Iterator[Element]:
    """Descendants by local name: ISO Strict files have other namespaces."""
    return (child for child in element.iter() if child.tag.rpartition("}")[2] in names)


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, _Relation]:
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels".lstrip("/")
    if path not in package.namelist():
        return {}
    found: dict[str, _Relation] = {}
    for relation in fromstring(package.read(path)):
        target = relation.get("Target", "")
        external = relation.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[relation.get("Id", "")] = _Relation(relation.get("Type", "").rpartition("/")[2], target, external)
    return found


def _slide_parts(package: zipfile.ZipFile, main: str) -> Iterator[str]:
    relations = _relations(package, main)
    for entry in _every(fromstring(package.read(main)), "sldId"):
        relation = next((value for name, value in entry.attrib.items() if name.endswith("}id")), "")
        if relation in relations:
            yield relations[relation].target


def _slide(package: zipfile.ZipFile, part: str, number: int) -> SlideOutline:
    root = fromstring(package.read(part))
    relations = _relations(package, part).values()
    notes = [_notes_text(package, relation.target) for relation in relations if relation.kind == "notesSlide"]
    title = "".join(_paragraphs(shape) for shape in _every(root, "sp") if _is(shape, TITLES))
    rest = "\n".join(
        _paragraphs(shape) for shape in _every(root, "sp", "graphicFrame") if not _is(shape, TITLES | FURNITURE)
    )
    title, text = title_and_text(title, rest)
    return SlideOutline(
        deck_number=number,
        title=title,
        text=text,
        notes=(notes[0] if notes else "") or None,
        hidden=root.get("show") in ("0", "false"),
        advance_ms=_advance_ms(root),
        animated=any(True for _ in _every(root, *ANIMATIONS)),
        linked_media=sum(relation.external and relation.kind in MEDIA_RELATIONS for relation in relations),
    )


def _advance_ms(slide: Element) -> int | None:
    for transition in _every(slide, "transition"):
        value = transition.get("advTm", "")
        if value.isdecimal():
            return int(value)
    return None


def _is(shape: Element, placeholders: set[str]) -> bool:
    return any(holder.get("type") in placeholders for holder in _every(shape, "ph"))


def _paragraphs(element: Element) -> str:
    lines = ("".join(run.text or "" for run in _every(paragraph, "t")) for paragraph in _every(element, "p"))
    return "\n".join(lines)


def _notes_text(package: zipfile.ZipFile, part: str) -> str:
    shapes = _every(fromstring(package.read(part)), "sp")
    return written("\n".join(_paragraphs(shape) for shape in shapes if _is(shape, {"body"}))).strip()


def _fonts(package: zipfile.ZipFile) -> tuple[str, ...]:
    """The families that slides and theme fonts name. A leading + is a reference to the theme, @ is vertical writing."""
    found: set[str] = set()
    for name in package.namelist():
        if not name.endswith(".xml") or not name.startswith(("ppt/slides/", "ppt/theme/")):
            continue
        for typeface in _every(fromstring(package.read(name)), *TYPEFACES):
            family = typeface.get("typeface", "").lstrip("@").strip()
            if family and not family.startswith("+"):
                found.add(family)
    return tuple(sorted(found))


def _with_texts(path: Path, slides: list[SlideOutline]) -> list[SlideOutline]:
    """The same slides with the texts as python-pptx reads them, where it opens the file and agrees on the slides."""
    try:
        texts = [_pptx_texts(slide) for slide in Presentation(str(path)).slides]
    except (PythonPptxError, ValueError, KeyError, AttributeError, TypeError, SyntaxError):
        return slides
    if len(texts) != len(slides):
        return slides
    return [
        replace(slide, title=title, text=text, notes=notes)
        for slide, (title, text, notes) in zip(slides, texts, strict=True)
    ]


def _pptx_texts(slide: Any) -> tuple[str, str, str | None]:
    holder = slide.shapes.title
    lines = [
        text for shape in slide.shapes if holder is None or shape.shape_id != holder.shape_id for text in _texts(shape)
    ]
    title, text = title_and_text("" if holder is None else holder.text_frame.text, "\n".join(lines))
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return title, text, ("" if frame is None else written(frame.text).strip()) or None


def _texts(shape: Any) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _texts(inner)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            yield " | ".join(cell.text_frame.text for cell in row.cells)
    elif shape.has_text_frame and not _is_furniture(shape):
        yield shape.text_frame.text


def _is_furniture(shape: Any) -> bool:
    return shape.is_placeholder and shape.placeholder_format.type in (
        PP_PLACEHOLDER.DATE,
        PP_PLACEHOLDER.FOOTER,
        PP_PLACEHOLDER.SLIDE_NUMBER,
    )
