"""Pages in slides.pdf: what they show stays, and what a stranger hung on them does not come along."""

import struct
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
import pytest
from pdf_pages import Draw, difference, forbidden_in, is_picture, make_page, text_of
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from mediasvc.domain.errors import DeckUnreadable
from workers.decks.binding import bind

RED, GREEN = b"1 0 0 rg 0 0 100 200 re f ", b"0 0.6 0 rg 100 0 100 200 re f "
SHOWN = b"q 200 0 0 200 0 0 cm /Q Do Q"
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def half_black() -> Image.Image:
    """64 by 64 pixels, black at the left."""
    picture = Image.new("1", (64, 64), 255)
    picture.paste(0, (0, 0, 32, 64))
    return picture


def with_picture(content: bytes, packing: str, size: tuple[int, int] = (64, 64), **more: Any) -> Draw:
    """Resources with this picture as Q."""

    def draw(pdf: Pdf) -> dict[str, Any]:
        made = pdf.make_stream(content)
        about = {"Type": Name.XObject, "Subtype": Name.Image, "Width": size[0], "Height": size[1]}
        about |= {"BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB} | more
        for key, value in about.items():
            made[f"/{key}"] = value
        if packing:
            made.Filter = Name(f"/{packing}")
        return {"/XObject": Dictionary(Q=made)}

    return draw


def fax(picture: Image.Image) -> bytes:
    packed = BytesIO()
    picture.save(packed, "TIFF", compression="group4")
    with Image.open(BytesIO(packed.getvalue())) as tiff:
        opened: Any = tiff
        start, length = int(opened.tag_v2[273][0]), int(opened.tag_v2[279][0])
    return packed.getvalue()[start : start + length]


def jbig2(picture: Image.Image) -> bytes:
    """One region that is packed as fax is."""
    width, height = picture.size
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + fax(picture)
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    return b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data
        for number, kind, data in ((0, 48, page), (1, 38, region))
    )


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    packed = BytesIO()
    picture.save(packed, kind, **options)
    return packed.getvalue()


def photo(side: int = 64) -> Image.Image:
    return Image.radial_gradient("L").resize((side, side)).convert("RGB")


TWO_VALUES: dict[str, Any] = {"BitsPerComponent": 1, "ColorSpace": Name.DeviceGray}
FAX = Dictionary(K=-1, Columns=64, Rows=64)
PICTURES = {
    "plain": with_picture(zlib.compress(photo().tobytes()), "FlateDecode"),
    "jpeg": with_picture(saved(photo(), "JPEG", comment=b"ET phone home", exif=b"Exif\0\0secret"), "DCTDecode"),
    "jpeg 2000": with_picture(saved(photo(), "JPEG2000"), "JPXDecode"),
    "fax": with_picture(fax(half_black()), "CCITTFaxDecode", DecodeParms=FAX, **TWO_VALUES),
    "jbig2": with_picture(jbig2(half_black()), "JBIG2Decode", **TWO_VALUES),
    "runs": with_picture(b"".join(b"\x81" + bytes([byte]) for byte in range(96)) + b"\x80", "RunLengthDecode"),
    "too short": with_picture(zlib.compress(photo().tobytes()[:6_000]), "FlateDecode"),
    "too long": with_picture(zlib.compress(photo().tobytes() + bytes(9)), "FlateDecode"),
}


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_looks_the_same_in_a_format_that_all_viewers_read(tmp_path: Path, draw: Draw) -> None:
    given, bound = make_page(tmp_path / "given.pdf", SHOWN, draw), tmp_path / "bound.pdf"
    bind([given], bound)
    assert forbidden_in(bound) == set()
    assert not is_picture(bound)
    assert difference(given, bound) < 1


@contextmanager
def first_page(path: Path) -> Generator[Any]:
    with pikepdf.open(path) as document:
        yield document.pages[0]


def test_a_jpeg_keeps_its_picture_and_nothing_else(tmp_path: Path) -> None:
    bind([make_page(tmp_path / "given.pdf", SHOWN, PICTURES["jpeg"])], tmp_path / "bound.pdf")
    with first_page(tmp_path / "bound.pdf") as page:
        content = page.Resources.XObject.Q.read_raw_bytes()
    assert (b"phone" in content, b"secret" in content) == (False, False)
    given = saved(photo(), "JPEG")
    assert content[content.index(b"\xff\xdb") :] == given[given.index(b"\xff\xdb") :]


def test_a_jpeg_over_40_megapixels_is_made_smaller(tmp_path: Path) -> None:
    large = saved(Image.linear_gradient("L").resize((8_000, 6_000)), "JPEG", quality=30)
    draw = with_picture(large, "DCTDecode", (8_000, 6_000), ColorSpace=Name.DeviceGray)
    given, bound = make_page(tmp_path / "given.pdf", SHOWN, draw), tmp_path / "bound.pdf"
    bind([given], bound)
    with first_page(bound) as page:
        assert (page.Resources.XObject.Q.Width, page.Resources.XObject.Q.Height) == (4_000, 3_000)
    assert difference(given, bound) < 1


def test_a_page_with_another_picture_over_40_megapixels_becomes_one(tmp_path: Path) -> None:
    content = zlib.compress(bytes(8_000 * 6_000 // 8))
    draw = with_picture(content, "FlateDecode", (8_000, 6_000), **TWO_VALUES)
    given, bound = make_page(tmp_path / "given.pdf", SHOWN, draw), tmp_path / "bound.pdf"
    bind([given], bound)
    assert (is_picture(bound), forbidden_in(bound)) == (True, set())
    assert difference(given, bound) < 1


def spoil(pdf: Pdf) -> None:
    """Hang whatever runs, or is none of a page's look, on the document and on its page."""
    page: Any = pdf.pages[0].obj
    junk = pdf.make_stream(b"MZMZ")
    page.AA, page.Metadata, page.PieceInfo, page.Thumb = Dictionary(O=SCRIPT), junk, Dictionary(X=junk), junk
    page.AF = Array([Dictionary(Type=Name.Filespec, F=String("b.exe"), EF=Dictionary(F=junk))])
    page.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action) for action in ACTIONS]
    )
    pdf.Root.OpenAction, pdf.Root.AA, pdf.Root.Metadata = SCRIPT, Dictionary(WC=SCRIPT), junk
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("a"), SCRIPT]))
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=junk)
    pdf.docinfo.Author = String("A stranger")
    form = page.Resources.XObject.F
    form.AA, form.OPI, form.PieceInfo, form.Ref = (
        Dictionary(O=SCRIPT),
        Dictionary(),
        Dictionary(X=junk),
        Dictionary(F=junk),
    )


ACTIONS = (
    SCRIPT,
    Dictionary(S=Name.Launch, F=String("calc.exe")),
    Dictionary(S=Name.GoToR, F=String("//example.org/a"), D=Array([0, Name.Fit])),
    Dictionary(S=Name.SubmitForm, F=String("https://example.org/")),
    Dictionary(S=Name.URI, URI=String("javascript:alert(1)")),
    Dictionary(S=Name.URI, URI=String("https://example.org/ \x01<a>")),
)


def with_forms(pdf: Pdf) -> dict[str, Any]:
    """Form F draws in red what form G draws, and so does G."""
    inner = pdf.make_stream(b"0 0 100 200 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200])
    outer = pdf.make_stream(b"1 0 0 rg /G Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200])
    outer.Resources = Dictionary(XObject=Dictionary(G=inner))
    inner.Resources = Dictionary(XObject=Dictionary(F=outer))
    return {"/XObject": Dictionary(F=outer, Unused=pdf.make_stream(b"", Subtype=Name.PS))}


def test_nothing_comes_along_but_what_is_drawn(tmp_path: Path) -> None:
    given, bound = make_page(tmp_path / "given.pdf", b"/F Do", with_forms, spoil), tmp_path / "bound.pdf"
    assert len(forbidden_in(given)) > 12
    bind([given], bound)
    assert forbidden_in(bound) == set()
    assert not is_picture(bound)
    assert difference(given, bound) == 0
    with pikepdf.open(bound) as pdf:
        addresses = [str(link.A.URI) for link in pdf.pages[0].obj.Annots]
        assert addresses == ["https://example.org/%20%01%3Ca%3E"]
        assert (dict(pdf.docinfo), "/Unused" in pdf.pages[0].Resources.XObject) == ({}, False)


def test_forms_within_forms_without_an_end_are_left_out(tmp_path: Path) -> None:
    def loop(pdf: Pdf) -> dict[str, Any]:
        form = pdf.make_stream(RED + b"/F Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200])
        form.Resources = Dictionary(XObject=Dictionary(F=form))
        return {"/XObject": Dictionary(F=form)}

    given, bound = make_page(tmp_path / "given.pdf", b"/F Do", loop), tmp_path / "bound.pdf"
    bind([given], bound)
    with first_page(bound) as page:
        assert page.Resources.XObject.F.Resources == Dictionary()
    assert difference(given, bound) == 0


def test_layers_show_what_they_show_at_first(tmp_path: Path) -> None:
    def layers(pdf: Pdf) -> dict[str, Any]:
        off, on = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name))) for name in ("off", "on"))
        pdf.Root.OCProperties = Dictionary(OCGs=[off, on], D=Dictionary(OFF=[off]))
        hidden = pdf.make_stream(GREEN, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200], OC=off)
        return {"/Properties": Dictionary(L0=off, L1=on), "/XObject": Dictionary(H=hidden)}

    content = b"/OC /L0 BDC 0 0 1 rg 0 0 200 200 re f EMC /OC /L1 BDC " + RED + b"EMC /H Do"
    given, bound = make_page(tmp_path / "given.pdf", content, layers), tmp_path / "bound.pdf"
    bind([given], bound)
    assert (forbidden_in(bound), is_picture(bound)) == (set(), False)
    assert difference(given, bound) == 0
    document: Any = pypdfium2.PdfDocument(bound)
    assert document[0].render().to_pil().getpixel((150, 100)) == (255, 255, 255)


BOMB = zlib.compress(zlib.compress(bytes(200_000_000)))
REFUSED = {
    "a picture within the page": b"BI /W 9000 /H 9000 /BPC 1 /CS /G /F /Fl ID " + zlib.compress(bytes(99)) + b" EI",
    "fax within the page": b"BI /W 64 /H 64 /BPC 1 /CS /G /F /CCF ID " + fax(half_black()) + b" EI",
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_a_page_that_cannot_be_passed_on_becomes_a_picture(tmp_path: Path, content: bytes) -> None:
    given, bound = make_page(tmp_path / "given.pdf", RED + content), tmp_path / "bound.pdf"
    bind([given], bound)
    assert (is_picture(bound), forbidden_in(bound)) == (True, set())
    assert difference(given, bound) < 3


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    def bomb(pdf: Pdf) -> dict[str, Any]:
        made = pdf.make_stream(BOMB, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200])
        made.Filter = Array([Name.FlateDecode, Name.FlateDecode])
        return {"/XObject": Dictionary(F=made)}

    bind([make_page(tmp_path / "given.pdf", RED + b"/F Do", bomb)], tmp_path / "bound.pdf")
    assert is_picture(tmp_path / "bound.pdf")


def test_the_same_decks_give_the_same_bytes(tmp_path: Path) -> None:
    given = make_page(tmp_path / "given.pdf", b"/F Do", with_forms, spoil)
    for name in ("one.pdf", "two.pdf"):
        bind([given], tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def failing(error: Exception) -> Any:
    def fail(*_: Any) -> Any:
        raise error

    return fail


def test_a_page_that_can_be_neither_read_nor_drawn_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.decks.binding.picture_of", failing(pypdfium2.PdfiumError("no page")))
    with pytest.raises(DeckUnreadable, match="page 1"):
        bind([make_page(tmp_path / "given.pdf", REFUSED["fax within the page"])], tmp_path / "bound.pdf")
    bind([make_page(tmp_path / "given.pdf", b"BT (A) Tj ET")], tmp_path / "bound.pdf")
    assert text_of(tmp_path / "bound.pdf") == [""]


def test_a_part_that_no_parser_reads_makes_its_page_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, bound = make_page(tmp_path / "given.pdf", SHOWN, PICTURES["jpeg"]), tmp_path / "bound.pdf"
    monkeypatch.setattr("workers.decks.clean_pdf.pictures.plain_jpeg", failing(struct.error("cut off")))
    bind([given], bound)
    assert is_picture(bound)


@pytest.mark.parametrize("error", [MemoryError(), NameError("a typing error")], ids=repr)
@pytest.mark.parametrize("place", ["clean_pdf.pictures.plain_jpeg", "clean_pdf.pages.drawn", "binding.picture_of"])
def test_what_is_no_fault_of_the_file_is_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception
) -> None:
    content = SHOWN + b" " + (REFUSED["fax within the page"] if place == "binding.picture_of" else b"")
    given = make_page(tmp_path / "given.pdf", content, PICTURES["jpeg"])
    monkeypatch.setattr(f"workers.decks.{place}", failing(error))
    with pytest.raises(type(error)):
        bind([given], tmp_path / "bound.pdf")
