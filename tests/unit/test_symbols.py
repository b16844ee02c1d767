"""Signs of symbol fonts as Unicode characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.decks.symbols import is_symbol_font, shown

FONTS = ["Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "Zapf Dingbats"]
CODES = range(0x20, 0x100)


@pytest.mark.parametrize(
    ("character", "font", "sign"),
    [
        ("\uf0e0", "Wingdings", "→"),
        ("\uf0df", "Wingdings", "←"),
        ("\uf0f3", "Wingdings", "⇔"),
        ("\uf04a", "Wingdings", "☺"),
        ("\uf0fc", "Wingdings", "✓"),
        ("\uf0b7", "Symbol", "•"),
        ("\uf0b7", "Wingdings", "🕐"),
        ("\uf050", "Wingdings 2", "✓"),
        ("\uf069", "Wingdings 3", "↓"),
        ("\uf061", "Webdings", "✔"),
        ("\uf061", "Symbol", "\u03b1"),
        ("\uf033", "ZapfDingbats", "✓"),
        ("\uf06e", "Monotype Sorts", "■"),
    ],
)
def test_a_private_use_character_is_the_sign_of_its_font(character: str, font: str, sign: str) -> None:
    assert shown(character, font) == sign


@pytest.mark.parametrize(
    "font", ["Wingdings", " wingdings", "ABCDEF+Wingdings-Regular", "Wingdings,Bold", "Wingdings Regular"]
)
def test_the_font_may_be_named_as_files_name_it(font: str) -> None:
    assert shown("\uf0e0", font) == "→"


@pytest.mark.parametrize(
    ("font", "expected"),
    [("SymbolMT", True), ("Wingdings2", True), ("ITC Zapf Dingbats", True), ("Calibri", False), ("", False)],
)
def test_symbol_fonts_are_known_by_all_their_names(font: str, expected: bool) -> None:
    assert is_symbol_font(font) is expected


@pytest.mark.parametrize(
    ("character", "font", "sign"), [("à", "Wingdings", "→"), ("a", "Symbol", "\u03b1"), ("\u2019", "Wingdings", "➐")]
)
def test_an_ordinary_character_is_a_sign_in_a_symbol_font(character: str, font: str, sign: str) -> None:
    assert shown(character, font) == sign


@pytest.mark.parametrize(
    ("character", "sign"),
    [
        ("\uf0e0", "→"),
        ("\uf04a", "☺"),
        ("\uf0a7", "▪"),
        ("\uf0d8", "➢"),
        ("\uf0fc", "✓"),
        ("\uf0b7", "•"),
        ("\uf061", "\u03b1"),
    ],
)
def test_without_a_font_it_is_the_likely_sign(character: str, sign: str) -> None:
    assert shown(character) == sign
    for font in ("Calibri", "ABCDEF+ArialMT", "Times New Roman", "+mn-lt", "CIDFont+F2", "T3Font_1"):
        assert shown(character, font) == sign


@pytest.mark.parametrize(
    "font",
    ["FontAwesome", "ABCDEF+FontAwesome5Free-Solid", "MyIcons", "MT Extra", "Segoe MDL2 Assets", "WP-IconicSymbolsA"],
)
def test_a_font_of_icons_has_signs_of_its_own(font: str) -> None:
    assert shown("\uf0e0", font) == ""
    assert shown("a", font) == "a"


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\uf0f0"])
def test_what_is_not_known_is_nothing(character: str) -> None:
    assert shown(character, "Symbol") == ""


def test_an_ordinary_character_in_an_ordinary_font_is_itself() -> None:
    assert shown("à", "Calibri") == shown("à") == "à"


@pytest.mark.parametrize("font", FONTS)
def test_every_sign_is_a_character_that_is_assigned(font: str) -> None:
    signs = [shown(chr(0xF000 + code), font) for code in CODES]

    assert sum(map(bool, signs)) > 180
    for sign in filter(None, signs):
        assert len(sign) == 1
        assert unicodedata.category(sign)[0] in "LNPSZ"


@given(st.characters(), st.one_of(st.none(), st.sampled_from(FONTS), st.text()))
def test_no_private_use_of_these_fonts_comes_through(character: str, font: str | None) -> None:
    assert not any(0xE000 <= ord(sign) < 0xF900 for sign in shown(character, font))
