"""What a deck says of itself: title, authors, and the languages of its text. Runs inside the sandbox."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import olefile
import pikepdf

from workers.decks import slide_numbers
from workers.decks.identify import BROKEN, DeckKind
from workers.decks.markup import attribute, every, local, parse
from workers.decks.package import Package
from workers.decks.pdf import open_pdf
from workers.heartbeat import beat

CORE = "core-properties"
META, CONTENT, STYLES = "meta.xml", "content.xml", "styles.xml"
# More than any slide has words for: the first ones tell the language of a deck.
MOST_CHARACTERS = 200_000


@dataclass(frozen=True)
class DeckProperties:
    """A deck's title, its authors, and how many characters of its text are in which language."""

    title: str = ""
    people: tuple[str, ...] = ()
    languages: dict[str, int] = field(default_factory=dict[str, int])


def read_properties(path: Path, kind: DeckKind) -> DeckProperties:
    """Return what the deck at `path` says of itself; nothing where that is broken."""
    try:
        return _READERS[kind](path)
    except (*BROKEN, RuntimeError, AttributeError, pikepdf.PdfError):
        return DeckProperties()


def _of_pptx(path: Path) -> DeckProperties:
    with Package(path) as package:
        core = next((each.target for each in package.relations("").values() if each.kind == CORE), "")
        texts = _texts(parse(package.read(core))) if core in package else {}
        counted: Counter[str] = Counter()
        default = _default_of_pptx(parse(package.read(package.main_part())))
        for part in slide_numbers.slide_parts(package):
            beat()
            counted.update(_languages_of_slide(parse(package.read(part)), default))
            if counted.total() > MOST_CHARACTERS:
                break
    return DeckProperties(texts.get("title", ""), _people([texts.get("creator", "")]), dict(counted))


def _default_of_pptx(root: Element) -> str:
    """Return the language of text that has none of its own; nothing where the presentation does not say."""
    styles = (style for each in every(root, "defaultTextStyle") for style in every(each, "defRPr"))
    return next((tag for style in styles if (tag := style.get("lang"))), "")


def _languages_of_slide(root: Element, default: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for run in every(root, "r", "fld"):
        tag = next((tag for each in run if local(each) == "rPr" and (tag := each.get("lang"))), default)
        letters = sum(len((each.text or "").strip()) for each in run if local(each) == "t")
        if tag and letters:
            counted[tag] += letters
    return counted


def _of_odp(path: Path) -> DeckProperties:
    with Package(path) as package:
        texts = _texts(parse(package.read(META))) if META in package else {}
        styles = [parse(package.read(name)) for name in (STYLES, CONTENT) if name in package]
    # Every text is in the language of the default style, unless its own says another one.
    tags = [tag for root in styles for tag in _default_languages(root)]
    people = _people([texts.get("initial-creator", "") or texts.get("creator", "")])
    return DeckProperties(texts.get("title", ""), people, {texts.get("language") or tags[0]: 1} if tags else {})


def _default_languages(root: Element) -> Iterator[str]:
    for style in every(root, "default-style"):
        for text in every(style, "text-properties"):
            if (tag := attribute(text, "language")) and tag != "none":
                yield tag


def _of_pdf(path: Path) -> DeckProperties:
    document = open_pdf(path)
    told: Any = document.get_metadata_dict()
    with pikepdf.open(path) as opened:
        language = str(opened.Root.get("/Lang", ""))
    return DeckProperties(told.get("Title", ""), _people([told.get("Author", "")]), {language: 1} if language else {})


def _of_ppt(path: Path) -> DeckProperties:
    container: Any
    with olefile.OleFileIO(str(path)) as container:
        told: Any = container.get_metadata()
    encoding = f"cp{told.codepage}" if told.codepage and told.codepage > 0 else "cp1252"
    encoding = "utf-8" if encoding == "cp65001" else encoding
    return DeckProperties(_decoded(told.title, encoding), _people([_decoded(told.author, encoding)]))


def _decoded(text: bytes | str | None, encoding: str) -> str:
    if not isinstance(text, bytes):
        return text or ""
    try:
        return text.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return ""


def _texts(root: Element) -> dict[str, str]:
    """Return the text of each property by its local name; of several the first."""
    return {local(each): each.text or "" for each in reversed(list(root.iter()))}


def _people(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.strip())


_READERS = {DeckKind.PPTX: _of_pptx, DeckKind.ODP: _of_odp, DeckKind.PDF: _of_pdf, DeckKind.PPT: _of_ppt}
