"""Titles and names: tidy, in any script, within the limit."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.errors import Usage
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS, checked_name


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("Savings groups", "Savings groups"),
        ("  Savings\t groups\n that  last ", "Savings groups that last"),
        ("مجموعات الادخار", "مجموعات الادخار"),
        ("قِراءة — نُطق", "قِراءة — نُطق"),
        ("储蓄小组", "储蓄小组"),
        ("cafe\u0301", "café"),
        ("\u0928\u093c", "\u0929"),
        ("no\u00a0break", "no break"),
        ("👩🏽‍🔬", "👩🏽‍🔬"),
        ("a\u200fb", "a\u200fb"),
        ("a\u200eb", "a\u200eb"),
        ("نمی\u200cشود", "نمی\u200cشود"),
        ("क्\u200dष", "क्\u200dष"),
        ("\u200f!", "\u200f!"),
        ("7", "7"),
        ("☃", "☃"),
        ("Savings \uf0e0 risk\U000f0000", "Savings risk"),
        ("x" * 300, "x" * 300),
        ("e\u0301" * 300, "é" * 300),
        ("ج" * 300, "ج" * 300),
        ("  " + "x" * 300 + "  ", "x" * 300),
    ],
)
def test_a_name_becomes_one_tidy_line(text: str, tidy: str) -> None:
    assert checked_name("title", text) == tidy


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the title is empty"),
        (" \t\n\u3000", "the title is empty"),
        ("x" * 301, "the title has 301 characters, 300 are allowed"),
        ("ج" * 301, "the title has 301 characters"),
        ("\u0958" * 151, "the title has 302 characters"),
        ("a\0b", "the title holds control characters"),
        ("a\x1b[31mb", "the title holds control characters"),
        ("a\x7fb", "the title holds control characters"),
        ("a\ud800b", "the title holds control characters"),
        ("a\ufffeb", r"the title holds U\+FFFE, which is no character"),
        ("a\U0001ffff", r"the title holds U\+1FFFF, which is no character"),
        ("\uf0e0", "the title is empty"),
        ("\u200b", "the title has no character that can be seen"),
        ("\u200e \u200f\ufeff\u00ad", "the title has no character that can be seen"),
        ("\u0301\ufe0f", "the title has no character that can be seen"),
        ("\u3164\u2800", "the title has no character that can be seen"),
        ("\u202e\u202e", r"the title holds U\+202E, which turns the direction of writing"),
        ("\u202aa\u202c", r"the title holds U\+202A, which turns the direction of writing"),
        ("a\u2066b\u2069", r"the title holds U\+2066, which turns the direction of writing"),
        ("a\u2069", r"the title holds U\+2069, which turns the direction of writing"),
    ],
    ids=ascii,
)
def test_a_name_of_another_kind_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Usage, match=sentence):
        checked_name("title", text)


@given(st.text())
def test_what_passes_is_tidy_and_passes_again(text: str) -> None:
    try:
        tidy = checked_name("title", text)
    except Usage:
        return
    assert 1 <= len(tidy) <= MAX_NAME_CHARACTERS
    assert tidy == tidy.strip() == unicodedata.normalize("NFC", tidy) == checked_name("title", tidy)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Co") for character in tidy)
    written = "".join(character for character in text if unicodedata.category(character) != "Co")
    assert tidy.split(" ") == [unicodedata.normalize("NFC", word) for word in written.split()]
