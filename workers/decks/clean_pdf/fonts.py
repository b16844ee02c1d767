"""Fonts of a PDF, written anew: what is said of them, and their files. One that cannot be read is refused."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from workers.decks.clean_pdf.cff import cff, table_of
from workers.decks.clean_pdf.cmaps import encoding_cmap, to_unicode
from workers.decks.clean_pdf.streams import content_of
from workers.decks.clean_pdf.truetype import truetype
from workers.decks.clean_pdf.type1 import as_cff, read_type1
from workers.decks.clean_pdf.values import (
    Refused,
    Walk,
    constant,
    entries,
    is_dictionary,
    is_stream,
    name,
    number,
    numbers,
    pick,
    string,
)

MOST_BYTES, MOST_CODES, MOST_GLYPH_MAP = 32 * 1024**2, 65_536, 131_072
FILES = ("/FontFile", "/FontFile2", "/FontFile3")
OPENTYPE = b"OTTO"
NAMED = "Font"  # in the file, where no viewer looks


def font(walk: Walk, value: Any) -> Dictionary:
    """A font, without those whose letters are drawings."""
    kind = str(value.Subtype)
    if kind == "/Type0":
        return _composite(walk, value)
    if kind not in ("/Type1", "/MMType1", "/TrueType"):
        raise Refused(f"{kind[:30]} is no kind of font")
    made = pick(walk, value, SIMPLE)
    made.Subtype = Name.TrueType if kind == "/TrueType" else Name.Type1
    descriptor = value.get("/FontDescriptor")
    if is_dictionary(descriptor):
        made.FontDescriptor = walk.target.make_indirect(pick(walk, descriptor, DESCRIPTOR))
        _add_simple_file(walk, made, descriptor)
    return made


def _add_simple_file(walk: Walk, made: Dictionary, descriptor: Any) -> None:
    key, file = _file(descriptor)
    if key == "/FontFile":
        found = walk.once(_from_type1, file)
        made.FontDescriptor.FontFile3 = found.File
        if "/BaseEncoding" not in _encoded(made) and not isinstance(made.get("/Encoding"), Name):
            own = list(_encoded(made).get("/Differences", Array()))
            made.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([*found.Codes, *own]))
    elif key == "/FontFile2":
        made.FontDescriptor.FontFile2 = walk.once(_simple_truetype, file)
    elif key and made.Subtype == Name.Type1:
        made.FontDescriptor.FontFile3 = walk.once(_simple_cff, file)
    elif key:
        raise Refused("a font has a file of another kind")


def _encoded(made: Dictionary) -> Any:
    found = made.get("/Encoding")
    return found if is_dictionary(found) else Dictionary()


def _composite(walk: Walk, value: Any) -> Dictionary:
    made = pick(walk, value, COMPOSITE)
    below = entries(value.DescendantFonts, 1)[0]
    descendant = pick(walk, below, DESCENDANT)
    kind = below.Subtype
    if kind not in (Name.CIDFontType0, Name.CIDFontType2) or "/Encoding" not in made:
        raise Refused("a font's letters are of no known kind")
    descendant.Subtype = kind
    descriptor = below.get("/FontDescriptor")
    if is_dictionary(descriptor):
        descendant.FontDescriptor = walk.target.make_indirect(pick(walk, descriptor, DESCRIPTOR))
        key, file = _file(descriptor)
        if key and kind == Name.CIDFontType2:
            descendant.FontDescriptor.FontFile2 = walk.once(_composite_truetype, file)
        elif key == "/FontFile3":
            descendant.FontDescriptor.FontFile3 = walk.once(_composite_cff, file)
        elif key:
            raise Refused("a font has a file of another kind")
    made.DescendantFonts = Array([walk.target.make_indirect(descendant)])
    return made


def _file(descriptor: Any) -> tuple[str, Any]:
    return next(((key, descriptor[key]) for key in FILES if is_stream(descriptor.get(key))), ("", None))


def _simple_truetype(walk: Walk, file: Any) -> Stream:
    return _truetype(walk, file, is_simple=True)


def _composite_truetype(walk: Walk, file: Any) -> Stream:
    return _truetype(walk, file, is_simple=False)


def _truetype(walk: Walk, file: Any, is_simple: bool) -> Stream:
    made = truetype(content_of(walk, file, MOST_BYTES), is_simple)
    return walk.stream(made, Dictionary(Length1=len(made)))


def _simple_cff(walk: Walk, file: Any) -> Stream:
    return walk.stream(_cff(walk, file), Dictionary(Subtype=Name.Type1C))


def _composite_cff(walk: Walk, file: Any) -> Stream:
    return walk.stream(_cff(walk, file), Dictionary(Subtype=Name.CIDFontType0C))


def _cff(walk: Walk, file: Any) -> bytes:
    content = content_of(walk, file, MOST_BYTES)
    return cff(table_of(content) if content.startswith(OPENTYPE) else content, NAMED)


def _from_type1(walk: Walk, file: Any) -> Dictionary:
    """The file as CFF, and its own encoding as differences from none."""
    read = read_type1(content_of(walk, file, MOST_BYTES))
    made = walk.stream(as_cff(read, NAMED), Dictionary(Subtype=Name.Type1C))
    codes: list[Any] = []
    for code, letter in sorted(read.codes.items()):
        codes += [code, Name("/" + letter)]
    return Dictionary(File=walk.target.make_indirect(made), Codes=Array(codes))


def widths(walk: Walk, value: Any) -> Any:
    """The widths of letters: numbers, and lists of them."""
    made = [numbers(walk, each) if isinstance(each, Array) else number(walk, each) for each in entries(value)]
    return Array(0 if each is None else each for each in made)


def encoding(walk: Walk, value: Any) -> Any:
    """Which letter each code of a font stands for, by name."""
    if not is_dictionary(value):
        return name(walk, value)
    return pick(walk, value, {"/Type": constant(Name.Encoding), "/BaseEncoding": name, "/Differences": _differences})


def _differences(walk: Walk, value: Any) -> Array:
    made = [name(walk, each) or number(walk, each) for each in entries(value, MOST_CODES)]
    return Array(0 if each is None else each for each in made)


def _glyph_map(walk: Walk, value: Any) -> Any:
    return walk.once(_glyph_map_file, value) if is_stream(value) else name(walk, value)


def _glyph_map_file(walk: Walk, value: Any) -> Stream:
    return walk.stream(content_of(walk, value, MOST_GLYPH_MAP))


def _collection(walk: Walk, value: Any) -> Any:
    rules = {"/Registry": string, "/Ordering": string, "/Supplement": number}
    return pick(walk, value, rules) if is_dictionary(value) else None


SIMPLE = {
    "/Type": constant(Name.Font),
    "/Subtype": name,
    "/BaseFont": name,
    "/FirstChar": number,
    "/LastChar": number,
    "/Widths": widths,
    "/Encoding": encoding,
    "/ToUnicode": to_unicode,
}
COMPOSITE = {
    "/Type": constant(Name.Font),
    "/Subtype": constant(Name.Type0),
    "/BaseFont": name,
    "/Encoding": encoding_cmap,
    "/ToUnicode": to_unicode,
}
DESCENDANT = {
    "/Type": constant(Name.Font),
    "/BaseFont": name,
    "/CIDSystemInfo": _collection,
    "/CIDToGIDMap": _glyph_map,
    "/DW": number,
    "/W": widths,
    "/DW2": numbers,
    "/W2": widths,
}
DESCRIPTOR = {
    "/Type": constant(Name.FontDescriptor),
    "/FontName": name,
    "/Flags": number,
    "/FontBBox": numbers,
    **dict.fromkeys(("/ItalicAngle", "/Ascent", "/Descent", "/Leading", "/CapHeight", "/XHeight"), number),
    **dict.fromkeys(("/StemV", "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth", "/FontWeight"), number),
}
