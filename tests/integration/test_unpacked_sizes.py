"""Streams in slides.pdf: none unpacks to more than what it is for may have."""

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_pages import Draw, forbidden_in, is_picture, make_page, with_font
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from workers.decks.binding import bind

MEGABYTE = 1024**2
BOMB, BLANKS = zlib.compress(bytes(40 * MEGABYTE)), zlib.compress(b" " * (40 * MEGABYTE))
LARGEST = 32 * MEGABYTE
SHOWN = b"1 0 0 rg 0 0 100 200 re f "


def packed(pdf: Pdf, content: bytes = BOMB, **entries: Any) -> Any:
    return pdf.make_stream(content, Filter=Name.FlateDecode, **entries)


def picture(pdf: Pdf, content: bytes = BOMB, **entries: Any) -> dict[str, Any]:
    about = {"Width": 64, "Height": 64, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray} | entries
    return {"/XObject": Dictionary(Q=packed(pdf, content, Type=Name.XObject, Subtype=Name.Image, **about))}


def form(pdf: Pdf) -> dict[str, Any]:
    return {"/XObject": Dictionary(Q=packed(pdf, BLANKS, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]))}


def font(key: str, kind: str, subtype: str = "") -> Draw:
    def draw(pdf: Pdf) -> Mapping[str, Any]:
        made = with_font(kind, key, BOMB, subtype)(pdf)
        made["/Font"].F.FontDescriptor[key].Filter = Name.FlateDecode
        return made

    return draw


def colour(*parts: Any) -> Draw:
    """A picture whose colour space ends with a stream."""
    return lambda pdf: picture(pdf, zlib.compress(bytes(4_096)), ColorSpace=Array([*parts, packed(pdf, N=1)]))


def shading(pdf: Pdf) -> dict[str, Any]:
    # pdfium does not draw it: coordinates have no such size.
    about: dict[str, Any] = {
        "ShadingType": 4,
        "ColorSpace": Name.DeviceGray,
        "BitsPerCoordinate": 7,
        "BitsPerComponent": 8,
    }
    return {"/Shading": Dictionary(S=packed(pdf, **about, BitsPerFlag=8, Decode=[0, 1, 0, 1, 0, 1]))}


def sampled(pdf: Pdf) -> dict[str, Any]:
    sizes: dict[str, Any] = {"Size": [40_000_000], "BitsPerSample": 8, "Domain": [0, 1], "Range": [0, 1]}
    function = packed(pdf, FunctionType=0, **sizes)
    return {"/Shading": Dictionary(S=Dictionary(ShadingType=1, ColorSpace=Name.DeviceGray, Function=function))}


PICTURE, LETTER, SHADE = b"q 200 0 0 200 0 0 cm /Q Do Q", b"BT /F 9 Tf (A) Tj ET", b"/S sh"
BOMBS: dict[str, tuple[bytes, Draw]] = {
    "a form": (b"/Q Do", form),
    "a picture": (PICTURE, picture),
    "a picture of large pixels": (PICTURE, lambda pdf: picture(pdf, BitsPerComponent=8 * 25_600)),
    "a picture of many colours": (
        PICTURE,
        lambda pdf: picture(pdf, Width=6_000, Height=6_000, BitsPerComponent=16, ColorSpace=Name.DeviceRGB),
    ),
    "a picture's mask": (
        PICTURE,
        lambda pdf: picture(pdf, zlib.compress(bytes(4_096)), SMask=picture(pdf)["/XObject"].Q),
    ),
    "a colour profile": (PICTURE, colour(Name.ICCBased)),
    "a palette": (PICTURE, colour(Name.Indexed, Name.DeviceRGB, 255)),
    "a TrueType font": (LETTER, font("/FontFile2", "TrueType")),
    "a Type 1 font": (LETTER, font("/FontFile", "Type1")),
    "a CFF font": (LETTER, font("/FontFile3", "Type1", "Type1C")),
    "a shading": (SHADE, shading),
    "a function": (SHADE, sampled),
}


def largest(path: Path) -> int:
    """How many bytes the largest stream of this PDF unpacks to."""
    with pikepdf.open(path) as pdf:
        return max(len(each.read_bytes()) for each in pdf.objects if isinstance(each, Stream) and not is_jpeg(each))


def is_jpeg(stream: Any) -> bool:
    return stream.get("/Filter") == Name.DCTDecode


@pytest.mark.parametrize(("content", "draw"), BOMBS.values(), ids=BOMBS.keys())
def test_a_page_with_a_stream_that_is_too_large_becomes_a_picture(tmp_path: Path, content: bytes, draw: Draw) -> None:
    given, bound = make_page(tmp_path / "given.pdf", SHOWN + content, draw), tmp_path / "bound.pdf"
    assert largest(given) > LARGEST
    bind([given], bound)
    assert (is_picture(bound), forbidden_in(bound)) == (True, set())
    assert largest(bound) < LARGEST


@pytest.mark.parametrize("parts", [[BLANKS], [zlib.compress(b" " * (20 * MEGABYTE))] * 2], ids=["one", "two together"])
def test_so_does_a_page_whose_own_content_is(tmp_path: Path, parts: list[bytes]) -> None:
    def long(pdf: Pdf) -> None:
        pdf.pages[0].obj.Contents = Array([packed(pdf, each) for each in parts])

    bind([make_page(tmp_path / "given.pdf", SHOWN, spoil=long)], tmp_path / "bound.pdf")
    assert is_picture(tmp_path / "bound.pdf")
    assert largest(tmp_path / "bound.pdf") < MEGABYTE


def test_what_letters_mean_is_left_out_where_it_is_too_large(tmp_path: Path) -> None:
    def with_meaning(pdf: Pdf) -> dict[str, Any]:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=packed(pdf, BLANKS))
        return {"/Font": Dictionary(F=font)}

    bind([make_page(tmp_path / "given.pdf", LETTER, with_meaning)], tmp_path / "bound.pdf")
    assert not is_picture(tmp_path / "bound.pdf")
    assert largest(tmp_path / "bound.pdf") < MEGABYTE
