"""Decks as LibreOffice can draw them: the same package, but for what it would draw wrong or leave out.

Each row of DIFFERENCES is something that LibreOffice 7.4 draws otherwise than PowerPoint does. Runs inside the sandbox.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from xml.etree.ElementTree import Element, ParseError, tostring

from workers.decks import formula_runs, gradients, placed_text, slide_numbers, symbol_runs, unknown_objects
from workers.decks.markup import ALTERNATES, DRAWN, IGNORABLE, every, is_decided_otherwise, local, parse, resolve
from workers.decks.package import CONTENT_TYPES, ROOT_RELATIONS, Package, relations_name, resolved, walk
from workers.heartbeat import beat

# What a deck may be that Package or the parser refuses. LibreOffice then says what it thinks of it.
BROKEN = (zipfile.BadZipFile, KeyError, ParseError, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)
REDRAWN = ("slide", "slideLayout", "slideMaster", "diagramDrawing")
WORTH_PACKING = 0.9
BEGINNING = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Difference:
    """Something that LibreOffice draws otherwise. `redraw` changes a slide so that it is drawn right.

    It yields "" for each change, and the code of a warning where it cannot; `warnings` has the sentence of each code.
    """

    redraw: Callable[[Element], Iterator[str]]
    warnings: Mapping[str, str]


DIFFERENCES = (
    Difference(
        formula_runs.redraw,
        {
            formula_runs.BENT: "formulas are drawn in one line on slides {slides}; look at them.",
            formula_runs.MISSING: "formulas cannot be drawn and are left out on slides {slides}.",
        },
    ),
    Difference(symbol_runs.redraw, {}),
    Difference(placed_text.mirror_tables, {}),
    Difference(
        placed_text.stack_letters,
        {placed_text.TURNED: "stacked letters are turned on their side on slides {slides}."},
    ),
    Difference(
        gradients.simplify,
        {gradients.SIMPLIFIED: "gradients are drawn with fewer colours on slides {slides}."},
    ),
    Difference(
        unknown_objects.unknown,
        {
            unknown_objects.MISSING: "ink, 3D models, new kinds of charts or embedded objects that come without a "
            "picture are left out on slides {slides}."
        },
    ),
)
# This one is seen on the whole deck, not on a slide.
SENTENCES = {
    slide_numbers.SHIFTED: "numbers of a layout begin with 1, not as the deck has them, on slides {slides}."
} | {code: sentence for row in DIFFERENCES for code, sentence in row.warnings.items()}


def redrawn(root: Element, pictures: frozenset[str]) -> list[str]:
    """Change a slide to what LibreOffice draws right; return "" for each change, and the codes of what it does not.

    `pictures` are the ids of the slide's relations to pictures.
    """
    notes = list(unknown_objects.without_fallback(root))
    notes += [""] * any(map(is_decided_otherwise, root.iter(ALTERNATES)))
    notes += formula_runs.prefer_pictures(root, pictures)
    resolve(root, DRAWN)
    return [*notes, *(note for row in DIFFERENCES for note in row.redraw(root))]


def drawable(deck: Path, into: Path) -> bool:
    """Write the deck as LibreOffice can draw it to `into`; return whether that is another one than `deck`."""
    try:
        with Package(deck) as package:
            names = _spelled(package)
            changes = dict(_changes(package, names)) if ROOT_RELATIONS in package else {}
            if package.is_plain and not changes and all(name == kept for kept, name in names.items()):
                return False
            _write(package, names, changes, into)
    except BROKEN:
        return False
    return True


def pictures_of(package: Package, part: str) -> frozenset[str]:
    """Return the ids of the part's relations to pictures that are there."""
    relations = package.relations(part).items()
    return frozenset(name for name, each in relations if each.kind == "image" and each.target in package)


def _changes(package: Package, names: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that are to have another content, by the names that they are to have."""
    numbers = slide_numbers.shown(package)
    for part in sorted({each.target for _, each in walk(package) if each.kind in REDRAWN and each.target in package}):
        beat()
        try:
            root = parse(package.read(part))
        except BROKEN:
            continue
        notes = redrawn(root, pictures_of(package, part))
        if part in numbers:
            notes += slide_numbers.write(root, numbers[part])
        if "" in notes:
            root.attrib.pop(IGNORABLE, None)
            yield part, _xml(root)
    yield from _respelled(package, {name.lower(): name for name in names.values()})


def _respelled(package: Package, names: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that name others in another spelling than `names` has, by those names in lower case."""
    holders = {"", *(each.target for _, each in walk(package) if each.target in package)}
    for part in sorted(holders):
        if relations_name(part) not in package:
            continue
        root = parse(package.read(relations_name(part)))
        internal = [each for each in root if each.get("TargetMode") != "External"]
        if sum(_respell(each, "Target", resolved(part, each.get("Target", "")), names) for each in internal):
            yield names[relations_name(part).lower()], _xml_without_prefixes(root)
    root = parse(package.read(CONTENT_TYPES))
    if sum(
        _respell(each, "PartName", resolved("", each.get("PartName", "")), names) for each in every(root, "Override")
    ):
        yield CONTENT_TYPES, _xml_without_prefixes(root)


def _respell(element: Element, attribute: str, part: str, names: Mapping[str, str]) -> bool:
    """Whether the attribute named the part in another spelling; it has the right one now."""
    written, right = element.get(attribute, ""), names.get(part.lower(), part)
    if "\\" not in written and part == right:
        return False
    element.set(attribute, f"/{right}")
    return True


def _xml(root: Element) -> bytes:
    return tostring(root, "utf-8", xml_declaration=True)


def _xml_without_prefixes(root: Element) -> bytes:
    """Return the XML with its namespace as the default one: LibreOffice knows no prefixes in the parts about parts."""
    own, _, _ = root.tag.rpartition("}")
    for element in root.iter():
        if element.tag.startswith(f"{own}}}"):
            element.tag = local(element)
    if own:
        root.set("xmlns", own.removeprefix("{"))
    return _xml(root)


def _write(package: Package, names: Mapping[str, str], changes: Mapping[str, bytes], into: Path) -> None:
    """Write every part under its right name, with the content that is to change changed."""
    with zipfile.ZipFile(into, "w") as made:
        for name, right in names.items():
            entry = zipfile.ZipInfo(right, BEGINNING)
            # What no compression helps stays as it is; the rest is read once, so quick matters more than small.
            grows = package.entry(name).compress_size >= package.entry(name).file_size * WORTH_PACKING
            entry.compress_type = zipfile.ZIP_STORED if grows else zipfile.ZIP_DEFLATED
            if right in changes:
                made.writestr(entry, changes[right], compresslevel=1)
                continue
            with package.open(name) as content, made.open(entry, "w", force_zip64=True) as copy:
                copyfileobj(content, copy)


def _spelled(package: Package) -> dict[str, str]:
    """Return each part's name with the name it has to have: as relations write it, also where the zip does not."""
    wanted = {name.lower(): name for name in (CONTENT_TYPES, ROOT_RELATIONS)} if ROOT_RELATIONS in package else {}
    for _, relation in walk(package) if wanted else ():
        wanted.setdefault(relation.target.lower(), relation.target)
        wanted.setdefault(relations_name(relation.target).lower(), relations_name(relation.target))
    return {name: wanted.get(name.lower(), name) for name in package.names}
