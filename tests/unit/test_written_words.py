"""Pieces of text that the engine gives times to become words as they are written."""

import pytest

from workers.recognition.languages import for_engine, from_engine
from workers.recognition.written import written_words


def texts(pieces: list[str], language: str) -> list[str]:
    timed = [(place * 0.5, place * 0.5 + 0.4, piece) for place, piece in enumerate(pieces)]
    return [text for _, _, text in written_words(timed, language)]


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" Yes,", " of", " course."], ["Yes,", "of", "course."]),
        ([" well", "-known", " things"], ["well-known", "things"]),
        ([" 20", "%", " of", " it"], ["20%", "of", "it"]),
        ([" so", " -", " now", " ..."], ["so-", "now..."]),
        ([" salt", " &", " water"], ["salt", "&", "water"]),
        (["First", " word", " "], ["First", "word"]),
    ],
)
def test_marks_belong_to_the_word_before(pieces: list[str], words: list[str]) -> None:
    assert texts(pieces, "en") == words


def test_a_word_ends_with_what_continues_it() -> None:
    assert written_words([(0.0, 0.5, " well"), (0.6, 1.0, "-known")], "en") == [(0.0, 1.0, "well-known")]


def test_arabic_marks_belong_to_the_word_before() -> None:
    assert texts([" نعم", "،", " شكرا", "؟"], "ar") == ["نعم،", "شكرا؟"]


def test_characters_are_words_where_there_are_no_spaces() -> None:
    assert texts(["储", "蓄", "、", "Py", "thon", "3", " Open", "组"], "zh") == ["储", "蓄、", "Python3", "Open", "组"]


def test_thai_marks_stay_with_their_letters() -> None:
    assert texts(["ก", "\u0e34", "น"], "th") == ["ก\u0e34", "น"]


def test_controls_are_no_words() -> None:
    assert texts([" a\x00b", " \x07"], "en") == ["ab"]


@pytest.mark.parametrize(
    ("tag", "name"), [("pt-BR", "pt"), ("zh-Hant", "zh"), ("nb", "no"), ("sw", "sw"), ("EN", "en")]
)
def test_languages_have_the_engine_s_names(tag: str, name: str) -> None:
    assert for_engine(tag) == name


def test_javanese_gets_its_tag_back() -> None:
    assert (from_engine("jw"), from_engine("sw")) == ("jv", "sw")
