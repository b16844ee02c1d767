"""Fonts in slides.pdf: honest ones look the same and are written anew, hostile ones are not passed on."""

import struct
from pathlib import Path
from typing import Any

import pytest
from font_makers import NAMES, SQUARE_IN_CFF, SQUARE_IN_TYPE_1, cff_font, truetype_font, type1_font
from pdf_pages import Draw, difference, font_files, forbidden_in, is_picture, make_page, text_of, with_font

from workers.decks.binding import bind

LETTER = b"BT /F 100 Tf 20 20 Td (A) Tj ET"
RED = b"1 0 0 rg 150 150 40 40 re f "

HONEST = {
    "truetype": with_font("TrueType", "/FontFile2", truetype_font()),
    "cff": with_font("Type1", "/FontFile3", cff_font(), "Type1C"),
    "cff with a subroutine": with_font(
        "Type1", "/FontFile3", cff_font([900, 100, 0, "rmoveto", -107, "callgsubr"], SQUARE_IN_CFF[4:]), "Type1C"
    ),
    "type 1": with_font("Type1", "/FontFile", type1_font()),
    "type 1 with a subroutine": with_font(
        "Type1",
        "/FontFile",
        type1_font([*SQUARE_IN_TYPE_1[:5], 0, "callsubr", "endchar"], [*SQUARE_IN_TYPE_1[5:-1], "return"]),
    ),
}


def with_cmap(table: bytes) -> bytes:
    """A font whose codes are in this map."""
    font = truetype_font()
    place = font.index(b"cmap")
    head = struct.pack(">HHHHI", 0, 1, 3, 1, 12)
    return font[: place + 8] + struct.pack(">II", len(font), len(head + table)) + font[place + 16 :] + head + table


GARBAGE = b"\0\1\0\0\0\x0a" + bytes(range(256)) * 40
HOSTILE = {
    "garbage": with_font("TrueType", "/FontFile2", GARBAGE),
    "nothing": with_font("TrueType", "/FontFile2", b""),
    "cut off": with_font("TrueType", "/FontFile2", truetype_font()[:600]),
    "a letter made of itself": with_font("TrueType", "/FontFile2", truetype_font({"A": "A"})),
    "letters made of each other": with_font("TrueType", "/FontFile2", truetype_font({"A": "B", "B": "C", "C": "A"})),
    "a letter made of too many": with_font(
        "TrueType", "/FontFile2", truetype_font({"A": ["B"] * 200, "B": ["C"] * 200})
    ),
    "a map of all numbers": with_font(
        "TrueType",
        "/FontFile2",
        with_cmap(struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, 0, 0xFFFFFFFF, 0)),
    ),
    "cff garbage": with_font("Type1", "/FontFile3", b"\1\0\4\1" + GARBAGE, "Type1C"),
    "cff cut off": with_font("Type1", "/FontFile3", cff_font()[:-30], "Type1C"),
    "cff that calls itself": with_font(
        "Type1", "/FontFile3", cff_font([-107, "callgsubr"], [-107, "callgsubr"]), "Type1C"
    ),
    "cff that calculates": with_font("Type1", "/FontFile3", cff_font([1, 2, "add", "drop", *SQUARE_IN_CFF]), "Type1C"),
    "cff of too many operands": with_font("Type1", "/FontFile3", cff_font([1] * 200 + SQUARE_IN_CFF), "Type1C"),
    "type 1 garbage": with_font("Type1", "/FontFile", b"%!PS-AdobeFont-1.0 eexec " + GARBAGE),
    "type 1 that calls itself": with_font("Type1", "/FontFile", type1_font([0, "callsubr"], [0, "callsubr"])),
    "type 1 of too many letters": with_font("Type1", "/FontFile", type1_font(letters=9_000)),
    "one kind as another": with_font("TrueType", "/FontFile2", type1_font()),
}


@pytest.mark.parametrize("draw", HONEST.values(), ids=HONEST.keys())
def test_an_honest_font_looks_the_same(tmp_path: Path, draw: Draw) -> None:
    given, bound = make_page(tmp_path / "given.pdf", LETTER, draw), tmp_path / "bound.pdf"
    bind([given], bound)
    assert not is_picture(bound)
    assert (text_of(bound), forbidden_in(bound)) == (["A"], set())
    assert difference(given, bound) < 0.5
    (font,) = font_files(bound)
    assert font is not None


def test_a_font_comes_without_what_viewers_do_not_need(tmp_path: Path) -> None:
    bound = tmp_path / "bound.pdf"
    bind([make_page(tmp_path / "one.pdf", LETTER, HONEST["truetype"])], bound)
    font: Any = font_files(bound)[0]
    assert font["glyf"]["A"].program.getBytecode() == b""
    assert (font["maxp"].numGlyphs, font.getBestCmap()) == (len(NAMES), {65: "A", 66: "B", 67: "C"})
    bind([make_page(tmp_path / "two.pdf", LETTER, HONEST["cff"])], bound)
    top: Any = font_files(bound)[0][0]
    assert (hasattr(top, "Notice"), hasattr(top, "FullName"), len(top.GlobalSubrs)) == (False, False, 0)


@pytest.mark.parametrize("draw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_with_a_hostile_font_becomes_a_picture(tmp_path: Path, draw: Draw) -> None:
    given, bound = make_page(tmp_path / "given.pdf", RED + LETTER, draw), tmp_path / "bound.pdf"
    bind([given], bound)
    assert is_picture(bound)
    assert (font_files(bound), forbidden_in(bound)) == ([], set())
    assert difference(given, bound) < 3


def test_one_page_does_not_spoil_the_others(tmp_path: Path) -> None:
    good = make_page(tmp_path / "good.pdf", LETTER, HONEST["truetype"])
    bad = make_page(tmp_path / "bad.pdf", LETTER, HOSTILE["garbage"])
    bind([bad, good], tmp_path / "bound.pdf")
    assert is_picture(tmp_path / "bound.pdf")
    assert text_of(tmp_path / "bound.pdf") == ["", "A"]
