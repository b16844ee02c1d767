"""What LibreOffice alone would draw wrong or leave out, in one deck whose zip only Office opens as it is."""

from io import BytesIO
from pathlib import Path

import pytest
from makers import SlideSpec, make_deck, nearest_colour, unzipped, write_zip
from office_xml import alternates, formula, letters, run, slide_xml, text
from PIL import Image
from workshop import Workshop

from workers.decks import pdf
from workers.steps import read_slides
from workers.steps.render_slides import RenderedDeck, RenderedSlide

PAGE_PX = 20_000
TEAL = "#28a0a0"
INCH = 914_400
SQUARE = "<m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
MATRIX = "<m:m><m:mr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:mr></m:m>"
ROOT = "<m:rad><m:radPr/><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>"
NUMBER = '<a:fld id="{00000000-0000-0000-0000-000000000000}" type="slidenum"><a:rPr/><a:t>9</a:t></a:fld>'


def placed(kind: str) -> str:
    """Where every shape is: in the middle of the slide."""
    place = f'<a:off x="{2 * INCH}" y="{INCH}"/><a:ext cx="{6 * INCH}" cy="{4 * INCH}"/>'
    return f"<{kind}:xfrm>{place}</{kind}:xfrm>"


def box(*paragraphs: str, frame: str = '<a:bodyPr wrap="square"/>', fill: str = "<a:noFill/>") -> str:
    names = '<p:nvSpPr><p:cNvPr id="7" name="Box"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
    look = f'<p:spPr>{placed("a")}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</p:spPr>'
    return f"<p:sp>{names}{look}{text(*paragraphs, frame=frame)}</p:sp>"


def table(*cells: str) -> str:
    row = "".join(f"<a:tc>{text(run(cell), holder='a:txBody')}<a:tcPr/></a:tc>" for cell in cells)
    grid = "".join(f'<a:gridCol w="{2 * INCH}"/>' for _ in cells)
    data = f'<a:tbl><a:tblPr rtl="1"/><a:tblGrid>{grid}</a:tblGrid><a:tr h="{INCH}">{row}</a:tr></a:tbl>'
    names = '<p:nvGraphicFramePr><p:cNvPr id="8" name="Table"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
    kind = "http://schemas.openxmlformats.org/drawingml/2006/table"
    graphic = f'<a:graphic><a:graphicData uri="{kind}">{data}</a:graphicData></a:graphic>'
    return f"<p:graphicFrame>{names}{placed('p')}{graphic}</p:graphicFrame>"


COLOURED = f'<a:solidFill><a:srgbClr val="{TEAL[1:].upper()}"/></a:solidFill>'
SLIDES = {
    "formula": alternates("a14", box(run("It is ") + formula(letters("E=m"), SQUARE))),
    "alone": box(formula(letters("x="), ROOT), frame='<a:bodyPr wrap="none"><a:spAutoFit/></a:bodyPr>'),
    "matrix": box(run("Seen beside ") + formula(MATRIX)),
    "signs": box(run("cause ") + run("\uf0e0", '<a:sym typeface="Wingdings"/>') + run(" effect")),
    "emoji": box(run("😀 ❤️")),
    "table": table("first", "second"),
    "stacked": box(run("UP"), frame='<a:bodyPr vert="wordArtVert"/>'),
    "number": box(run("Slide ") + NUMBER),
    "ink": alternates("p14", '<p:contentPart r:id="r9"/>', box(run("drawn by hand"), fill=COLOURED)),
}
FIRST = 40


def make(path: Path) -> None:
    make_deck(path, *[SlideSpec("#ffffff")] * len(SLIDES))
    parts = unzipped(path)
    for number, content in enumerate(SLIDES.values(), start=1):
        tree = f'<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{content}'
        parts[f"ppt/slides/slide{number}.xml"] = slide_xml(tree).encode()
    main = parts["ppt/presentation.xml"]
    parts["ppt/presentation.xml"] = main.replace(b"<p:presentation ", b'<p:presentation firstSlideNum="%d" ' % FIRST)
    assert parts["ppt/presentation.xml"] != main
    for name, content in parts.items():
        parts[name] = content.replace(b'Target="../slideLayouts/', b'Target="..\\slideLayouts\\')
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b'PartName="/ppt/slides/', b'PartName="\\ppt\\slides\\')
    assert parts["[Content_Types].xml"] != types
    write_zip(path, {name.replace("/", "\\"): content for name, content in parts.items()})


@pytest.fixture(scope="module")
def deck(workshop: Workshop) -> RenderedDeck:
    (rendered,) = workshop.render(workshop.once("drawn-otherwise.pptx", make), widths=(480,))
    return rendered


@pytest.fixture(scope="module")
def drawn(workshop: Workshop, deck: RenderedDeck) -> dict[str, str]:
    """What each slide's page says."""
    pages = pdf.outline(read_slides.deck_pdf(workshop.artifacts, deck.deck), PAGE_PX).slides
    return {name: f"{page.title}\n{page.text}".strip() for name, page in zip(SLIDES, pages, strict=True)}


def picture(workshop: Workshop, deck: RenderedDeck, name: str) -> Image.Image:
    slide: RenderedSlide = deck.slides[list(SLIDES).index(name)]
    return Image.open(BytesIO(workshop.read(slide.images[0].file.key))).convert("RGB")


def ink_of(workshop: Workshop, deck: RenderedDeck, name: str) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what is dark on the slide, in px."""
    grey = picture(workshop, deck, name).convert("L")
    return grey.point([255] * 128 + [0] * 128).getbbox()  # pyright: ignore[reportUnknownMemberType] - half typed


def test_words_are_drawn_as_they_are_meant(drawn: dict[str, str]) -> None:
    assert drawn["formula"] == "It is E=mc2"
    assert drawn["matrix"] == "Seen beside"
    assert drawn["signs"] == "cause → effect"
    assert drawn["table"].split() == ["second", "first"]
    assert drawn["number"] == f"Slide {FIRST + list(SLIDES).index('number')}"
    assert drawn["ink"] == "drawn by hand"


def test_words_are_read_in_the_decks_own_order(deck: RenderedDeck) -> None:
    said = {name: slide.outline.title for name, slide in zip(SLIDES, deck.slides, strict=True)}
    assert said["formula"] == "It is E=mc²"
    assert said["alone"] == "x=√2"
    assert said["signs"] == "cause → effect"
    assert said["table"] == "first | second"
    assert said["stacked"] == "UP"


@pytest.mark.parametrize("name", ["alone", "emoji"])
def test_what_a_page_has_no_words_for_is_drawn(workshop: Workshop, deck: RenderedDeck, name: str) -> None:
    assert ink_of(workshop, deck, name) is not None


def test_letters_are_stacked(workshop: Workshop, deck: RenderedDeck) -> None:
    ink = ink_of(workshop, deck, "stacked")
    assert ink is not None
    left, top, right, bottom = ink
    assert bottom - top > 1.5 * (right - left)


def test_ink_is_drawn_by_its_picture(workshop: Workshop, deck: RenderedDeck) -> None:
    shown = picture(workshop, deck, "ink")
    pixel = shown.getpixel((shown.width // 2, shown.height * 3 // 4))
    assert isinstance(pixel, tuple)
    assert nearest_colour([int(value) for value in pixel], [TEAL]) == TEAL


def test_what_is_not_drawn_is_told(deck: RenderedDeck) -> None:
    assert [(warning.code, warning.message) for warning in deck.warnings] == [
        ("formulas_missing", "drawn-otherwise.pptx: formulas cannot be drawn and are left out on slides 3.")
    ]
