"""A manuscript as a Word document (DOCX). For the sandbox."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from mediasvc.domain.errors import CaptionsInvalid, DeckTooLarge, DeckUnsupported
from workers.decks.identify import BROKEN
from workers.decks.markup import local
from workers.decks.markup import parse as parse_xml
from workers.decks.package import Package
from workers.manuscripts.manuscript import manuscript
from workers.timed_text.captions_file import CaptionsFromFile

BREAKS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
# What was deleted, the code of a field, notes at the foot, and the other one of two branches.
LEFT_OUT = frozenset(
    {"del", "moveFrom", "instrText", "footnoteReference", "endnoteReference", "Fallback", "rPr", "pPr"}
)
DEEPEST = 100


def read_docx_file(path: Path, duration_ms: int, most: int) -> CaptionsFromFile:
    """Return the sentences of a document. Raises CaptionsInvalid where it is no manuscript of such a talk."""
    return manuscript(_text(path), duration_ms, most)


def _text(path: Path) -> str:
    """Return the document's paragraphs, with an empty line between them. Raises CaptionsInvalid for another zip."""
    try:
        with Package(path) as package:
            root = parse_xml(package.read(package.main_part()))
    except (*BROKEN, RuntimeError) as broken:
        raise CaptionsInvalid("line 1: it is neither captions nor a document that can be read") from broken
    except (DeckTooLarge, DeckUnsupported) as refused:
        raise CaptionsInvalid(f"line 1: {refused.detail or 'it is an archive'}") from refused
    body = next((child for child in root if local(child) == "body"), None)
    if local(root) != "document" or body is None:
        raise CaptionsInvalid("line 1: it is neither captions nor a text document")
    return "\n\n".join(filter(None, (" ".join(text.split()) for text in _paragraphs(body))))


def _paragraphs(body: Element) -> Iterator[str]:
    """Yield the text of each paragraph, also of those in tables and in boxes within another one."""
    stack: list[tuple[Element, int]] = [(body, 0)]
    while stack:
        element, depth = stack.pop()
        if local(element) == "p":
            yield "".join(_pieces(element, depth))
        elif local(element) not in LEFT_OUT and depth < DEEPEST:
            stack.extend((child, depth + 1) for child in reversed(element))


def _pieces(element: Element, depth: int) -> Iterator[str]:
    for child in element:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in BREAKS:
            yield BREAKS[name]
        elif name == "p":
            yield " "
            yield from _pieces(child, depth + 1)
        elif name not in LEFT_OUT and depth < DEEPEST:
            yield from _pieces(child, depth + 1)
