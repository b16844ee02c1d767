"""Turned and cropped pages: those in slides.pdf, and the slides' pictures, show what pdfium shows of the deck."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
import pytest
from pdf_pages import difference, is_picture, make_page
from pikepdf import Array, Dictionary, Name, Pdf

from workers.decks.binding import bind
from workers.decks.pdf import looks

# Red at the bottom left, green at the right, blue within the red: it looks otherwise wherever it is moved or turned.
DRAWN = b"1 0 0 rg -60 -60 110 160 re f 0 0.6 0 rg 100 0 100 200 re f 0 0 1 rg 25 15 30 60 re f "
# A picture of a kind that is not passed on: the page becomes a picture of itself.
NOT_PASSED_ON = b"BI /W 9000 /H 9000 /BPC 1 /CS /G /F /Fl ID x EI"
CROPPED = [20, 10, 120, 190]
BOXES: dict[str, dict[str, Any]] = {
    "turned": {"/MediaBox": [0, 0, 150, 200], "/Rotate": 90},
    "turned by less than nothing": {"/MediaBox": [0, 0, 150, 200], "/Rotate": -90},
    "turned by no quarter": {"/Rotate": 45},
    "cropped": {"/CropBox": CROPPED},
    "cropped and turned": {"/CropBox": CROPPED, "/Rotate": 270},
    "cropped to more than there is": {"/CropBox": [-50, -50, 120, 500]},
    "cropped from the other corner": {"/CropBox": [120, 190, 20, 10]},
    "another origin": {"/MediaBox": [-50, 30, 150, 230]},
    "another origin, cropped and turned": {
        "/MediaBox": [-50, 30, 150, 230],
        "/CropBox": [-20, 40, 80, 220],
        "/Rotate": 90,
    },
    "no size": {"/MediaBox": [0, 0, 0, 0]},
}


def page_with(
    path: Path, boxes: Mapping[str, Any], *, content: bytes = DRAWN, inherited: bool = False, kind: str = ""
) -> Path:
    """A PDF of one page with these boxes, of its own or from the node above it, and an annotation of this kind."""

    def change(pdf: Pdf) -> None:
        page: Any = pdf.pages[0].obj
        for key, value in boxes.items():
            if inherited and key in page:
                del page[key]
            (pdf.Root.Pages if inherited else page)[key] = value
        if kind:
            shown = pdf.make_stream(
                b"0 1 1 rg 0 0 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 20, 20]
            )
            made = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[60, 60, 80, 80], F=4, AP=Dictionary(N=shown))
            if kind == "/Widget":
                made.FT = Name.Btn
            page.Annots = Array([pdf.make_indirect(made)])
            pdf.Root.AcroForm = Dictionary(Fields=page.Annots)

    return make_page(path, content, spoil=change)


def size_of(path: Path) -> tuple[float, float]:
    document: Any = pypdfium2.PdfDocument(path)
    return document[0].get_size()


def test_the_boxes_of_these_tests_are_what_pdfium_goes_by(tmp_path: Path) -> None:
    sizes = {name: size_of(page_with(tmp_path / "given.pdf", boxes)) for name, boxes in BOXES.items()}
    assert (sizes["turned"], sizes["cropped"], sizes["cropped and turned"]) == ((200, 150), (100, 180), (180, 100))
    assert (sizes["cropped to more than there is"], sizes["no size"]) == ((120, 200), (612, 792))


@pytest.mark.parametrize("kind", ["", "/Square"], ids=["bare", "annotated"])
@pytest.mark.parametrize("inherited", [False, True], ids=["own", "inherited"])
@pytest.mark.parametrize("boxes", BOXES.values(), ids=BOXES.keys())
def test_a_page_shows_what_it_showed(tmp_path: Path, boxes: Mapping[str, Any], inherited: bool, kind: str) -> None:
    given = page_with(tmp_path / "given.pdf", boxes, inherited=inherited, kind=kind)
    bound = tmp_path / "bound.pdf"
    bind([given], bound)
    assert not is_picture(bound)
    assert (size_of(bound), difference(given, bound)) == (size_of(given), 0)
    if not kind:
        assert looks(bound, [0], 400) == looks(given, [0], 400)


@pytest.mark.parametrize(("inherited", "kind"), [(False, ""), (True, ""), (True, "/Square")])
@pytest.mark.parametrize("boxes", BOXES.values(), ids=BOXES.keys())
def test_a_picture_of_a_page_does_too(tmp_path: Path, boxes: Mapping[str, Any], inherited: bool, kind: str) -> None:
    content = DRAWN + NOT_PASSED_ON
    given = page_with(tmp_path / "given.pdf", boxes, content=content, inherited=inherited, kind=kind)
    bound = tmp_path / "bound.pdf"
    bind([given], bound)
    assert is_picture(bound)
    assert size_of(bound) == size_of(given)
    assert difference(given, bound) < 3


@pytest.mark.parametrize("boxes", BOXES.values(), ids=BOXES.keys())
def test_a_slide_with_a_form_field_shows_the_page_with_its_inherited_boxes(
    tmp_path: Path, boxes: Mapping[str, Any]
) -> None:
    inherited, own = (
        page_with(tmp_path / f"{where}.pdf", boxes, inherited=where == "inherited", kind="/Widget")
        for where in ("inherited", "own")
    )
    bare = page_with(tmp_path / "bare.pdf", boxes)
    assert looks(inherited, [0], 400) == looks(own, [0], 400) != looks(bare, [0], 400)


def test_a_page_is_as_large_in_every_viewer_as_pdfium_shows_it(tmp_path: Path) -> None:
    given, bound = page_with(tmp_path / "given.pdf", {"/UserUnit": 2, "/CropBox": CROPPED}), tmp_path / "bound.pdf"
    bind([given], bound)
    assert (size_of(bound), difference(given, bound)) == ((100, 180), 0)
    with pikepdf.open(bound) as pdf:
        assert "/UserUnit" not in pdf.pages[0].obj
