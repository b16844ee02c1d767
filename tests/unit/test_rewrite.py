"""Slides as LibreOffice can draw them: what changes, what stays, and which warning stands for the rest."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from office_xml import SPACES, a_package, alternates, formula, letters, run, shape, slide, slide_xml, text, title

from workers.decks.fonts import Fonts
from workers.decks.markup import every
from workers.decks.package import Package
from workers.decks.pptx import outline
from workers.decks.rewrite import SENTENCES, drawable, redrawn
from workers.decks.symbol_runs import signs

SQUARE = formula(letters("c"), "<m:sSup><m:e/><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>")
FRACTION = formula("<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>")
MATRIX = formula("<m:m><m:mr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:mr></m:m>")
PICTURE = '<p:pic><p:blipFill><a:blip r:embed="r5"/></p:blipFill></p:pic>'
FITTING = '<a:bodyPr wrap="none"><a:spAutoFit/></a:bodyPr>'
WINGDINGS = '<a:latin typeface="Wingdings"/><a:sym typeface="Wingdings"/>'
ONLY_SIGNS = '<a:sym typeface="Wingdings"/>'


def texts(root: Element, name: str = "t") -> list[str]:
    return [each.text or "" for each in every(root, name)]


def attributes(root: Element, name: str, attribute: str) -> list[str | None]:
    return [each.get(attribute) for each in every(root, name)]


def notes(root: Element, pictures: Sequence[str] = ()) -> tuple[bool, set[str]]:
    """Whether the slide was changed, and the codes of warnings."""
    found = redrawn(root, frozenset(pictures))
    return "" in found, set(found) - {""}


ORDINARY = {
    "words": shape(run("words")),
    "a formula in a shape of its size": shape(FRACTION, frame=FITTING),
    "bullets that LibreOffice knows": shape(
        '<a:pPr><a:buFont typeface="Wingdings"/><a:buChar char="\u00a7"/></a:pPr>' + run("item")
    ),
    "words behind an arrow": shape(run("J'arrive à Paris", ONLY_SIGNS)),
    "turned text": shape(run("words"), frame='<a:bodyPr vert="vert270"/>'),
    "a table": (
        "<p:graphicFrame><a:graphicData uri='x/table'><a:tbl><a:tblPr/></a:tbl></a:graphicData></p:graphicFrame>"
    ),
    "a choice that LibreOffice takes": alternates("a14", shape(run("words")), PICTURE),
    "a choice that nobody takes": alternates("am3d", "<p:graphicFrame/>", PICTURE),
    "an older OLE object": (
        "<p:graphicFrame><a:graphicData uri='x/ole'><p:oleObj spid='s1'/></a:graphicData></p:graphicFrame>"
    ),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_what_is_drawn_right_is_left_alone(name: str) -> None:
    root = slide(ORDINARY[name])
    before = texts(root)
    assert notes(root) == (False, set())
    assert texts(root) == before


def test_a_formula_among_words_becomes_text() -> None:
    root = slide(alternates("a14", shape(run("with ") + SQUARE + run(" in it"))))
    assert notes(root) == (True, set())
    assert texts(root) == ["with ", "c", "2", " in it"]
    assert attributes(root, "rPr", "baseline") == [None, None, "30000", None]
    assert attributes(root, "rPr", "i") == [None, "1", None, None]
    assert not list(every(root, "oMath", "AlternateContent"))


def test_a_formula_looks_as_the_words_around_it() -> None:
    red = '<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>'
    root = slide(shape(f'<a:r><a:rPr sz="3200">{red}</a:rPr><a:t>with </a:t></a:r>' + SQUARE))
    redrawn(root, frozenset())
    assert attributes(root, "rPr", "sz") == ["3200"] * 3
    assert attributes(root, "srgbClr", "val") == ["FF0000"] * 3


@pytest.mark.parametrize(
    ("shape_xml", "code", "left"),
    [
        (shape(run("x ") + FRACTION), "formulas_simplified", ["x ", "a", "/", "b"]),
        (shape(run("x ") + MATRIX), "formulas_missing", ["x "]),
        (shape(run("x ") + MATRIX, SQUARE), "formulas_missing", ["x ", "c", "2"]),
    ],
    ids=["bent", "missing", "one of two"],
)
def test_a_formula_that_is_no_text_is_told(shape_xml: str, code: str, left: list[str]) -> None:
    root = slide(alternates("a14", shape_xml))
    assert notes(root) == (True, {code})
    assert texts(root) == left


def test_powerpoints_own_picture_of_a_formula_is_taken_where_it_is_there() -> None:
    inexact, exact = (alternates("a14", shape(run("x ") + each), PICTURE) for each in (FRACTION, SQUARE))
    root = slide(inexact, exact)
    assert notes(root, ["r5"]) == (True, set())
    assert len(list(every(root, "pic"))) == 1
    assert texts(root) == ["x ", "c", "2"]
    assert notes(slide(inexact)) == (True, {"formulas_simplified"})


def test_ink_is_drawn_by_its_picture_or_told() -> None:
    root = slide(alternates("p14", '<p:contentPart r:id="r1"/>', PICTURE))
    assert notes(root) == (True, set())
    assert len(list(every(root, "pic"))) == 1
    assert notes(slide(alternates("p14", '<p:contentPart r:id="r1"/>')))[1] == {"objects_missing"}
    assert notes(slide('<p:contentPart r:id="r1"/>'))[1] == {"objects_missing"}


@pytest.mark.parametrize(
    ("shape_xml", "codes"),
    [
        (alternates("am3d", "<p:graphicFrame/>", PICTURE), set[str]()),
        (alternates("am3d", "<p:graphicFrame/>"), {"objects_missing"}),
        (alternates("am3d", "<p:transition/>"), set[str]()),
        (
            "<p:graphicFrame><a:graphicData uri='x/ole'><p:oleObj/></a:graphicData></p:graphicFrame>",
            {"objects_missing"},
        ),
        ("<p:graphicFrame><a:graphicData uri='x/chartex'/></p:graphicFrame>", {"objects_missing"}),
    ],
)
def test_what_leaves_nothing_behind_is_told(shape_xml: str, codes: set[str]) -> None:
    assert notes(slide(shape_xml))[1] == codes


def test_a_choice_is_known_by_its_namespace_not_by_its_prefix() -> None:
    other = alternates("n9", shape(run("choice")), shape(run("fallback"))).replace(
        "<mc:AlternateContent", f'<mc:AlternateContent xmlns:n9="{SPACES["a14"]}"'
    )
    root = slide(other)
    assert notes(root) == (True, set())
    assert texts(root) == ["choice"]


@pytest.mark.parametrize(
    ("properties", "letters_of_font", "words"),
    [
        (ONLY_SIGNS, "\uf0e0", "→"),
        (ONLY_SIGNS, "à", "→"),
        (ONLY_SIGNS, "J", "☺"),
        (WINGDINGS, "Jà", "☺→"),
        ('<a:latin typeface="Symbol"/>', "abD", "αβΔ"),
        ('<a:latin typeface="Webdings"/>', "a", "✔"),
        ("", "\uf0e0", "→"),
    ],
)
def test_signs_of_symbol_fonts_become_characters(properties: str, letters_of_font: str, words: str) -> None:
    root = slide(shape(run("from ") + run(letters_of_font, properties)))
    assert notes(root) == (True, set())
    assert texts(root) == ["from ", words]
    assert not list(every(root, "latin", "sym"))


STYLE = '<a:lvl1pPr><a:defRPr><a:latin typeface="Wingdings"/></a:defRPr></a:lvl1pPr>'


def test_signs_are_known_by_the_font_of_the_shapes_list_style() -> None:
    own = '<a:latin typeface="Calibri"/>'
    second = '<a:pPr lvl="1"/>' + run("ü")
    bare = "<a:r><a:t>ü</a:t></a:r>"
    frame = f"<a:bodyPr/><a:lstStyle>{STYLE}</a:lstStyle>"
    root = slide(shape(run("ü") + run("ü", own), bare, second, '<a:pPr lvl="x"/>' + run("ü"), frame=frame))
    assert notes(root) == (True, set())
    assert texts(root) == ["✓", "ü", "✓", "ü", "ü"]
    assert attributes(root, "latin", "typeface") == ["Calibri"]


def test_signs_of_a_font_of_icons_stay_and_are_missed() -> None:
    root = slide(shape(run("mail \uf0e0", '<a:latin typeface="FontAwesome"/>')))
    assert notes(root) == (False, set())
    assert list(signs(root)) == ["\uf0e0"]


def test_bullets_that_libreoffice_does_not_know_become_characters() -> None:
    bullet = '<a:pPr><a:buFont typeface="{}" charset="2"/><a:buChar char="{}"/></a:pPr>'
    fonts = (("Webdings", "a"), ("Wingdings", "\u00a4"), ("Wingdings", "\u00a7"), ("SymbolMT", "\u00b7"))
    root = slide(shape(*(bullet.format(*each) + run("item") for each in fonts)))
    assert notes(root) == (True, set())
    assert attributes(root, "buChar", "char") == ["✔", "◉", "\u00a7", "•"]
    assert attributes(root, "buFont", "typeface") == ["Arial", "Arial", "Wingdings", "Arial"]


def table(cells: Sequence[Sequence[str]], properties: str) -> str:
    rows = "".join(f"<a:tr>{''.join(row)}<a:extLst/></a:tr>" for row in cells)
    grid = '<a:tblGrid><a:gridCol w="1"/><a:gridCol w="2"/><a:gridCol w="3"/></a:tblGrid>'
    data = f'<a:graphicData uri="x/table"><a:tbl><a:tblPr {properties}/>{grid}{rows}</a:tbl></a:graphicData>'
    return f"<p:graphicFrame>{data}</p:graphicFrame>"


def cell(words: str, properties: str = "") -> str:
    return f"<a:tc {properties}>{text(run(words), holder='a:txBody')}</a:tc>"


def test_a_table_that_reads_from_the_right_is_mirrored() -> None:
    root = slide(
        table(
            [
                [cell("a"), cell("b"), cell("c")],
                [cell("wide", 'gridSpan="2"'), cell("", 'hMerge="1"'), cell("last")],
            ],
            'rtl="1" firstCol="1"',
        )
    )
    assert notes(root) == (True, set())
    assert texts(root) == ["c", "b", "a", "last", "wide", ""]
    assert attributes(root, "gridCol", "w") == ["3", "2", "1"]
    assert attributes(root, "tblPr", "rtl") == [None]
    assert attributes(root, "tblPr", "lastCol") == ["1"]
    assert attributes(root, "tblPr", "firstCol") == [None]


def test_stacked_letters_stand_one_below_the_other() -> None:
    root = slide(shape(run("Añ\u0303 b"), frame='<a:bodyPr vert="wordArtVert" anchor="ctr"/>'))
    assert notes(root) == (True, set())
    assert texts(root) == ["A", "ñ\u0303", " ", "b"]
    assert attributes(root, "bodyPr", "vert") == [None]
    assert attributes(root, "pPr", "algn") == ["ctr"]
    assert notes(slide(shape(run("a"), run("b"), frame='<a:bodyPr vert="wordArtVert"/>'))) == (True, {"text_turned"})


STACKED_LONG = "LETTERS THAT TAKE MORE THAN ONE COLUMN"


@pytest.mark.parametrize(
    ("words", "height", "frame", "codes"),
    [
        ("UP", 2_000_000, "", set[str]()),
        (STACKED_LONG, 2_000_000, "", {"text_turned"}),
        (STACKED_LONG, 20_000_000, "", set[str]()),
        (STACKED_LONG, 2_000_000, 'wrap="none"', set[str]()),
    ],
)
def test_stacked_letters_are_turned_where_one_column_is_too_long(
    words: str, height: int, frame: str, codes: set[str]
) -> None:
    place = f'<p:spPr><a:xfrm><a:ext cx="9" cy="{height}"/></a:xfrm></p:spPr>'
    root = slide(shape(run(words), frame=f'<a:bodyPr vert="wordArtVert" {frame}/>', properties=place))
    assert notes(root) == (True, codes)
    assert attributes(root, "bodyPr", "vert") == ["vert" if codes else None]


def test_a_line_break_starts_another_column() -> None:
    root = slide(shape(run("UP") + "<a:br/>" + run("DOWN"), frame='<a:bodyPr vert="wordArtVert"/>'))
    assert notes(root) == (True, {"text_turned"})


def placeholder(number: int, words: str, vert: str) -> str:
    names = f'<p:nvSpPr><p:nvPr><p:ph idx="{number}"/></p:nvPr></p:nvSpPr>'
    return f"<p:sp>{names}{text(run(words), frame=f'<a:bodyPr {vert}/>')}</p:sp>"


@pytest.mark.parametrize(
    ("shape_xml", "codes"),
    [
        (placeholder(1, "DOWN", ""), ("text_turned",)),
        (placeholder(1, "DOWN", 'vert="horz"'), ()),
        (placeholder(1, "", ""), ()),
        (placeholder(2, "DOWN", ""), ()),
        (shape(run("DOWN")), ()),
    ],
)
def test_letters_that_a_layout_stacks_are_told(tmp_path: Path, shape_xml: str, codes: tuple[str, ...]) -> None:
    layout = slide_xml(placeholder(1, "", 'vert="wordArtVert"'), placeholder(2, "", ""))
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r7" Type="x/slideLayout" Target="../slideLayouts/slideLayout1.xml"/></Relationships>'
    )
    more = {"ppt/slides/_rels/slide1.xml.rels": relations, "ppt/slideLayouts/slideLayout1.xml": layout}
    parts = {name: content.encode() for name, content in more.items()}
    a_package(tmp_path / "deck.pptx", parts, slide_content=slide_xml(shape_xml))
    assert outline(tmp_path / "deck.pptx").slides[0].drawn_otherwise == codes


def gradient(*stops: tuple[int, str]) -> str:
    colours = "".join(f'<a:gs pos="{pos}000"><a:srgbClr val="{colour}"/></a:gs>' for pos, colour in stops)
    return shape(run("x"), properties=f"<p:spPr><a:gradFill><a:gsLst>{colours}</a:gsLst></a:gradFill></p:spPr>")


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        (((0, "FF0000"), (100, "0000FF")), (False, set[str]())),
        (((0, "FF0000"), (50, "FFFFFF"), (100, "FF0000")), (False, set[str]())),
        (((0, "FF0000"), (50, "800080"), (100, "0000FF")), (True, set[str]())),
        (((0, "FF0000"), (50, "00FF00"), (100, "0000FF")), (False, {"gradients_simplified"})),
        (((0, "FF0000"), (20, "FFFFFF"), (100, "FF0000")), (False, {"gradients_simplified"})),
        (((0, "no"), (-5, "none"), (100, "colour")), (False, {"gradients_simplified"})),
        ((), (False, set[str]())),
    ],
    ids=["two", "mirrored", "between", "three", "mirrored aside", "nonsense", "none"],
)
def test_gradients_of_many_colours(stops: tuple[tuple[int, str], ...], expected: tuple[bool, set[str]]) -> None:
    assert notes(slide(gradient(*stops))) == expected


@pytest.mark.parametrize(
    ("colours", "expected"), [(("FF0000", "0000FF"), {"gradients_simplified"}), (("FF0000", "FF0000"), set[str]())]
)
def test_gradients_of_text_and_lines_are_told(colours: tuple[str, str], expected: set[str]) -> None:
    stops = "".join(f'<a:gs pos="0"><a:srgbClr val="{colour}"/></a:gs>' for colour in colours)
    fill = f"<a:gradFill><a:gsLst>{stops}</a:gsLst></a:gradFill>"
    line = f"<p:spPr><a:ln>{fill}</a:ln></p:spPr>"
    for shape_xml in (shape(run("words", fill)), shape(run("words"), properties=line)):
        assert notes(slide(shape_xml)) == (False, expected)


NUMBER = '<a:fld id="x" type="slidenum"><a:rPr/><a:t>9</a:t></a:fld>'


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        *(("", None), ("1", None), ("x", None), ("5", b">5<"), ("0", b">0<"), ("9999", b">9999<"), ("00005", b">5<")),
        *(("-1", None), ("10000", None), ("9" * 5_000, None), ("0" * 5_000 + "5", b">5<")),
    ],
)
def test_slides_are_counted_from_the_decks_first_number(tmp_path: Path, first: str, expected: bytes | None) -> None:
    """One that PowerPoint does not allow is none, however long it is."""
    deck, copy = tmp_path / "deck.pptx", tmp_path / "copy.pptx"
    attribute = f'firstSlideNum="{first}"' if first else ""
    a_package(deck, {}, slide_content=slide_xml(shape(NUMBER)), presentation=attribute)
    assert drawable(deck, copy) is (expected is not None)
    if expected:
        with Package(copy) as package:
            assert expected in package.read("ppt/slides/slide1.xml")
            assert b"slidenum" not in package.read("ppt/slides/slide1.xml")


def test_only_what_changes_is_written_anew(tmp_path: Path) -> None:
    deck, copy = tmp_path / "deck.pptx", tmp_path / "copy.pptx"
    media = {"ppt/media/image1.png": bytes(range(256)) * 9}
    a_package(deck, media, slide_content=slide_xml(shape(run("x ") + SQUARE)))
    assert drawable(deck, copy)
    with Package(deck) as before, Package(copy) as after:
        assert before.names == after.names
        changed = [name for name in before.names if before.read(name) != after.read(name)]
    assert changed == ["ppt/slides/slide1.xml"]
    first = copy.read_bytes()
    assert drawable(deck, copy)
    assert copy.read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no zip at all"])
def test_what_is_no_package_is_left_to_libreoffice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "deck.pptx").write_bytes(content)
    assert not drawable(tmp_path / "deck.pptx", tmp_path / "copy.pptx")


def test_the_outline_names_what_is_drawn_otherwise(tmp_path: Path) -> None:
    bullet = '<a:pPr><a:buChar char="\u2192"/></a:pPr>'
    a_package(
        tmp_path / "deck.pptx",
        {},
        slide_content=slide_xml(title(run("T")), shape(bullet + run("x \uf8f0 ") + MATRIX), gradient((0, "FF0000"))),
    )
    (read,) = outline(tmp_path / "deck.pptx").slides
    assert read.drawn_otherwise == ("formulas_missing",)
    assert read.signs == "\u2192\uf8f0"


def test_every_warning_names_its_slides() -> None:
    assert all("{slides}" in sentence for sentence in SENTENCES.values())


def test_a_glyph_is_missed_where_a_font_would_have_to_draw_it() -> None:
    fonts = Fonts(frozenset(), ((0x20, 0x7E), (0xE000, 0xF8FF), (0x1F469, 0x1F469)))
    assert fonts.missing("a\u200d\ufe0f\t \U000e0067\U0001f469") == []
    assert fonts.missing("\uf0e0\u0378é") == ["é", "\u0378", "\uf0e0"]
