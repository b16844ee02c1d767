"""PowerPoint's package: the slides' order, texts, notes, rehearsed times, and what will not come across.

The words of ordinary slides come from python-pptx, which knows neither hidden slides nor times; all else is read from
the XML.
"""

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from mediasvc.domain.errors import DeckUnreadable
from workers.decks import ordinary_slides, placed_text, slide_numbers, slide_words, symbol_runs
from workers.decks.markup import READ, every, parse, resolve
from workers.decks.outline import DeckOutline, SlideOutline, title_and_text, written
from workers.decks.package import Package, Relation, walk
from workers.decks.rewrite import BROKEN, pictures_of, redrawn
from workers.decks.show import advance_ms
from workers.heartbeat import beat

ANIMATIONS = {"anim", "animClr", "animEffect", "animMotion", "animRot", "animScale", "set"}
TYPEFACES = {"latin", "ea", "cs", "sym"}
MEDIA_RELATIONS = {"image", "audio", "video", "media"}
# Pictures that may be made of letters.
DRAWINGS = (".emf", ".wmf", ".svg", ".emz", ".wmz")


def outline(path: Path) -> DeckOutline:
    """Return the outline of the package at `path`. Raises DeckUnreadable."""
    try:
        with Package(path) as package:
            on_all = _drawn_otherwise_on_all(package)
            parts = slide_numbers.slide_parts(package)
            read = [_slide(package, part, number, on_all) for number, part in enumerate(parts, start=1)]
            fonts = _fonts(package)
    except BROKEN as broken:
        raise DeckUnreadable(str(broken)) from broken
    slides = ordinary_slides.with_words(path, [slide for slide, _ in read], [is_ordinary for _, is_ordinary in read])
    return DeckOutline(tuple(slides), fonts)


def _slide(package: Package, part: str, number: int, on_all: frozenset[str]) -> tuple[SlideOutline, bool]:
    """Return the slide as its XML tells it, and whether it is an ordinary one."""
    beat()
    content = package.read(part)
    root = parse(content)
    is_ordinary = ordinary_slides.is_ordinary(root)
    resolve(root, READ)
    symbol_runs.settle(root)
    relations = package.relations(part)
    notes = [_notes(package, relation.target) for relation in relations.values() if relation.kind == "notesSlide"]
    drawn = parse(content)
    codes = [*placed_text.turns_inherited(drawn, _stacked(package, relations))]
    codes += redrawn(drawn, pictures_of(package, part))
    title, text = title_and_text(slide_words.title_of(root), slide_words.text_of(root, package, relations))
    slide = SlideOutline(
        deck_number=number,
        title=title,
        text=text,
        notes=(notes[0] if notes else "") or None,
        hidden=root.get("show") in ("0", "false"),
        advance_ms=advance_ms(root),
        animated=any(True for _ in every(root, *ANIMATIONS)),
        linked_media=sum(each.external and each.kind in MEDIA_RELATIONS for each in relations.values()),
        signs="".join(sorted(set(symbol_runs.signs(drawn)))),
        drawn_otherwise=tuple(sorted({*on_all, *codes} - {""})),
        may_hide_words=_may_hide_words(root, relations),
    )
    return slide, is_ordinary


def _may_hide_words(root: Element, relations: Mapping[str, Relation]) -> bool:
    """Whether the slide shows something whose words are not all in its XML: an object, a diagram, a drawing."""
    drawings = (each.target.lower().endswith(DRAWINGS) for each in relations.values() if each.kind == "image")
    objects = (data.get("uri", "") for data in every(root, "graphicData"))
    return any(drawings) or any(not address.endswith("/table") for address in objects)


def _stacked(package: Package, relations: Mapping[str, Relation]) -> frozenset[str]:
    """Return the placeholders of the slide's layout that have stacked letters; none where it is missing or broken."""
    layouts = [each.target for each in relations.values() if each.kind == "slideLayout"]
    try:
        roots = [parse(package.read(layout)) for layout in layouts]
    except BROKEN:
        return frozenset()
    return frozenset(name for root in roots for name in placed_text.stacked_placeholders(root))


def _notes(package: Package, part: str) -> str:
    root = parse(package.read(part))
    resolve(root, READ)
    return written(slide_words.notes_of(root)).strip()


def _drawn_otherwise_on_all(package: Package) -> frozenset[str]:
    """Return the codes of what layouts and masters show otherwise than they should."""
    if not slide_numbers.shown(package):
        return frozenset()
    parts = {each.target for _, each in walk(package) if each.kind in ("slideLayout", "slideMaster")}
    shifted = any(slide_numbers.is_shifted_elsewhere(parse(package.read(part))) for part in parts if part in package)
    return frozenset({slide_numbers.SHIFTED} if shifted else ())


def _fonts(package: Package) -> tuple[str, ...]:
    """Return the families that slides and themes name. A leading + refers to the theme, @ is vertical writing."""
    found: set[str] = set()
    for name in package.names:
        if not name.lower().endswith(".xml") or not name.lower().startswith(("ppt/slides/", "ppt/theme/")):
            continue
        for typeface in every(parse(package.read(name)), *TYPEFACES):
            family = typeface.get("typeface", "").lstrip("@").strip()
            if family and not family.startswith("+"):
                found.add(family)
    return tuple(sorted(found))
