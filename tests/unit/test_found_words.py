"""Words that Tesseract finds on pages become their text; those that are not sure are left out."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.characters import readable
from workers.ocr import found_words
from workers.ocr.found_words import texts_of

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def row(text: str, sureness: object = 95, page: object = 1, block: int = 1, line: int = 1, level: int = 5) -> str:
    return "\t".join(map(str, (level, page, block, 1, line, 1, 0, 0, 9, 9, sureness, text)))


def read(*rows: str, pages: int = 1) -> list[str]:
    return texts_of("\n".join((HEAD, *rows)), pages)


def words(line: str) -> Sequence[str]:
    return [row(word) for word in line.split()]


def test_words_stand_on_the_lines_and_the_pages_that_they_were_found_on() -> None:
    rows = [row("Savings"), row("groups"), row("that", line=2), row("last", line=2), row("Loans", page=3)]
    assert read(*rows, pages=3) == ["Savings groups\nthat last", "", "Loans"]


@pytest.mark.parametrize(
    "kept_out",
    [
        row("||", 96),  # a bullet, or a line that is drawn
        row("wrong", 59.9),
        row("", 95),
        row("   ", 95),
        row("page", 95, level=1),
        row("page", 95, page=0),
        row("page", 95, page=9),
        row("page", 95, page="²"),
        row("page", 95, page="9" * 5_000),
        row("unsure", "very"),
        row("unsure", "nan"),
        "torn\trow",
        "\x00",
    ],
)
def test_what_is_no_sure_word_is_left_out(kept_out: str) -> None:
    assert read(*words("Seed is shared"), kept_out) == ["Seed is shared"]


def test_a_block_of_which_little_is_sure_is_left_out() -> None:
    scribbles = [row("xkwq", 20, block=2), row("vlll", 35, block=2), row("soon", 80, block=2)]
    assert read(*words("Who has paid in this month"), *scribbles) == ["Who has paid in this month"]


def test_a_page_of_which_hardly_anything_is_sure_has_no_text() -> None:
    scribbles = [row("xkwqvlll", 20, block=block) for block in range(2, 9)]
    assert read(row("rain", 99), *scribbles) == [""]


def test_lines_of_one_or_two_letters_are_noise_and_chinese_ones_are_not() -> None:
    assert read(row("Ww"), row("1kB", line=2), row("12 %", line=3), row("土", line=4)) == ["土"]


def test_characters_that_are_words_each_stand_together() -> None:
    rows = [row(letter) for letter in ("气", "候", "变化", "IPCC", "2026", "年")]
    assert read(*rows) == ["气候变化 IPCC 2026 年"]


def test_nothing_but_writing_comes_out() -> None:
    assert read(row("Se\x07ed\x1b"), row("\u202eshared")) == ["Seed \u202eshared"]


def test_a_page_has_no_more_letters_than_slides_have() -> None:
    (text,) = read(*[row("word" * 100, line=line) for line in range(500)])
    assert len(text) <= found_words.MOST_CHARACTERS
    assert max(map(len, text.split("\n"))) == found_words.MOST_LETTERS_A_WORD


CELLS = st.sampled_from(["", "1", "2", "5", "-1", "95.5", "word", "inf"]) | st.text(max_size=4)


@given(st.lists(st.lists(CELLS, min_size=11, max_size=13).map("\t".join)) | st.lists(st.text()), st.integers(1, 3))
def test_whatever_was_printed_each_page_has_a_text(rows: list[str], pages: int) -> None:
    texts = read(*rows, pages=pages)
    assert len(texts) == pages
    assert all(text == readable(text) and len(text) <= found_words.MOST_CHARACTERS for text in texts)
