"""Recognised words become captions in lines that can be read."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.automatic_captions import LINE_COLUMNS, LONGEST_MS, captions_of, columns_of
from mediasvc.domain.captions import Caption
from mediasvc.domain.recognition import Recognised, RecognisedWord

EN = "So you get started maybe a little slowly, but you get enough done in the first week. Then it rains for a while."
AR = "تجتمع مجموعة الادخار في أول يوم من كل شهر، وتعد صندوقها أمام الجميع. ثم يتكلم الرئيس عن القروض الجديدة"
AM = "የቁጠባ ቡድኑ በየወሩ መጀመሪያ ቀን ይሰበሰባል፣ ሳጥኑንም በሁሉም ፊት ይቆጥራል። ከዚያም ሊቀመንበሩ ስለ አዳዲስ ብድሮች ይናገራል"
ZH = "储蓄小组每个月的第一个星期一开会、在所有人面前清点箱子里的钱。然后主席谈谈新的贷款、大家一起讨论明年的计划。"


def recognised(words: list[str], language: str, each_ms: int = 300, pauses: dict[int, int] | None = None) -> Recognised:
    at_ms = 0
    timed: list[RecognisedWord] = []
    for place, text in enumerate(words):
        at_ms += (pauses or {}).get(place, 0)
        timed.append(RecognisedWord(at_ms, at_ms + each_ms, text))
        at_ms += each_ms
    return Recognised(tuple(timed), language, "a model")


def characters(text: str) -> list[str]:
    """Return characters as a recogniser gives them: marks belong to the one before."""
    words: list[str] = []
    for character in text:
        if character.isalnum() or not words:
            words.append(character)
        else:
            words[-1] += character
    return words


def assert_readable(captions: tuple[Caption, ...]) -> None:
    for caption in captions:
        lines = caption.text.split("\n")
        assert len(lines) <= 2
        assert all(columns_of(line) <= LINE_COLUMNS for line in lines)
        assert 0 < caption.end_ms - caption.start_ms <= LONGEST_MS
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(captions))


@pytest.mark.parametrize(("text", "language"), [(EN, "en"), (AR, "ar"), (AM, "am")])
def test_words_are_broken_between_words(text: str, language: str) -> None:
    captions = captions_of(recognised(text.split(), language))
    assert_readable(captions)
    assert " ".join(caption.text for caption in captions).split() == text.split()


@pytest.mark.parametrize("language", ["zh", "zh-Hant", "ja"])
def test_a_language_without_spaces_gets_none(language: str) -> None:
    captions = captions_of(recognised(characters(ZH), language, each_ms=200))
    assert_readable(captions)
    assert "".join(caption.text for caption in captions).replace("\n", "") == ZH
    assert all(len(line) <= 20 for caption in captions for line in caption.text.split("\n"))


def test_latin_words_in_chinese_keep_their_spaces() -> None:
    [caption] = captions_of(recognised(["用", "Open", "Office", "写"], "zh"))
    assert caption.text == "用Open Office写"


def test_captions_end_with_sentences_and_clauses() -> None:
    texts = [caption.text.replace("\n", " ") for caption in captions_of(recognised(EN.split(), "en"))]
    assert texts == [
        "So you get started maybe a little slowly, but you get enough done in the first week.",
        "Then it rains for a while.",
    ] or all(text.endswith((".", ",")) for text in texts)


def test_a_long_pause_parts_and_is_not_covered() -> None:
    words = ["Yes.", "And", "now", "the", "loans"]
    first, second = captions_of(recognised(words, "en", pauses={1: 9_000}))
    assert (first.text, second.text) == ("Yes.", "And now the loans")
    assert first.end_ms == 1_000  # long enough to be read, and no longer
    assert second.start_ms == 9_300


def test_the_last_caption_ends_with_its_last_word() -> None:
    assert captions_of(recognised(["Thanks."], "en")) == (Caption(0, 300, "Thanks."),)


def test_a_word_that_is_longer_than_a_line_stays_whole() -> None:
    address = "a" * 60
    captions = captions_of(recognised(["see", address, "there"], "en"))
    assert address in [line for caption in captions for line in caption.text.split("\n")]


def test_no_words_have_no_captions() -> None:
    assert captions_of(Recognised((), None, "a model")) == ()


@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 900), st.text("abc,.", min_size=1, max_size=12))),
    st.sampled_from(["en", "ja", None]),
)
def test_no_word_is_lost_and_times_are_in_order(heard: list[tuple[int, int, str]], language: str | None) -> None:
    words: list[RecognisedWord] = []
    for pause, length, text in heard:
        start_ms = (words[-1].end_ms if words else 0) + pause
        words.append(RecognisedWord(start_ms, start_ms + length, text))
    captions = captions_of(Recognised(tuple(words), language, "a model"))
    assert_readable(captions)
    shown = "".join(caption.text for caption in captions).replace("\n", "").replace(" ", "")
    assert shown == "".join(word.text for word in words)
    assert {caption.start_ms for caption in captions} <= {word.start_ms for word in words}
