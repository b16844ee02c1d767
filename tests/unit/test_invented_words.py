"""Words that a recogniser has invented are cut, and none that people say."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.recognition import RecognisedWord
from mediasvc.domain.speech import Span
from workers.recognition.invented import Passage, is_loop, one_after_the_other, spoken, without_loops

ALL = [Span(0, 60_000)]
texts = st.text("abcdefgh", min_size=1, max_size=8)


def words_of(*said: str, start_ms: int = 0, each_ms: int = 300) -> list[RecognisedWord]:
    return [
        RecognisedWord(start_ms + place * each_ms, start_ms + place * each_ms + each_ms, text)
        for place, text in enumerate(said)
    ]


def passage(words: Sequence[RecognisedWord], log_probability: float = -0.3, silence: float = 0.0) -> Passage:
    return Passage(ALL, words, log_probability, silence)


def said(words: Sequence[RecognisedWord]) -> list[str]:
    return [word.text for word in words]


SENTENCE = [
    *("the", "savings", "group", "meets", "on", "the", "first", "Monday"),
    *("and", "it", "counts", "its", "box"),
]


def test_what_is_said_stays() -> None:
    words = words_of(*SENTENCE)
    assert spoken([passage(words)], ALL) == words


@pytest.mark.parametrize(("log_probability", "silence"), [(-1.1, 0.7), (-1.6, 0.0)])
def test_guesses_in_silence_and_nonsense_are_cut(log_probability: float, silence: float) -> None:
    assert spoken([passage(words_of(*SENTENCE), log_probability, silence)], ALL) == []


def test_a_few_unlikely_words_in_much_speech_are_cut() -> None:
    heard = passage(words_of("I", "don't", "know."), -0.95, 0.4)
    assert spoken([heard], ALL) == []
    assert said(spoken([passage(heard.words, -0.3)], ALL)) == ["I", "don't", "know."]


def test_unsure_words_in_speech_stay() -> None:
    speech = [Span(0, 6_000)]
    assert said(spoken([Passage(speech, words_of(*SENTENCE), -1.1, 0.2)], speech)) == SENTENCE


def test_more_than_can_be_said_in_the_speech_is_cut() -> None:
    speech = [Span(0, 100)]
    words = words_of("Thank", "you", "for", "watching", "this", "video.", each_ms=20)
    assert spoken([Passage(speech, words, -0.3, 0.1)], speech) == []


def test_a_word_far_from_all_speech_is_cut_and_a_near_one_is_not() -> None:
    speech = [Span(0, 6_000)]
    words = [*words_of(*SENTENCE), RecognisedWord(6_300, 6_400, "near"), RecognisedWord(9_000, 9_100, "far")]
    assert said(spoken([Passage(speech, words, -0.3, 0.1)], speech)) == [*SENTENCE, "near"]


def test_the_silence_around_a_word_is_not_part_of_it() -> None:
    speech = [Span(0, 1_000), Span(3_000, 6_000)]
    words = [RecognisedWord(500, 1_400, "before"), RecognisedWord(1_400, 3_500, "after")]
    heard = spoken([Passage(speech, words, -0.3, 0.1)], speech)
    assert [(word.start_ms, word.end_ms) for word in heard] == [(500, 1_000), (3_000, 3_500)]


def test_compressible_text_is_cut_where_no_phrase_is_repeated_exactly() -> None:
    loop = [word for number in range(60) for word in ("and", "so", "we", f"go{number}")]
    assert spoken([passage(words_of(*loop, each_ms=200))], ALL) == []


@pytest.mark.parametrize("phrase", [["no"], ["thank", "you"], ["and", "so", "on"]])
def test_people_repeat_themselves(phrase: list[str]) -> None:
    assert said(without_loops(words_of("well", *phrase * 2, "then"))) == ["well", *phrase * 2, "then"]


def test_case_and_marks_hide_no_loop() -> None:
    assert said(without_loops(words_of("Thank", "you.", "thank", "you", "Thank", "you!", "thank", "you,"))) == [
        "Thank",
        "you.",
    ]


@given(st.lists(texts, min_size=1, max_size=8, unique=True), st.integers(5, 40))
def test_a_loop_is_heard_once(phrase: list[str], times: int) -> None:
    assert said(without_loops(words_of("first", *phrase * times, "last"))) == ["first", *phrase, "last"]


@given(st.lists(texts, max_size=60))
def test_what_is_kept_was_heard_in_this_order(heard: list[str]) -> None:
    kept = iter(said(words_of(*heard)))
    assert all(text in kept for text in said(without_loops(words_of(*heard))))


spans = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)), max_size=12)


@given(spans, st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 900), texts), max_size=30))
def test_words_follow_each_other(gaps: list[tuple[int, int]], heard: list[tuple[int, int, str]]) -> None:
    speech: list[Span] = []
    for gap, length in gaps:
        start_ms = (speech[-1].end_ms if speech else 0) + gap + 1
        speech.append(Span(start_ms, start_ms + length))
    words = [RecognisedWord(start, start + length, text) for start, length, text in sorted(heard)]
    placed = spoken([Passage([Span(0, 6_000)], words, -0.3, 0.0)], speech)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(placed))
    assert all(word.start_ms < word.end_ms for word in placed)
    assert placed == one_after_the_other(placed)
    if not speech:
        assert placed == []


THAI = (
    "กลุ่มออมทรัพย์ประชุมกันทุกวันจันทร์แรกของเดือนนับเงินในกล่องต่อหน้าทุกคนแล้วประธานก็อธิบายเรื่องเงินกู้ใหม่ว่าใครจะได้รับเท่าไร"
    "และต้องคืนเมื่อใดจากนั้นสมาชิกถามคำถามและช่วยกันวางแผนสำหรับฤดูเพาะปลูกปีหน้าก่อนจะปิดกล่องด้วยกุญแจสามดอกที่อยู่กับคนสามคน"
)
AMHARIC = (
    "የቁጠባ ቡድኑ በየወሩ መጀመሪያ ሰኞ ይሰበሰባል ሳጥኑንም በሁሉም ፊት ይቆጥራል ከዚያም ሊቀመንበሯ ስለ አዳዲስ ብድሮች ማን ምን ያህል እንደሚያገኝና መቼ እንደሚመልስ ትናገራለች"
    " አባላቱ ጥያቄ ይጠይቃሉ ለሚቀጥለው የእርሻ ወቅትም አብረው ያቅዳሉ"
)


@pytest.mark.parametrize("text", [THAI, AMHARIC, " ".join(THAI)])
def test_no_script_is_a_loop_by_itself(text: str) -> None:
    assert not is_loop(text)
    assert is_loop(text[:24] * 12)
