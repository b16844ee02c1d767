"""Office's XML: elements by their local name, and the one branch of what is there in two."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import iterparse

COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATES, CHOICE, FALLBACK = (COMPATIBILITY + name for name in ("AlternateContent", "Choice", "Fallback"))
IGNORABLE = COMPATIBILITY + "Ignorable"

# What a file wrote as a choice's `Requires`, once that holds namespaces.
PREFIXES = "Prefixes"
# LibreOffice decides by these, whatever they stand for.
PREFIXES_DRAWN = frozenset({"a14", "p14", "p15"})
# Namespaces by their end: what LibreOffice draws, too, where a choice requires it.
DRAWN = ("/office/drawing/2010/main", "/office/powerpoint/2010/main", "/office/powerpoint/2012/main")
READ = (*DRAWN, "/chartex")


def parse(content: bytes) -> Element:
    """Return the root of this XML. A choice's `Requires` holds namespaces, not the file's short names for them.

    Raises ParseError, and ValueError for what a hostile file may hold.
    """
    scope: list[tuple[str, str]] = []
    root: Element | None = None
    for event, item in iterparse(BytesIO(content), ("start-ns", "end-ns", "start")):
        if event == "start-ns":
            scope.append(item)
        elif event == "end-ns":
            scope.pop()
        else:
            root = item if root is None else root
            _name_spaces(item, scope)
    if root is None:
        raise ParseError("there is no element")
    return root


def _name_spaces(element: Element, scope: list[tuple[str, str]]) -> None:
    """Put into a choice the namespaces that its prefixes stand for where it is."""
    if element.tag == CHOICE:
        spaces = dict(scope)
        prefixes = element.get("Requires", "")
        element.set(PREFIXES, prefixes)
        element.set("Requires", " ".join(spaces.get(name, name) for name in prefixes.split()))


def local(element: Element) -> str:
    """Return the element's name without its namespace: ISO Strict files have other ones."""
    return element.tag.rpartition("}")[2]


def every(element: Element, *names: str) -> Iterator[Element]:
    """Yield the element and its descendants of these local names, in document order."""
    return (child for child in element.iter() if local(child) in names)


def child(element: Element, name: str) -> Element | None:
    """Return the first child of this local name."""
    return next((each for each in element if local(each) == name), None)


def attribute(element: Element, name: str) -> str:
    """Return the attribute of this local name that is in a namespace, as `r:id`; empty where there is none."""
    return next((value for key, value in element.items() if key.endswith("}" + name)), "")


def resolve(element: Element, understood: tuple[str, ...]) -> None:
    """Put in the place of alternates, at any depth, the one that a reader takes that understands these namespaces."""
    place = 0
    while place < len(element):
        if element[place].tag == ALTERNATES:
            element[place : place + 1] = branch(element[place], understood)
        else:
            resolve(element[place], understood)
            place += 1


def branch(alternates: Element, understood: tuple[str, ...]) -> list[Element]:
    """Return the elements of the first choice whose namespaces are all understood, else of the fallback.

    Ink is never understood, though its choice asks for nothing but PowerPoint 2010.
    """
    if (choice := _choice(alternates, understood)) is not None:
        return list(choice)
    return [each for fallback in alternates if fallback.tag == FALLBACK for each in fallback]


def is_decided_otherwise(alternates: Element) -> bool:
    """Whether LibreOffice takes another branch than the one of which it understands all."""
    choice = _choice(alternates, DRAWN)
    if choice is not None:
        return not PREFIXES_DRAWN.issuperset(choice.get(PREFIXES, "").split())
    return any(_is_ink(each) for each in alternates)


def _choice(alternates: Element, understood: tuple[str, ...]) -> Element | None:
    for choice in alternates:
        required = choice.get("Requires", "").split()
        known = required and all(name.endswith(understood) for name in required)
        if choice.tag == CHOICE and known and not _is_ink(choice):
            return choice
    return None


def _is_ink(element: Element) -> bool:
    return any(True for _ in every(element, "contentPart"))
