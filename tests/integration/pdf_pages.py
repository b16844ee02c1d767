"""Makes PDFs for tests object by object, and looks at all the objects of one."""

from collections.abc import Callable, Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
from pikepdf import Array, Dictionary, Name, Pdf

TTFont: Any = import_module("fontTools.ttLib").TTFont
CFFFontSet: Any = import_module("fontTools.cffLib").CFFFontSet

SIDE = 200  # points of a page
# What no object of a PDF that viewers get may have.
FORBIDDEN = frozenset(
    f"/{key}"
    for key in (
        *("AA", "OpenAction", "JS", "JavaScript", "Names", "EmbeddedFiles", "AF", "EF", "Metadata", "PieceInfo", "XFA"),
        *("RichMediaContent", "3DD", "Movie", "Sound", "Thumb", "Alternates", "OPI", "FFilter", "FDecodeParms", "PS"),
        *("AcroForm", "StructTreeRoot", "OCProperties", "OC", "Ref", "Info", "FontFile", "Collection", "URLS"),
    )
)
FORBIDDEN_KINDS = frozenset(("/JavaScript", "/Launch", "/GoToR", "/SubmitForm", "/PS", "/Movie", "/Sound", "/Filespec"))
DANGEROUS_CODECS = frozenset(("/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/LZWDecode", "/RunLengthDecode"))
NEEDED_TABLES = {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"}

Draw = Callable[[Pdf], Mapping[str, Any]]


def make_page(
    path: Path, content: bytes, draw: Draw = lambda _: {}, spoil: Callable[[Pdf], None] | None = None
) -> Path:
    """A PDF of one page that draws this with these resources; `spoil` then changes the document."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(SIDE, SIDE))
        page.obj.Contents = pdf.make_stream(content)
        page.obj.Resources = Dictionary(draw(pdf))
        if spoil:
            spoil(pdf)
        pdf.save(path)
    return path


def with_font(kind: str, key: str, program: bytes, subtype: str = "") -> Draw:
    """Resources with a font F of this file, for the letter A."""

    def draw(pdf: Pdf) -> Mapping[str, Any]:
        file = pdf.make_stream(program)
        if subtype:
            file.Subtype = Name(f"/{subtype}")
        file.Length1 = len(program)
        about = Dictionary(Type=Name.FontDescriptor, FontName=Name.Stranger, Flags=32, FontBBox=[0, 0, 900, 900])
        about[key] = file
        font = Dictionary(Type=Name.Font, Subtype=Name(f"/{kind}"), BaseFont=Name.Stranger, FontDescriptor=about)
        font.FirstChar, font.LastChar, font.Widths = 65, 65, Array([900])
        font.Encoding = Name.WinAnsiEncoding
        return {"/Font": Dictionary(F=pdf.make_indirect(font))}

    return draw


def forbidden_in(path: Path) -> set[str]:
    """What the objects of this PDF have that viewers must not get."""
    found: set[str] = set()
    with pikepdf.open(path) as pdf:
        trailer: Any = pdf.trailer
        found |= FORBIDDEN & set(trailer.keys()) | (set(trailer.Root.keys()) - {"/Type", "/Pages"})
        for thing in pdf.objects:
            found |= _forbidden(thing)
    return found


def _forbidden(thing: Any) -> set[str]:
    if isinstance(thing, Array):
        return {each for part in thing for each in _forbidden(part)}
    if not isinstance(thing, Dictionary | pikepdf.Stream):
        return {str(thing)} & FORBIDDEN_KINDS if isinstance(thing, Name) else set[str]()
    about: Any = thing
    found = set[str](about.keys()) & FORBIDDEN
    if isinstance(thing, pikepdf.Stream) and "/F" in about:
        found.add("/F")
    found |= {str(each) for each in _listed(about.get("/Filter"))} & DANGEROUS_CODECS
    if about.get("/Subtype") == Name.Image and int(about.Width) * int(about.Height) > 40_000_000:
        found.add("over 40 megapixels")
    direct: list[Any] = [value for value in about.values() if not getattr(value, "is_indirect", False)]
    return found | {each for value in direct for each in _forbidden(value)}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


def font_files(path: Path) -> list[Any]:
    """The font files of this PDF, as fontTools reads them whole."""
    found: list[Any] = []
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            about: Any = thing
            if not isinstance(about, Dictionary):
                continue
            if "/FontFile2" in about:
                font = TTFont(BytesIO(about.FontFile2.read_bytes()), lazy=False)
                assert set(font.keys()) - {"GlyphOrder"} <= NEEDED_TABLES
                assert all(hasattr(font["glyf"][name], "numberOfContours") for name in font.getGlyphOrder())
                found.append(font)
            if "/FontFile3" in about:
                fonts = CFFFontSet()
                fonts.decompile(BytesIO(about.FontFile3.read_bytes()), TTFont(), isCFF2=False)
                for name in fonts[0].charset:
                    fonts[0].CharStrings[name].decompile()
                found.append(fonts)
    return found


def difference(one: Path, other: Path) -> float:
    """How far these PDFs' pages look apart: the mean over all pixels and colours, of 255; they have as many pages."""
    pages: Any = [list(pypdfium2.PdfDocument(path)) for path in (one, other)]
    assert len(pages[0]) == len(pages[1])
    return max(_apart(page, shown) for page, shown in zip(*pages, strict=True))


def _apart(one: Any, other: Any) -> float:
    drawn = [np.asarray(page.render(scale=2).to_pil().convert("RGB"), dtype=np.int16) for page in (one, other)]
    assert drawn[0].shape == drawn[1].shape
    return float(np.abs(drawn[0] - drawn[1]).mean())


def text_of(path: Path) -> list[str]:
    """The text of each page."""
    document: Any = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_bounded() for page in document]


def is_picture(path: Path) -> bool:
    """Whether the first page is a picture of itself."""
    with pikepdf.open(path) as pdf:
        return set(pdf.pages[0].Resources.keys()) == {"/XObject"} and b"/P Do" in pdf.pages[0].Contents.read_bytes()
