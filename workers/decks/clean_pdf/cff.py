"""CFF fonts, written anew: each letter's program without subroutines, and with no operators but those that draw.

A program without subroutines, calculations and stores can do nothing but to draw, and cannot run for long.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from workers.decks.clean_pdf.fonttools import CFFFontSet, SimpleT2Decompiler, T2CharString, TTFont
from workers.decks.clean_pdf.values import Refused
from workers.heartbeat import beat

MOST_BYTES, MOST_GLYPHS = 32 * 1024**2, 65_535
MOST_OPERANDS, DEEPEST, MOST_TOKENS = 50, 10, 100_000
BEAT_EVERY = 200  # glyphs

# Operators that draw, with the least number of operands that they need.
DRAWING = {
    "rmoveto": 2,
    "hmoveto": 1,
    "vmoveto": 1,
    "rlineto": 2,
    "hlineto": 1,
    "vlineto": 1,
    "rrcurveto": 6,
    "hhcurveto": 4,
    "hvcurveto": 4,
    "vhcurveto": 4,
    "vvcurveto": 4,
    "rcurveline": 8,
    "rlinecurve": 8,
    "flex": 13,
    "hflex": 7,
    "hflex1": 9,
    "flex1": 11,
}
HINTS = ("hstem", "vstem", "hstemhm", "vstemhm")
MASKS = ("hintmask", "cntrmask")

KEPT_OF_FONT = """
isFixedPitch ItalicAngle UnderlinePosition UnderlineThickness PaintType CharstringType FontMatrix FontBBox StrokeWidth
charset Encoding CharStrings Private ROS CIDFontVersion CIDCount FDArray FDSelect FontName
"""
KEPT_OF_PRIVATE = """
BlueValues OtherBlues FamilyBlues FamilyOtherBlues BlueScale BlueShift BlueFuzz StdHW StdVW StemSnapH StemSnapV
ForceBold LanguageGroup ExpansionFactor defaultWidthX nominalWidthX
"""


class Flattened(SimpleT2Decompiler):
    """The program of a letter, with its subroutines where they are called."""

    def __init__(self, private: Any, shared: Any) -> None:
        SimpleT2Decompiler.__init__(self, getattr(private, "Subrs", []), shared, private)
        self.program: list[Any] = []
        self.tokens = 0
        self.ended = False

    def execute(self, charString: Any, **_: Any) -> None:  # noqa: N803 - named by fontTools
        """Follow the program. Raises Refused."""
        if len(self.callingStack) >= DEEPEST:
            raise Refused("a letter calls itself")
        self.callingStack.append(charString)
        index = 0
        while not self.ended:
            token, is_operator, index = charString.getToken(index)
            if token is None or token == "return":  # noqa: S105 - an operator's name
                break
            self.tokens += 1
            if self.tokens > MOST_TOKENS or len(self.operandStack) > MOST_OPERANDS:
                raise Refused("a letter is drawn with too much")
            index = self._step(token, index) if is_operator else self._operand(token, index)
        self.callingStack.pop()

    def _operand(self, value: Any, index: int) -> int:
        self.operandStack.append(value)
        self.program.append(value)
        return index

    def _step(self, operator: str, index: int) -> int:
        if operator in ("callsubr", "callgsubr"):
            self.program.pop()
            getattr(self, f"op_{operator}")(index)
            return index
        self.program.append(operator)
        if operator in MASKS:
            mask, index = self.op_hintmask(index)
            self.program.append(mask)
            self.popall()
        elif operator in HINTS:
            self.countHints()
        elif operator == "endchar":
            self.ended = True
        elif len(self.operandStack) < DRAWING.get(operator, MOST_OPERANDS + 2):
            raise Refused(f"a letter does {operator[:20]}")
        else:
            self.popall()
        return index


def cff(font: bytes, named: str) -> bytes:
    """The font, under this name, with what a viewer needs. Raises Refused."""
    if len(font) > MOST_BYTES:
        raise Refused("a font is too large")
    fonts, outer = CFFFontSet(), TTFont(recalcBBoxes=False)
    fonts.decompile(BytesIO(font), outer, isCFF2=False)
    if len(fonts.fontNames) != 1:
        raise Refused("a font file holds several")
    top = fonts[0]
    _flatten(top)
    for private in _privates(top):
        _reduce(private, KEPT_OF_PRIVATE)
    _reduce(top, KEPT_OF_FONT)
    for each in getattr(top, "FDArray", ()):
        _reduce(each, KEPT_OF_FONT)
    fonts.GlobalSubrs.clear()
    fonts.fontNames = [named]
    return written(fonts, outer)


def written(fonts: Any, outer: Any) -> bytes:
    """The bytes of this font."""
    file = BytesIO()
    fonts.compile(file, outer, isCFF2=False)
    return file.getvalue()


def table_of(font: bytes) -> bytes:
    """The CFF font in an OpenType font."""
    opened = TTFont(BytesIO(font), lazy=True, recalcBBoxes=False)
    content: bytes = opened.reader["CFF "]
    return content


def _flatten(top: Any) -> None:
    letters, order = top.CharStrings, list[str](top.charset)
    if getattr(top, "CharstringType", 2) != 2:
        raise Refused("a font is drawn in another way")
    if not 0 < len(order) <= MOST_GLYPHS or len(set(order)) != len(order) or len(letters) != len(order):
        raise Refused("a font's letters have no names of their own")
    for number, name in enumerate(order):
        letter, selector = letters.getItemAndSelector(name)
        letters[name] = _flat(letter, top, selector)
        if number % BEAT_EVERY == BEAT_EVERY - 1:
            beat()


def _flat(letter: Any, top: Any, selector: int | None) -> Any:
    private = top.Private if selector is None else top.FDArray[selector].Private
    flattened = Flattened(private, top.GlobalSubrs)
    flattened.execute(letter)
    program = flattened.program if flattened.ended else [*flattened.program, "endchar"]
    return T2CharString(program=program, private=private, globalSubrs=[])


def _privates(top: Any) -> list[Any]:
    fonts = getattr(top, "FDArray", None)
    return [font.Private for font in fonts] if fonts else [top.Private]


def _reduce(values: Any, kept: str) -> None:
    known: Mapping[str, Any] = values.rawDict
    for name in [each for each in known if each not in kept.split()]:
        del values.rawDict[name]
        values.__dict__.pop(name, None)
    values.__dict__.pop("Subrs", None)
