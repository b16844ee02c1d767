"""Pages in slides.pdf whose parts draw each other: what takes a viewer too long is not passed on."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_pages import difference, is_picture, make_page
from pikepdf import Array, Dictionary, Name, Pdf

from workers.decks.binding import bind
from workers.decks.clean_pdf import costs
from workers.decks.clean_pdf.pages import clean_page, leaves
from workers.decks.clean_pdf.values import Refused, Walk

BOX = [0, 0, 200, 200]
SQUARE = b"0 0 9 9 re f "
LARGE = SQUARE * 1_000

Resources = Mapping[str, Any]


def form(pdf: Pdf, content: bytes, resources: Resources | None = None, **entries: Any) -> Any:
    """A form, or with other entries a tile."""
    about = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": BOX} | entries
    return pdf.make_stream(content, **about, Resources=Dictionary(resources or {}))


def tile(pdf: Pdf, content: bytes, resources: Resources | None = None) -> Any:
    entries = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 200, "YStep": 200}
    return form(pdf, content, resources, Type=Name.Pattern, Subtype=None, **entries)


def letters(pdf: Pdf, content: bytes, resources: Resources | None = None) -> Any:
    """A font whose letter A is this drawing."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=BOX, FontMatrix=[0.01, 0, 0, 0.01, 0, 0])
    font.FirstChar, font.LastChar, font.Widths = 65, 65, Array([10])
    font.Encoding = Dictionary(Differences=[65, Name.A])
    font.CharProcs = Dictionary(A=pdf.make_stream(b"9 0 d0 " + content))
    font.Resources = Dictionary(resources or {})
    return pdf.make_indirect(font)


def mask(pdf: Pdf, content: bytes, resources: Resources | None = None) -> Any:
    group = form(pdf, content, resources, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
    return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=group))


def nested(pdf: Pdf, wrap: Callable[..., Any], kind: str, uses: bytes) -> dict[str, Any]:
    """Resources with a drawing X that uses another one like this, and so on, ten deep."""
    made = wrap(pdf, SQUARE)
    for _ in range(10):
        made = wrap(pdf, uses, {kind: Dictionary(X=made)})
    return {kind: Dictionary(X=made)}


def coloured(pdf: Pdf) -> dict[str, Any]:
    """A large tile X, and a form F that paints in the colour that is in force 1,000 times."""
    return {"/Pattern": Dictionary(X=tile(pdf, LARGE)), "/XObject": Dictionary(F=form(pdf, SQUARE * 1_000))}


def written_in_state(pdf: Pdf) -> dict[str, Any]:
    """A graphics state X with a font whose letter is a large form."""
    font = letters(pdf, b"/F Do", {"/XObject": Dictionary(F=form(pdf, LARGE))})
    return {"/ExtGState": Dictionary(X=Dictionary(Font=Array([font, 9])))}


FILLED, LETTERS = b"/Pattern cs /X scn ", b"BT /X 9 Tf (" + b"A" * 10 + b") Tj ET "
COSTLY: dict[str, tuple[Callable[[Pdf], Resources], bytes]] = {
    "forms": (lambda pdf: nested(pdf, form, "/XObject", b"/X Do " * 10), b"/X Do"),
    "tiles": (lambda pdf: nested(pdf, tile, "/Pattern", FILLED + SQUARE * 10), FILLED + SQUARE),
    "strokes of tiles": (
        lambda pdf: nested(pdf, tile, "/Pattern", b"/Pattern CS /X SCN " + b"0 0 m 9 9 l S " * 10),
        b"/Pattern CS /X SCN 0 0 m 9 9 l S",
    ),
    "letters": (lambda pdf: nested(pdf, letters, "/Font", LETTERS), LETTERS),
    "masks": (lambda pdf: nested(pdf, mask, "/ExtGState", b"/X gs " + SQUARE * 10), b"/X gs " + SQUARE),
    "a form in a tile's colour": (coloured, FILLED + b"/F Do " * 10),
    "a colour that comes back": (coloured, FILLED + b"q 0 g Q " + SQUARE * 10_000),
    "letters of a graphics state": (written_in_state, b"/X gs BT (" + b"A" * 10_000 + b") Tj ET"),
    "letters in pieces": (
        lambda pdf: {"/Font": Dictionary(X=letters(pdf, LARGE))},
        b"BT /X 9 Tf " + b"[(AA)-9(A)] TJ " * 5_000,
    ),
    "many steps": (lambda _: {}, b"q Q " * 500_001),
    "two names": (coloured, b"/X /F Do"),
    "letters of a font that is not named": (
        lambda pdf: {"/Font": Dictionary(X=letters(pdf, LARGE)), "/XObject": Dictionary(F=form(pdf, b"BT (A) Tj ET"))},
        b"BT /X 9 Tf ET /F Do",
    ),
}


@pytest.mark.parametrize(("draw", "content"), COSTLY.values(), ids=COSTLY.keys())
def test_what_takes_too_long_to_draw_is_refused(
    tmp_path: Path, draw: Callable[[Pdf], Resources], content: bytes
) -> None:
    given = make_page(tmp_path / "given.pdf", content, draw)
    with pikepdf.open(given) as source, pikepdf.new() as target, pytest.raises(Refused, match=r"draw|name|steps"):
        clean_page(Walk(target), next(leaves(source)))


CHEAP: dict[str, tuple[Callable[[Pdf], Resources], bytes]] = {
    "a form again and again": (lambda pdf: {"/XObject": Dictionary(X=form(pdf, SQUARE))}, b"/X Do " * 20_000),
    "a large form, once": (lambda pdf: {"/XObject": Dictionary(X=form(pdf, LARGE * 100))}, b"/X Do"),
    "much under another colour": (coloured, b"q " + FILLED + SQUARE + b"Q " + SQUARE * 10_000),
    "much in another colour": (coloured, FILLED + SQUARE + b"0 g " + SQUARE * 10_000),
    "a mask taken off": (
        lambda pdf: {"/ExtGState": Dictionary(X=mask(pdf, LARGE), N=Dictionary(SMask=Name("/None")))},
        b"/X gs " + SQUARE + b"/N gs " + SQUARE * 10_000,
    ),
    "a page of letters": (lambda pdf: {"/Font": Dictionary(X=letters(pdf, SQUARE * 30))}, LETTERS * 1_000),
}


@pytest.mark.parametrize(("draw", "content"), CHEAP.values(), ids=CHEAP.keys())
def test_what_is_drawn_soon_is_passed_on(tmp_path: Path, draw: Callable[[Pdf], Resources], content: bytes) -> None:
    given = make_page(tmp_path / "given.pdf", content, draw)
    with pikepdf.open(given) as source, pikepdf.new() as target:
        made = clean_page(Walk(target), next(leaves(source)))
        assert made.Contents.read_bytes() == content


def test_a_shaded_pattern_has_no_mask(tmp_path: Path) -> None:
    def shaded(pdf: Pdf) -> dict[str, Any]:
        colours = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1)
        shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 200, 200], Function=colours)
        return {"/Pattern": Dictionary(X=Dictionary(PatternType=2, Shading=shading, ExtGState=mask(pdf, SQUARE)))}

    given, bound = make_page(tmp_path / "given.pdf", FILLED + b"0 0 200 200 re f", shaded), tmp_path / "bound.pdf"
    bind([given], bound)
    with pikepdf.open(bound) as pdf:
        assert set(pdf.pages[0].Resources.Pattern.X.keys()) == {"/PatternType", "/Shading"}
    assert difference(given, bound) == 0


def test_a_page_that_takes_too_long_to_draw_becomes_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "MOST_DRAWN", 10_000)
    content = b"1 0 0 rg " + b"1 0 0 1 0.02 0.02 cm /X Do " * 500
    given = make_page(tmp_path / "given.pdf", content, lambda pdf: {"/XObject": Dictionary(X=form(pdf, SQUARE))})
    bind([given], tmp_path / "bound.pdf")
    assert is_picture(tmp_path / "bound.pdf")
    assert difference(given, tmp_path / "bound.pdf") < 3
