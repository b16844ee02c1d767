"""Which characters come through, from whatever a file holds."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.domain.characters import legal_in_xml, noncharacter_in, readable

# Halves of surrogate pairs too, which st.text() alone does not make.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One\tline\nand another", "One\tline\nand another"),
        ("a\x00b\x03c\x10d\x1b[31me\x7ff\x80g\x9fh", "abcd[31mefgh"),
        ("a\r\nb\rc\vd\fe\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufffeb\uffffc\ufdd0d\U0001fffee\U0010fffff", "abcdef"),
        ("a\ue000b\uf0e0c\U000f0000d\U00100000e", "abcde"),
        ("co\xadoperate\ufeff \ufffc!", "cooperate !"),
        ("مجموعات\u200c الادخار \u200f!", "مجموعات\u200c الادخار \u200f!"),
        ("👩🏽\u200d🔬 🏴\U000e0067\U000e007f \ufffd", "👩🏽\u200d🔬 🏴\U000e0067\U000e007f \ufffd"),
    ],
    ids=ascii,
)
def test_nothing_but_writing_comes_through(text: str, kept: str) -> None:
    assert readable(text) == kept


@given(ANY_TEXT)
def test_what_is_readable_has_no_controls_and_stays(text: str) -> None:
    kept = readable(text)
    assert not {unicodedata.category(each) for each in kept if each not in "\t\n"} & {"Cc", "Cs", "Co"}
    assert noncharacter_in(kept) is None
    assert legal_in_xml(kept) == kept == readable(kept)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
@example("e\u0301 \U0001f468\u200d\U0001f469")
def test_writing_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@given(ANY_TEXT)
def test_only_noncharacters_are_found(text: str) -> None:
    found = noncharacter_in(text)
    if found is not None:
        assert ord(found) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(found) <= 0xFDEF
