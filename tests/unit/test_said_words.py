"""Words out of captions, and when each is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.captions import Caption, Said
from workers.timing.said_words import Word, word_count, words_of


def said(*captions: Caption, voices: frozenset[str] = frozenset()) -> Said:
    return Said(captions, voices)


def test_words_share_a_captions_time_by_their_characters() -> None:
    words = words_of(said(Caption(1_000, 2_000, "a box\nis ok")))
    assert [(word.start_ms, word.end_ms, word.text) for word in words] == [
        (1_000, 1_166, "a"),
        (1_166, 1_500, "box"),
        (1_500, 1_750, "is"),
        (1_750, 2_000, "ok"),
    ]


def test_neither_voices_nor_sounds_are_words() -> None:
    captions = said(Caption(0, 1_000, "Hana: welcome [Music] ♪\nNote: all"), voices=frozenset({"Hana"}))
    assert [word.text for word in words_of(captions)] == ["welcome", "Note:", "all"]


def test_brackets_that_never_close_are_read_in_time() -> None:
    assert words_of(said(Caption(0, 1_000, "[" * 200_000 + "[x] y")))[-1].text == "y"


def test_chinese_characters_are_words_by_two() -> None:
    words = words_of(said(Caption(0, 900, "储蓄小组的AI")))
    assert [word.text for word in words] == ["储蓄", "小组", "的", "AI"]


@pytest.mark.parametrize(("text", "ends"), [("done.", True), ("done.”", True), ("好吗\uff1f", True), ("3.5", False)])
def test_a_word_may_end_a_sentence(text: str, ends: bool) -> None:
    assert Word(0, 1, text).ends_sentence is ends


def test_punctuation_is_no_word() -> None:
    assert word_count("One - two, 三四五 …") == 4


@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(1, 5_000), st.text(alphabet="ab. 。你\n[", max_size=30)),
        max_size=8,
    )
)
def test_words_are_in_order_and_in_time(given: list[tuple[int, int, str]]) -> None:
    captions = [Caption(start, start + length, text) for start, length, text in sorted(given)]
    words = words_of(said(*captions))
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert all(0 <= word.start_ms <= word.end_ms <= 15_000 and word.text for word in words)
