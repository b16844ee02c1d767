"""Both readers of slides say the same of those that python-pptx sees whole."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office_xml import alternates, formula, letters, run, shape, slide, title
from pptx import Presentation
from pptx.util import Inches

from workers.decks.ordinary_slides import is_ordinary, with_words
from workers.decks.outline import SlideOutline
from workers.decks.pptx import outline

PLACE = (Inches(1), Inches(2), Inches(4), Inches(1))
HIDDEN = '<p:nvSpPr><p:cNvPr id="3" name="Note" hidden="1"/></p:nvSpPr>'
UNREAD = SlideOutline(1, "", "")


def make_deck(path: Path) -> None:
    deck: Any = Presentation()
    shown = deck.slides.add_slide(deck.slide_layouts[5])
    shown.shapes.title.text = "Savings\vgroups"
    shown.shapes.add_textbox(*PLACE).text_frame.text = "Save weekly\nLend مجموعة"
    shown.shapes.add_group_shape().shapes.add_textbox(*PLACE).text_frame.text = "inside a group"
    table = shown.shapes.add_table(2, 2, *PLACE).table
    for row, column, text in ((0, 0, "dry"), (0, 1, "wet"), (1, 1, "7")):
        table.cell(row, column).text = text
    shown.notes_slide.notes_text_frame.text = "Speak\nslowly"
    deck.save(str(path))


def test_an_ordinary_slide_is_read_by_python_pptx_and_both_readers_agree(tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    make_deck(path)
    (read,) = outline(path).slides
    assert (read.title, read.notes) == ("Savings groups", "Speak\nslowly")
    assert read.text.splitlines() == ["Save weekly", "Lend مجموعة", "inside a group", "dry | wet", "7"]
    for before in (UNREAD, replace(read, title="other")):
        (by_library,) = with_words(path, [before], [True])
        assert (by_library.title, by_library.text, by_library.notes) == (read.title, read.text, read.notes)


def test_other_slides_stay_as_their_xml_has_them(tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    make_deck(path)
    assert with_words(path, [UNREAD], [False]) == [UNREAD]
    assert with_words(path, [UNREAD, UNREAD], [True, True]) == [UNREAD, UNREAD]
    path.write_bytes(b"no zip")
    assert with_words(path, [UNREAD], [True]) == [UNREAD]


@pytest.mark.parametrize(
    ("shape_xml", "expected"),
    [
        (title(run("Title")), True),
        (shape(run("words", '<a:latin typeface="Calibri"/>')), True),
        (alternates("a14", shape(run("words"))), False),
        (shape(formula(letters("E"))), False),
        (shape(run("x", '<a:sym typeface="Wingdings"/>')), False),
        (shape(run("x", '<a:latin typeface="Webdings"/>')), False),
        (shape(run("x", '<a:latin typeface="SymbolMT"/>')), False),
        (shape(run("words")).replace("<p:spPr/>", HIDDEN), False),
        ("<p:graphicFrame><a:graphicData uri='x/table'/></p:graphicFrame>", True),
        ("<p:graphicFrame><a:graphicData uri='x/lockedCanvas'/></p:graphicFrame>", False),
        (shape(run("\uf095", '<a:latin typeface="FontAwesome"/>')), False),
    ],
)
def test_what_python_pptx_does_not_see_is_known(shape_xml: str, expected: bool) -> None:
    assert is_ordinary(slide(shape_xml)) is expected
