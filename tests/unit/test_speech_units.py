"""Words in units of speech."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workers.timing.said_words import Word
from workers.timing.units import units_of


def said(*timed: tuple[int, str], length_ms: int = 100) -> list[Word]:
    return [Word(at_ms, at_ms + length_ms, text) for at_ms, text in timed]


def test_pauses_sentences_and_lengths_end_units() -> None:
    words = said((0, "one"), (700, "two"), (800, "three."), (900, "four"), (1_000, "five."), (1_100, "six"))
    # 600 ms after one word; 'three.' is the second word of its unit, and 'five.' the fourth.
    assert [unit.text for unit in units_of(words, 100)] == ["one", "two three. four five.", "six"]
    assert [(unit.pause_ms, unit.after_sentence) for unit in units_of(words, 100)] == [
        (0, False),
        (600, False),
        (0, True),
    ]
    short = said((0, "a"), (100, "b"), (200, "c"), (300, "d"), (650, "e"))
    assert [unit.text for unit in units_of(short, 100)] == ["a b c d", "e"]
    assert [len(unit.text.split()) for unit in units_of(said(*((n * 100, "so") for n in range(30))), 9)] == [14, 14, 2]


@given(
    st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from(["so", "box.", "你好"])), min_size=1, max_size=60),
    st.integers(1, 5),
    st.frozensets(st.integers(0, 60)),
)
def test_units_hold_all_words_in_order_and_are_few(
    steps: list[tuple[int, str]], most: int, changes: frozenset[int]
) -> None:
    words: list[Word] = []
    for pause_ms, text in steps:
        start_ms = (words[-1].end_ms if words else 0) + pause_ms
        words.append(Word(start_ms, start_ms + 200, text))
    units = units_of(words, most, changes)
    assert " ".join(unit.text for unit in units).split() == [word.text for word in words]
    assert 1 <= len(units) <= most
    assert [words[unit.first_word].start_ms for unit in units] == [unit.start_ms for unit in units]
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(units))


def test_a_unit_begins_where_the_slide_may_change() -> None:
    words = said(*((n * 100, f"w{n}") for n in range(9)))
    units = units_of(words, 100, frozenset({3, 7}))
    assert [unit.text for unit in units] == ["w0 w1 w2", "w3 w4 w5 w6", "w7 w8"]
    assert [unit.first_word for unit in units] == [0, 3, 7]


def test_no_words_are_no_units() -> None:
    assert units_of([], 5) == []
