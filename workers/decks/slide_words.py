"""The words of a slide's XML, in the order that it holds them: title, and all other text."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError

from workers.decks import symbol_runs
from workers.decks.formulas import formulas, line
from workers.decks.markup import READ, attribute, every, local, parse, resolve
from workers.decks.package import Package, Relation

TITLES = frozenset({"title", "ctrTitle"})
FURNITURE = frozenset({"dt", "ftr", "sldNum"})
LINE_BREAK = "\v"
# Texts that a chart shows are kept in these: titles in the first, names of series and categories in the others.
RICH, NAMES = "rich", ("strCache", "strLit", "strDim")


def title_of(root: Element) -> str:
    """Return the text of the slide's title, with its line breaks; a hidden one is there to be its name."""
    return "\n".join(_paragraphs(shape) for shape in every(root, "sp") if is_placeholder(shape, TITLES))


def text_of(root: Element, package: Package, relations: dict[str, Relation]) -> str:
    """Return all text but the title's: of shapes, groups, tables, diagrams and charts."""

    def part(name: str) -> Element | None:
        return _part(package, relations, name)

    return "\n".join(text for tree in every(root, "spTree") for shape in tree for text in _texts(shape, part))


def notes_of(root: Element) -> str:
    """Return the text of a page of notes."""
    bodies = (shape for shape in every(root, "sp") if is_placeholder(shape, frozenset({"body"})))
    return next(map(_paragraphs, bodies), "")


def is_placeholder(shape: Element, kinds: frozenset[str]) -> bool:
    """Whether the shape is a placeholder of one of these kinds."""
    return any(holder.get("type") in kinds for holder in every(shape, "ph"))


def is_hidden(shape: Element) -> bool:
    """Whether the shape is there, but not shown."""
    named = (names for holder in shape if local(holder).startswith("nv") for names in every(holder, "cNvPr"))
    return any(names.get("hidden") in ("1", "true") for names in named)


def _part(package: Package, relations: dict[str, Relation], name: str) -> Element | None:
    """Return the root of a part that a slide shows; None where it is missing or broken, as its words alone are."""
    try:
        root = parse(package.read(relations[name].target))
    except (KeyError, ParseError, ValueError):
        return None
    resolve(root, READ)
    return root


def _texts(shape: Element, part: Callable[[str], Element | None]) -> Iterator[str]:
    if is_hidden(shape):
        return
    match local(shape):
        case "grpSp":
            for inner in shape:
                yield from _texts(inner, part)
        case "sp" if not is_placeholder(shape, TITLES | FURNITURE):
            yield _paragraphs(shape)
        case "graphicFrame":
            yield from _framed(shape, part)
        case _:
            pass


def _framed(frame: Element, part: Callable[[str], Element | None]) -> Iterator[str]:
    for row in every(frame, "tr"):
        cells = (_paragraphs(cell) for cell in row if local(cell) == "tc")
        yield " | ".join(cell for cell in cells if cell.strip())
    for shape in every(frame, "sp"):
        yield _paragraphs(shape)
    for diagram in every(frame, "relIds"):
        if (data := part(attribute(diagram, "dm"))) is not None:
            yield from (
                _paragraphs(point) for point in every(data, "pt") if point.get("type", "node") in ("node", "asst")
            )
    for chart in every(frame, "chart"):
        if (data := part(attribute(chart, "id"))) is not None:
            yield from _chart_words(data)


def _chart_words(chart: Element) -> Iterator[str]:
    yield from (_paragraphs(title) for title in every(chart, RICH))
    for names in every(chart, *NAMES):
        words = (text.text or "" for text in every(names, "v", "pt") if (text.text or "").strip())
        yield " | ".join(words)


def _paragraphs(element: Element) -> str:
    return "\n".join("".join(_runs(paragraph)) for paragraph in every(element, "p"))


def _runs(paragraph: Element) -> Iterator[str]:
    for run in paragraph:
        match local(run):
            case "r" | "fld":
                yield symbol_runs.read(run)
            case "br":
                yield LINE_BREAK
            case "m":
                yield "\n".join(line(formula).words for formula in formulas(run))
            case _:
                pass
