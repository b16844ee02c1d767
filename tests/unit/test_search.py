"""What is taken for the same word, and what a query is, whatever it holds."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.search import MOST_QUERY_CHARACTERS, MOST_QUERY_WORDS, Query, query_of, words_of, words_of_talk
from mediasvc.domain.seminar import SeminarDetails

SAME = [
    ("Résumé", "resume"),
    ("e\u0301", "é"),
    ("STRASSE", "straße"),
    ("ΣΟΦΟΣ", "σοφος"),
    ("İstanbul", "istanbul"),
    ("ISPARTA", "\N{LATIN SMALL LETTER DOTLESS I}sparta"),
    ("Łukasz Øster", "lukasz oster"),
    ("Æon œuvre", "aeon oeuvre"),
    ("ﬁnance", "finance"),
    ("\uff26\uff55\uff4c\uff4c", "full"),
    ("co\u00adop", "coop"),
    ("قِراءةٌ", "قراءة"),
    ("مــرحبا", "مرحبا"),
    ("أحمد إلى آخر ٱلنص", "احمد الى اخر النص"),
    ("مكتبة على", "مكتبه علي"),
    ("کتاب فارسی", "كتاب فارسي"),
    ("نمی\u200cشود", "نمیشود"),
    ("٢٠٢٦ ۲۰۲۶ २०२६", "2026"),
    ("שָׁלוֹם", "שלום"),
    ("አበበ ቢቂላ", "አበበ  ቢቂላ"),
    ("한국어", unicodedata.normalize("NFD", "한국어")),
    ("☂\ufe0f", "☂"),
    ("e-mail, “l\u2019eau” (100%_a)", "e mail l eau 100 a"),
    ("one\ttwo\0three\nfour", "one two three four"),
]
DIFFERENT = [("हिन्दी", "हन्दी"), ("save", "safe"), ("ä", "ae"), ("c", "c+")]


@pytest.mark.parametrize(("one", "other"), SAME, ids=ascii)
def test_what_people_take_for_the_same_is_equal(one: str, other: str) -> None:
    assert words_of([one]) == words_of([other]) != ()


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=ascii)
def test_what_is_another_word_is_not_equal(one: str, other: str) -> None:
    assert words_of([one]) != words_of([other])


def test_every_character_is_folded_once() -> None:
    """Of all that there are, so that what is kept and what is asked for meet, however often either was folded."""
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(character) not in ("Cn", "Co"):
            words = words_of([character])
            assert words_of(words) == words, ascii(character)


@given(st.lists(st.text(st.characters())))
def test_words_are_words(texts: list[str]) -> None:
    words = words_of(texts)
    assert words_of(words) == words
    assert len(set(words)) == len(words)
    for word in words:
        assert word.split() == [word]
        assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs") for each in word)
        assert not any(unicodedata.category(each)[0] in "PZ" or unicodedata.combining(each) for each in word)


# A small iota below a Greek letter is a mark, and in capitals a letter.
@given(st.text(st.characters(exclude_characters="\u0345")).filter(lambda text: "\u0345" not in _decomposed(text)))
def test_case_and_form_do_not_matter(text: str) -> None:
    words = words_of([text])
    assert words_of([text.upper()]) == words_of([text.lower()]) == words
    assert words_of([unicodedata.normalize("NFC", text)]) == words_of([_decomposed(text)]) == words


@given(st.lists(st.text()))
def test_a_text_says_what_its_parts_say(texts: list[str]) -> None:
    assert words_of([" ".join(texts)]) == words_of(texts)


def test_a_talk_is_found_by_what_is_said_about_it_and_on_its_slides() -> None:
    details = SeminarDetails("Savings groups", ("Hana Tesfaye", "José"), language="en", license="MIT")
    assert words_of_talk(details, ["Save groups", ""]) == (*("savings", "groups", "hana", "tesfaye", "jose", "save"),)
    assert words_of_talk(SeminarDetails("☃"), ()) == ("☃",)


@pytest.mark.parametrize("text", ["", " \t\n", "\0", "\ud800", "?!", "— … —", "\u0301", "\u200f", "%_\\"], ids=ascii)
def test_where_there_is_nothing_to_look_for_nothing_is_asked(text: str) -> None:
    assert query_of(text) == Query("", ())


def test_a_query_is_shown_as_it_was_written() -> None:
    assert query_of("  Café\0\ud800 <b>&amp; ") == Query("Café <b>&amp;", ("cafe", "<b>", "amp"))


def test_what_is_too_long_is_cut() -> None:
    assert query_of("x" * 10_000) == Query("x" * MOST_QUERY_CHARACTERS, ("x" * MOST_QUERY_CHARACTERS,))
    many = " ".join(map(str, range(30)))
    assert query_of(many) == Query(many, tuple(map(str, range(MOST_QUERY_WORDS))))


@given(st.text(st.characters()))
def test_a_query_can_be_shown_and_kept(text: str) -> None:
    query = query_of(text)
    assert len(query.text) <= MOST_QUERY_CHARACTERS
    assert len(query.words) <= MOST_QUERY_WORDS
    assert query.text == " ".join(query.text.split())
    assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in query.text)
    assert query_of(query.text) == query


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)
