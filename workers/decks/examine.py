"""What a deck is, and whether it is within bounds, before anything draws it. Runs inside the sandbox."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

from mediasvc.domain.errors import DeckEncrypted, DeckTooLarge, DeckUnreadable
from workers.decks import bounds, slide_numbers
from workers.decks.identify import DeckKind, identify
from workers.decks.package import CONTENT_TYPES, ROOT_RELATIONS, Package, plain_name, relations_name
from workers.decks.pictures import is_drawable
from workers.decks.show import ShowSlide, show_slide
from workers.decks.xml_measure import Held, Measured, measure
from workers.decks.zip_entries import check_directory, pieces

XML_SUFFIXES = (".xml", ".rels", ".vml")
BEGINNINGS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<", b"<\0", b"\0<")
# Without these nothing, or something else, is drawn.
DRAWN = ("slide", "slideLayout", "slideMaster")
OPEN_PARTS = ("content.xml", "styles.xml", "META-INF/manifest.xml")
IMAGE, PICTURES = "image", "Pictures/"
BROKEN = (BadZipFile, KeyError, EOFError, OSError, ValueError, SyntaxError, NotImplementedError, RecursionError)
OUTSIDE = ("http:", "https:", "ftp:", "file:", "smb:", "//", "/", "../")


@dataclass(frozen=True)
class Examined:
    """What a deck is. `slides` is 0 where only LibreOffice knows how many it has.

    `linked` are the numbers of slides, from 1, that show what is not in the file: of an OpenDocument file all, of
    PowerPoint's those with linked pictures, or drawings (SVG) that link. `lost` are those with pictures that are not
    there or that nothing can be drawn of. PowerPoint's pictures may stand on a slide's layout and master, too.
    `show` holds PowerPoint's slides, as the show runs by itself; it is empty where no slide has a time or a sound.
    """

    kind: DeckKind
    slides: int = 0
    linked: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    show: tuple[ShowSlide, ...] = ()


def examine(path: Path, unpacked_bytes: int, slides: int) -> Examined:
    """Return what the deck at `path` is, of which so many slides may be shown.

    Raises:
        DeckEncrypted, DeckUnreadable, DeckUnsupported, DeckTooLarge
    """
    kind = identify(path, unpacked_bytes)
    if kind not in (DeckKind.PPTX, DeckKind.ODP):
        return Examined(kind)
    try:
        with Package(path) as package:
            check_directory(package.entries)
            parts = _measured(path, package, kind is DeckKind.ODP)
            if kind is DeckKind.ODP:
                return _open_document(package, parts, slides)
            return _office_deck(package, parts, slides)
    except BROKEN as broken:
        raise DeckUnreadable(str(broken)) from broken
    except RuntimeError as encrypted:
        # So Python's reader of zips calls a part that needs a password.
        raise DeckEncrypted from encrypted


def _measured(path: Path, package: Package, is_open: bool) -> dict[str, Measured]:
    """Return what each part that is XML holds, by its name in lower case. Every part is unpacked once."""
    parts: dict[str, Measured] = {}
    size = 0
    for entry in package.entries:
        content = pieces(path, entry)
        first = next(content, b"")
        name = plain_name(entry.filename)
        begins = first.lstrip()
        if begins and not (name.lower().endswith(XML_SUFFIXES) or begins.startswith(BEGINNINGS)):
            for _ in content:
                pass
            continue
        found = measure(name, chain([first], content), is_open)
        size += found.size
        if size > bounds.XML_BYTES:
            raise DeckTooLarge(f"it has more than the {bounds.XML_BYTES} bytes of XML that are allowed")
        if found.names["Relationship"] > bounds.RELATIONS_A_PART:
            raise DeckTooLarge(
                f"{name} has {found.names['Relationship']} relations, {bounds.RELATIONS_A_PART} are allowed"
            )
        parts[name.lower()] = found
    return parts


def _office_deck(package: Package, parts: Mapping[str, Measured], shown: int) -> Examined:
    main = package.main_part()
    for name in (CONTENT_TYPES, ROOT_RELATIONS, main, relations_name(main)):
        _check_whole(name, parts)
    _check_listed(parts[main.lower()].names["sldId"], shown)
    slides = slide_numbers.slide_parts(package)
    if len({slide.lower() for slide in slides}) < len(slides):
        raise DeckUnreadable("it lists a slide twice")
    left_out = _LeftOut(package, parts)
    linked: list[int] = []
    lost: list[int] = []
    show: list[ShowSlide] = []
    for number, slide in enumerate(slides, start=1):
        _check_parts(package, parts, slide, number)
        drawn = list(_with_surroundings(package, slide))
        if any(map(left_out.lacks, drawn)):
            lost.append(number)
        if any(map(left_out.links, drawn)):
            linked.append(number)
        show.append(show_slide(package, slide))
    runs_by_itself = any(slide.advance_ms is not None or slide.clips or slide.lost for slide in show)
    return Examined(DeckKind.PPTX, len(slides), tuple(linked), tuple(lost), tuple(show) if runs_by_itself else ())


def _check_parts(package: Package, parts: Mapping[str, Measured], slide: str, number: int) -> None:
    """Check the slide of this number, its layout, master and notes."""
    relations = package.relations(slide).values()
    notes = {each.target for each in relations if each.kind == "notesSlide"}
    for part in (*_with_surroundings(package, slide), *notes):
        if part not in package:
            continue
        if part.lower() not in parts:
            raise DeckUnreadable(f"{part} is no XML")
        if part not in notes:
            _check_whole(part, parts)
        _check_slide(f"the notes of slide {number}" if part in notes else f"slide {number}", parts[part.lower()].rest)


def _with_surroundings(package: Package, slide: str) -> Iterator[str]:
    """Yield the slide, its layout, and that one's master."""
    yield slide
    for kind in DRAWN[1:]:
        targets = [each.target for each in package.relations(slide).values() if each.kind == kind]
        if not targets or targets[0] not in package:
            return
        slide = targets[0]
        yield slide


def _open_document(package: Package, parts: Mapping[str, Measured], shown: int) -> Examined:
    for name in OPEN_PARTS:
        if name in package:
            _check_whole(name, parts)
    content = parts["content.xml"]
    _check_listed(len(content.slides), shown)
    pictures = _Pictures(package)
    linked: list[int] = []
    lost: list[int] = []
    for number, slide in enumerate(content.slides, start=1):
        _check_slide(f"slide {number}", slide)
        drawn = [plain_name(link) for link in slide.links if link.removeprefix("./").startswith(PICTURES)]
        drawings = [parts[name.lower()].rest for name in drawn if name.lower() in parts]
        if any(map(_links_outside, (slide, *drawings))):
            linked.append(number)
        if pictures.lack_any(drawn):
            lost.append(number)
    _check_slide("what stands beside the slides", content.rest)
    if "styles.xml" in parts:
        _check_slide("the master slides", parts["styles.xml"].rest)
    return Examined(DeckKind.ODP, len(content.slides), tuple(linked), tuple(lost))


class _Pictures:
    """The pictures of a package, each looked at once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._drawable: dict[str, bool] = {}

    def lack_any(self, names: Iterable[str]) -> bool:
        """Return whether one of these is not there, or broken. Raises DeckTooLarge."""
        seen = [self._is_drawable(name) for name in names]
        return not all(seen)

    def _is_drawable(self, name: str) -> bool:
        if name not in self._drawable:
            self._drawable[name] = False
            if name in self._package:
                with self._package.open(name) as content:
                    self._drawable[name] = is_drawable(name, content)
        return self._drawable[name]


class _LeftOut:
    """What slides, layouts and masters of PowerPoint show that cannot be drawn, each looked at once."""

    def __init__(self, package: Package, parts: Mapping[str, Measured]) -> None:
        self._package, self._parts = package, parts
        self._pictures = _Pictures(package)
        self._lacks: dict[str, bool] = {}
        self._links: dict[str, bool] = {}

    def lacks(self, part: str) -> bool:
        """Return whether one of its pictures is not there, or broken. Raises DeckTooLarge."""
        if part not in self._lacks:
            self._lacks[part] = self._pictures.lack_any(self._inside(part))
        return self._lacks[part]

    def links(self, part: str) -> bool:
        """Return whether one of its pictures is a link, or a drawing that links."""
        if part not in self._links:
            is_linked = any(each.kind == IMAGE and each.external for each in self._package.relations(part).values())
            drawings = (self._parts[name.lower()] for name in self._inside(part) if name.lower() in self._parts)
            self._links[part] = is_linked or any(_links_outside(drawing.rest) for drawing in drawings)
        return self._links[part]

    def _inside(self, part: str) -> list[str]:
        relations = self._package.relations(part).values()
        return [each.target for each in relations if each.kind == IMAGE and not each.external]


def _links_outside(held: Held) -> bool:
    return any(link.lower().startswith(OUTSIDE) for link in held.links)


def _check_whole(name: str, parts: Mapping[str, Measured]) -> None:
    part = parts.get(name.lower())
    if part is not None and part.broken:
        raise DeckUnreadable(f"{name} is no XML: {part.broken}")


def _check_listed(count: int, shown: int) -> None:
    if count > shown * bounds.LISTED_TIMES_SHOWN:
        raise DeckTooLarge(f"it lists {count} slides, {shown} are allowed")


def _check_slide(slide: str, held: Held) -> None:
    for name, allowed in (
        ("shapes", bounds.SHAPES_A_SLIDE),
        ("cells", bounds.CELLS_A_SLIDE),
        ("characters", bounds.CHARACTERS_A_SLIDE),
    ):
        if (count := getattr(held, name)) > allowed:
            raise DeckTooLarge(f"{slide} has {count} {name}, {allowed} are allowed")
