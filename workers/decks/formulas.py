"""Office's formulas (OMML) in one line: as words, and as text with raised and lowered pieces."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from workers.decks.markup import child, every, local

RAISED = dict(zip("0123456789+-\u2212=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-\u2212=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓ", strict=True))
LETTERLIKE = re.compile("[\u210e\U0001d400-\U0001d7ff]")
INTEGRAL, ROOT, APPLIED = "∫", "√", "\u2061"


@dataclass(frozen=True)
class Piece:
    """Some letters of a formula: on its line, or raised (1) or lowered (-1); `source` is the run they come from."""

    text: str
    level: int = 0
    source: Element | None = None


@dataclass(frozen=True)
class Line:
    """A formula in one line. It is `exact` where it looks so in a book, too: no fraction, root or limit is bent.

    It is `whole` where nothing is left out: a matrix has no line of its own.
    """

    pieces: tuple[Piece, ...] = ()
    exact: bool = True
    whole: bool = True

    @property
    def words(self) -> str:
        """The line as plain characters: E=mc², x=(-b±√(b²-4ac))/2a."""
        words = ""
        for piece in _joined(self.pieces):
            words += piece.text if piece.level == 0 else _scripted(piece)
        return words.replace(APPLIED, "")


def line(formula: Element) -> Line:
    """Return this `m:oMath`, or any part of one, in one line."""
    name = local(formula)
    return READERS.get(name, _left_out if name.endswith("Pr") else _children)(formula)


def formulas(element: Element) -> list[Element]:
    """Return the formulas inside this element, in order."""
    return list(every(element, "oMath"))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].level == piece.level:
            joined[-1] = replace(joined[-1], text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _scripted(piece: Piece) -> str:
    table, sign = (RAISED, "^") if piece.level > 0 else (LOWERED, "_")
    text = piece.text.replace(" ", "")
    if all(letter in table for letter in text):
        return "".join(table[letter] for letter in text)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _of(*parts: Line | str, exact: bool = True) -> Line:
    """Return these parts as one line."""
    lines = [part if isinstance(part, Line) else Line((Piece(part),) if part else ()) for part in parts]
    pieces = tuple(piece for each in lines for piece in each.pieces)
    return Line(pieces, exact and all(each.exact for each in lines), all(each.whole for each in lines))


def _children(element: Element) -> Line:
    return _of(*(line(each) for each in element))


def _part(element: Element, name: str) -> Line:
    part = child(element, name)
    return Line() if part is None else _children(part)


def _property(element: Element, name: str, default: str) -> str:
    """Return the value of this property, as `m:chr` in `m:naryPr`; an element without a value means none."""
    for properties in element:
        if local(properties).endswith("Pr") and (found := child(properties, name)) is not None:
            return next((value for key, value in found.items() if key.rpartition("}")[2] == "val"), "")
    return default


def _bracketed(part: Line) -> Line:
    """Return the part in brackets where more than one sign would hang together."""
    return part if len(part.words) <= 1 or part.words.isdecimal() else _of("(", part, ")")


def _script(part: Line, level: int) -> Line:
    """Return the part raised or lowered; a script's own script only fits in words."""
    if all(piece.level == 0 for piece in part.pieces):
        return replace(part, pieces=tuple(replace(piece, level=level) for piece in part.pieces))
    return Line((Piece(part.words, level),), exact=False, whole=part.whole)


def _run(element: Element) -> Line:
    text = "".join(each.text or "" for each in every(element, "t"))
    # PowerPoint writes a variable in mathematical italics (U+1D438 for E), which nobody searches for.
    return Line((Piece(LETTERLIKE.sub(_plain, text), 0, element),) if text else ())


def _plain(letter: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", letter[0])


def _scripts(element: Element) -> Line:
    below, above = _script(_part(element, "sub"), -1), _script(_part(element, "sup"), 1)
    # Both at one place stand one above the other in a book.
    exact = not (below.pieces and above.pieces)
    return _of(_part(element, "e"), below, above, exact=exact)


def _scripts_before(element: Element) -> Line:
    below, above = _script(_part(element, "sub"), -1), _script(_part(element, "sup"), 1)
    return _of(below, above, _part(element, "e"), exact=not (below.pieces and above.pieces))


def _fraction(element: Element) -> Line:
    above, below = _bracketed(_part(element, "num")), _bracketed(_part(element, "den"))
    kind = _property(element, "type", "bar")
    if kind == "noBar":
        return replace(_of("(", above, " ", below, ")"), whole=False)
    return _of(above, "/", below, exact=kind == "lin")


def _root(element: Element) -> Line:
    degree = _script(_part(element, "deg"), 1)
    return _of(degree, ROOT, _bracketed(_part(element, "e")), exact=False)


def _sum(element: Element) -> Line:
    below, above = _script(_part(element, "sub"), -1), _script(_part(element, "sup"), 1)
    exact = not below.pieces and not above.pieces
    return _of(_property(element, "chr", INTEGRAL), below, above, _part(element, "e"), exact=exact)


def _delimited(element: Element) -> Line:
    parts = [_children(each) for each in element if local(each) == "e"]
    separator = _property(element, "sepChr", "|")
    inner: list[Line | str] = []
    for place, part in enumerate(parts):
        inner += [part] if place == 0 else [separator, part]
    return _of(_property(element, "begChr", "("), *inner, _property(element, "endChr", ")"))


def _function(element: Element) -> Line:
    name, argument = _part(element, "fName"), _part(element, "e")
    bare = argument.words.startswith(("(", "[", "{", "|"))
    return _of(name, "" if bare else "\u2009", argument)


def _limit(level: int) -> Callable[[Element], Line]:
    def read(element: Element) -> Line:
        return _of(_part(element, "e"), _script(_part(element, "lim"), level), exact=False)

    return read


def _accented(element: Element) -> Line:
    """A mark on one letter is a combining character; over more it would stand on the last."""
    base, mark = _part(element, "e"), _property(element, "chr", "\u0302")
    if len(base.words) != 1 or len(base.pieces) != 1:
        return replace(_of(base, exact=False), whole=False)
    return replace(base, pieces=(replace(base.pieces[0], text=base.pieces[0].text + mark),))


def _barred(element: Element) -> Line:
    mark = "\u0305" if _property(element, "pos", "bot") == "top" else "\u0332"
    base = _part(element, "e")
    marked = tuple(replace(piece, text="".join(f"{sign}{mark}" for sign in piece.text)) for piece in base.pieces)
    return replace(base, pieces=marked)


def _rows(element: Element) -> Line:
    """A matrix or a column of equations: its words in order, which is no drawing of it."""
    rows = [each for each in element if local(each) in ("mr", "e")]
    words = ["; ".join(_row(row) for row in rows)]
    return replace(_of(*words), exact=False, whole=False)


def _row(row: Element) -> str:
    if local(row) == "e":
        # Of lines below each other, & is where they are aligned.
        return _children(row).words.replace("&", "")
    return ", ".join(_children(cell).words for cell in row if local(cell) == "e")


def _left_out(_: Element) -> Line:
    return Line()


def _phantom(element: Element) -> Line:
    """Room for something that is often not shown itself."""
    return Line() if _property(element, "show", "1") in ("0", "off", "false") else _part(element, "e")


def _boxed(element: Element) -> Line:
    return replace(_part(element, "e"), exact=False)


READERS: dict[str, Callable[[Element], Line]] = {
    "r": _run,
    "f": _fraction,
    "rad": _root,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "nary": _sum,
    "d": _delimited,
    "func": _function,
    "limLow": _limit(-1),
    "limUpp": _limit(1),
    "acc": _accented,
    "bar": _barred,
    "borderBox": _boxed,
    "groupChr": _boxed,
    "phant": _phantom,
    "m": _rows,
    "eqArr": _rows,
}
