"""Makes small fonts for tests: of each kind that a PDF may hold, whose letter A is a square, and hostile ones."""

from collections.abc import Sequence
from importlib import import_module
from io import BytesIO
from typing import Any

# fontTools ships no types that a checker can use.
FontBuilder: Any = import_module("fontTools.fontBuilder").FontBuilder
Program: Any = import_module("fontTools.ttLib.tables.ttProgram").Program
TTGlyphPen: Any = import_module("fontTools.pens.ttGlyphPen").TTGlyphPen
T2CharString: Any = import_module("fontTools.misc.psCharStrings").T2CharString
T1CharString: Any = import_module("fontTools.misc.psCharStrings").T1CharString
new_table: Any = import_module("fontTools.ttLib").newTable
encrypt: Any = import_module("fontTools.misc.eexec").encrypt

SQUARE = ((100, 0), (100, 700), (800, 700), (800, 0))
SQUARE_IN_CFF = [900, 100, 0, "rmoveto", 700, "vlineto", 700, "hlineto", -700, "vlineto", "endchar"]
SQUARE_IN_TYPE_1: list[Any] = [
    *(0, 900, "hsbw", 100, "hmoveto", 700, "vlineto", 700, "hlineto", -700, "vlineto", "closepath", "endchar")
]
NAMES = [".notdef", "A", "B", "C"]


def truetype_font(parts: dict[str, Sequence[str]] | None = None) -> bytes:
    """A font with programs for hints, some tables that no viewer needs, and letters made of `parts`."""
    builder = FontBuilder(1_000)
    builder.setupGlyphOrder(NAMES)
    builder.setupCharacterMap({ord(name): name for name in NAMES[1:]})
    # Letters that are made of themselves have no bounds.
    builder.font.recalcBBoxes = False
    builder.setupGlyf({name: _glyph((parts or {}).get(name, ())) for name in NAMES}, calcGlyphBounds=False)
    builder.setupHorizontalMetrics(dict.fromkeys(NAMES, (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "A stranger's"})
    builder.setupOS2()
    builder.setupPost()
    for tag in ("fpgm", "prep"):
        builder.font[tag] = new_table(tag)
        builder.font[tag].program = Program()
        builder.font[tag].program.fromBytecode(b"\xb0\x01\x21")
    builder.font["glyf"]["A"].program = Program()
    builder.font["glyf"]["A"].program.fromBytecode(b"\xb0\x01\x21")
    return _saved(builder)


def _glyph(parts: Sequence[str]) -> Any:
    pen = TTGlyphPen(dict.fromkeys(NAMES))
    for part in parts:
        pen.addComponent(part, (1, 0, 0, 1, 0, 0))
    if not parts:
        pen.moveTo(SQUARE[0])
        for point in SQUARE[1:]:
            pen.lineTo(point)
        pen.closePath()
    glyph = pen.glyph()
    glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax = 0, 0, 900, 900
    return glyph


def cff_font(program: Sequence[Any] = SQUARE_IN_CFF, subroutine: Sequence[Any] = ("return",)) -> bytes:
    """A bare CFF font whose letter A is this program; it may call the subroutine as number -107."""
    builder = FontBuilder(1_000, isTTF=False)
    builder.setupGlyphOrder(NAMES)
    empty = [900, "endchar"]
    letters = {name: T2CharString(program=list(program if name == "A" else empty)) for name in NAMES}
    builder.setupCFF("Stranger", {"Notice": "A stranger's", "FullName": "A stranger's"}, letters, {})
    fonts = builder.font["CFF "].cff
    fonts.GlobalSubrs.append(T2CharString(program=list(subroutine)))
    builder.font.recalcBBoxes = False
    file = BytesIO()
    fonts.compile(file, builder.font, isCFF2=False)
    return file.getvalue()


def type1_font(
    program: Sequence[Any] = SQUARE_IN_TYPE_1, subroutine: Sequence[Any] = ("return",), letters: int = 1
) -> bytes:
    """A Type 1 font whose letter A, and as many others, is this program; it may call the subroutine as number 0."""
    names = ["A", *(f"g{number}" for number in range(1, letters))]
    coded = _secret_program(program)
    secret = b"dup /Private 8 dict dup begin /lenIV 4 def /Subrs 1 array\n"
    secret += b"dup 0 %d RD %s NP\nND\n" % (len(_secret_program(subroutine)), _secret_program(subroutine))
    secret += b"2 index /CharStrings %d dict dup begin\n" % (letters + 1)
    secret += b"/.notdef %d RD %s ND\n" % (len(coded), coded)
    secret += b"".join(b"/%s %d RD %s ND\n" % (name.encode(), len(coded), coded) for name in names)
    secret += b"end end readonly put put dup/FontName get exch definefont pop mark currentfile closefile\n"
    clear = b"%!PS-AdobeFont-1.0: Stranger\n/FontName /Stranger def /Encoding 256 array\ndup 65 /A put\n"
    clear += b"readonly def /PaintType 0 def /FontType 1 def /FontMatrix [0.001 0 0 0.001 0 0] readonly def\n"
    clear += b"/FontBBox {0 0 900 900} readonly def currentdict end currentfile eexec\n"
    hidden: bytes = encrypt(b"\xff\xff\xff\xff" + secret, 55_665)[0]
    return clear + hidden + b"\n" + b"0" * 512 + b"\ncleartomark\n"


def _secret_program(program: Sequence[Any]) -> bytes:
    made = T1CharString(program=list(program), subrs=[])
    made.compile()
    secret: bytes = encrypt(b"\0\0\0\0" + made.bytecode, 4_330)[0]
    return secret


def _saved(builder: Any) -> bytes:
    file = BytesIO()
    builder.font.save(file)
    return file.getvalue()
