"""The words of a slide's XML: none are passed over, and none are read twice."""

from pathlib import Path

import pytest
from office_xml import PACKAGE, SPACES, a_package, alternates, formula, letters, run, shape, slide_xml, text, title

from workers.decks.pptx import outline

KIND = "http://schemas.openxmlformats.org"
SPACE = f'xmlns:a="{SPACES["a"]}" xmlns:r="{SPACES["r"]}"'


def frame(inside: str) -> str:
    return f"<p:graphicFrame><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></p:graphicFrame>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<a:tc>{text(run(cell), holder='a:txBody')}</a:tc>" for cell in row) for row in rows)
    return frame(f"<a:tbl>{''.join(f'<a:tr>{row}</a:tr>' for row in cells)}</a:tbl>")


WORDS = shape(run("words"))
NAME = '<p:cNvPr id="3" name="Note" hidden="1"/>'
NAMES = f"<p:nvGrpSpPr>{NAME}</p:nvGrpSpPr>"
HIDDEN = f"<p:sp><p:nvSpPr>{NAME}</p:nvSpPr>{text(run('note to myself'))}</p:sp>"
STYLE = '<a:lvl1pPr><a:defRPr><a:latin typeface="Wingdings"/></a:defRPr></a:lvl1pPr>'
FALLBACK = shape(run("fallback"))
CASES = {
    "a shape": ((WORDS,), "", "words"),
    "runs join, breaks part": ((shape(run("one ") + run("two") + "<a:br/>" + run("three")),), "", "one two\nthree"),
    "a choice": ((alternates("a14", WORDS, FALLBACK),), "", "words"),
    "a title in a choice": ((alternates("a14", title(run("Title")), FALLBACK), WORDS), "Title", "words"),
    "a choice inside a group": ((f"<p:grpSp>{alternates('a14', WORDS, FALLBACK)}</p:grpSp>",), "", "words"),
    "a choice inside a choice": ((alternates("a14", alternates("p14", WORDS), FALLBACK),), "", "words"),
    "a table in a choice": ((alternates("a14", table(("a", "b"), ("", "c"))),), "", "a | b\nc"),
    "a choice of unknown kind": ((alternates("am3d", WORDS, FALLBACK),), "", "fallback"),
    "a choice that needs two": ((alternates("a14 am3d", WORDS, FALLBACK),), "", "fallback"),
    "a choice whose prefix is not declared": ((alternates("x9", WORDS, FALLBACK),), "", "fallback"),
    "a formula": ((shape(run("energy ") + formula(letters("E=m"))),), "", "energy E=m"),
    "a sign": ((shape(run("\uf0e0", '<a:sym typeface="Wingdings"/>')),), "", "→"),
    "a sign of a font of icons": ((shape(run("call \uf095", '<a:latin typeface="FontAwesome"/>')),), "", "call"),
    "a sign by a list style": (
        (shape(run("\u00fc"), frame=f"<a:bodyPr/><a:lstStyle>{STYLE}</a:lstStyle>"),),
        "",
        "✓",
    ),
    "a hidden shape": ((HIDDEN, WORDS, f"<p:grpSp>{HIDDEN}</p:grpSp>"), "", "words"),
    "a hidden group": ((f"<p:grpSp>{NAMES}{WORDS}</p:grpSp>",), "", ""),
    "a hidden title": ((title(run("Title")).replace("<p:nvPr>", f"{NAME}<p:nvPr>"), WORDS), "Title", "words"),
    "a title of two lines": ((title(run("One") + "<a:br/>" + run("two")), WORDS), "One two", "words"),
    "two titles": ((title(run("One")), title(run("Two"))), "One Two", ""),
    "a title that is repeated by its author": ((title(run("words")), WORDS), "words", "words"),
    "no words": ((), "", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_every_word_is_read_once(tmp_path: Path, name: str) -> None:
    shapes, expected_title, expected_text = CASES[name]
    # The first line stands in for a title that is missing: here every slide has one.
    whole = shapes if expected_title else (title(run("T")), *shapes)
    a_package(tmp_path / "deck.pptx", {}, slide_content=slide_xml(*whole))
    (read,) = outline(tmp_path / "deck.pptx").slides
    assert (read.title, read.text) == (expected_title or "T", expected_text)


def with_part(path: Path, shape_xml: str, content: str) -> None:
    relation = '<Relationship Id="r7" Type="x/part" Target="../parts/part.xml"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
    more = {"ppt/slides/_rels/slide1.xml.rels": relations.encode(), "ppt/parts/part.xml": content.encode()}
    a_package(path, more, slide_content=slide_xml(title(run("T")), shape_xml))


def paragraph(words: str) -> str:
    return f"<a:p><a:r><a:t>{words}</a:t></a:r></a:p>"


DIAGRAM = frame(f'<d:relIds xmlns:d="{KIND}/drawingml/2006/diagram" r:dm="r7"/>')
CHART = frame(f'<c:chart xmlns:c="{KIND}/drawingml/2006/chart" r:id="r7"/>')
POINTS = (
    f"<d:ptLst xmlns:d='d' {SPACE}><d:pt type='doc'><d:t>{paragraph('no')}</d:t></d:pt>"
    f"<d:pt><d:t>{paragraph('Save')}</d:t></d:pt><d:pt type='node'><d:t>{paragraph('Lend')}</d:t></d:pt>"
    f"<d:pt type='pres'><d:t>{paragraph('no')}</d:t></d:pt></d:ptLst>"
)
PLOT = (
    f"<c:c xmlns:c='c' {SPACE}><c:title><c:tx><c:rich>{paragraph('In a year')}</c:rich></c:tx></c:title>"
    "<c:strCache><c:pt><c:v>dry</c:v></c:pt><c:pt><c:v>wet</c:v></c:pt></c:strCache>"
    "<c:numCache><c:pt><c:v>7</c:v></c:pt></c:numCache></c:c>"
)


@pytest.mark.parametrize(
    ("shape_xml", "content", "expected"),
    [
        (DIAGRAM, POINTS, "Save\nLend"),
        (CHART, PLOT, "In a year\ndry | wet"),
        (CHART, "<broken", ""),
        (CHART.replace("r7", "r8"), PLOT, ""),
    ],
    ids=["diagram", "chart", "broken part", "missing part"],
)
def test_words_of_parts_are_read(tmp_path: Path, shape_xml: str, content: str, expected: str) -> None:
    with_part(tmp_path / "deck.pptx", shape_xml, content)
    assert outline(tmp_path / "deck.pptx").slides[0].text == expected


@pytest.mark.parametrize(
    ("shape_xml", "picture", "expected"),
    [
        (WORDS, "photo.png", False),
        (table(("", "")).replace("<a:graphicData>", "<a:graphicData uri='x/table'>"), "photo.png", False),
        (frame("<p:oleObj/>"), "photo.png", True),
        (WORDS, "drawing.EMF", True),
    ],
)
def test_what_may_hide_words_is_known(tmp_path: Path, shape_xml: str, picture: str, expected: bool) -> None:
    relation = f'<Relationship Id="r7" Type="x/image" Target="../media/{picture}"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
    more = {"ppt/slides/_rels/slide1.xml.rels": relations.encode(), f"ppt/media/{picture}": b"picture"}
    a_package(tmp_path / "deck.pptx", more, slide_content=slide_xml(shape_xml))
    assert outline(tmp_path / "deck.pptx").slides[0].may_hide_words is expected
