"""Odd captions of an organiser's file: how each is put right, and what people read about it."""

import pytest

from mediasvc.domain.captions import Caption
from workers.timed_text.captions_file import read_captions
from workers.timed_text.markup import Line
from workers.timed_text.repairs import (
    GLIMPSE_MS,
    LEAST_SHOWN_MS,
    MOST_SHOWN_MS,
    Oddity,
    Repair,
    reading_ms,
    warnings_of,
)

DURATION_MS = 60_000
FIRST, LAST = "1\n00:00:01,000 --> 00:00:04,000\nOne\n\n", "\n\n3\n00:00:09,000 --> 00:00:10,000\nThree\n"
ONE, THREE = Caption(1_000, 4_000, "One"), Caption(9_000, 10_000, "Three")
ARABIC_DIGITS = str.maketrans({".": "\u066b"} | {str(digit): chr(0x660 + digit) for digit in range(10)})
FULL_WIDTH = {ord(mark): ord(mark) + 0xFEE0 for mark in ":,.->"}
READ_MS = LEAST_SHOWN_MS


def read(text: str) -> tuple[list[Caption], str]:
    """The captions of this file, and what people read about it."""
    heard = read_captions(text.encode(), DURATION_MS, 1_000)
    [warning] = heard.warnings or [None]
    assert warning is None or warning.code == "captions_repaired"
    return list(heard.said.captions), warning.message if warning else ""


@pytest.mark.parametrize(
    ("times", "start_ms", "end_ms", "oddity"),
    [
        ("00:00:05,000 --> 00:00:05,000", 5_000, 5_000 + READ_MS, "no length"),
        ("00:00:05,000 --> 00:00:04,000", 5_000, 5_000 + READ_MS, "no length"),
        ("00:00:08,900 --> 00:00:08,900", 8_900, 9_000, "no length"),
        ("00:00:05,000 --> 00:00:05,010", 5_000, 5_000 + READ_MS, "too short to be read"),
        ("00:00:05,000 --> 00:00:05,200", 5_000, 5_200, ""),
        ("00:00:08,990 --> 00:00:09,000", 8_990, 8_990 + READ_MS, "too short to be read"),
        ("00:00:08,990 --> 00:00:08,990", 8_990, 8_990 + READ_MS, "no length"),
        ("00:00:08,940 --> 00:00:09,000", 8_940, 9_000, ""),
        ("00:00:05,000 -->", 5_000, 5_000 + READ_MS, "a missing or malformed time"),
        ("00:00:05,000 --> 00:00:0X,000", 5_000, 5_000 + READ_MS, "a missing or malformed time"),
        ("--> 00:00:05,000", 5_000 - READ_MS, 5_000, "a missing or malformed time"),
        ("soon --> 00:00:04,500", 4_000, 4_500, "a missing or malformed time"),
        ("soon --> 00:00:03,000", 3_000 - READ_MS, 3_000, "a missing or malformed time"),
        ("NaN:NaN --> NaN:NaN", 4_000, 4_000 + READ_MS, "a missing or malformed time"),
        ("-00:00:01,000 --> 00:00:00,500", 0, 500, "a missing or malformed time"),
        ("00:00:00,-900 --> 00:00:00,500", 0, 500, "a missing or malformed time"),
        ("00:00:65,000 --> 00:00:66,000", None, None, "past the end of the recording"),
        ("00:00:05:000 --> 00:00:06:500", 5_000, 6_500, "a missing or malformed time"),
        ("00: 00: 05, 000 -> 00: 00: 06, 500", 5_000, 6_500, "a missing or malformed time"),
        ("00:00:05,000 --&gt; 00:00:06,500", 5_000, 6_500, ""),
        ("00:00:05,000 → 00:00:06,500", 5_000, 6_500, ""),
        (
            "00:00:05.000 --> 00:00:06.500".translate(ARABIC_DIGITS),
            5_000,
            6_500,
            "a missing or malformed time",
        ),
        ("00:00:05,000 --> 00:00:06.500".translate(FULL_WIDTH), 5_000, 6_500, ""),
        ("00.00.05.000 --> 00.00.06,500", 5_000, 6_500, "a missing or malformed time"),
        ("\u200f00:00:05,000 --> 00:00:06,500\u200f", 5_000, 6_500, ""),
        ("\u202a00:00:05,000\u202c --> \u202a00:00:06,500\u202c", 5_000, 6_500, ""),
        ("00:00:05,000 --\u200b> 00:00:06,500", 5_000, 6_500, ""),
        ("2 00:00:05,000 --> 00:00:06,500", 5_000, 6_500, ""),
        ("2\t00 : 00 : 05 --> 00 : 00 : 06,500", 5_000, 6_500, "a missing or malformed time"),
        ("00:00:05,000 >>> 00:00:06,500", 5_000, 6_500, ""),
        ("00:00:05,000 \u2010\u2010> 00:00:06,500", 5_000, 6_500, ""),
        ("00:00:05,000 to 00:00:06,500", 5_000, 6_500, ""),
        ("00:00:05,000", 5_000, 5_000 + READ_MS, "a missing or malformed time"),
        ("00:05.000 ->", 5_000, 5_000 + READ_MS, "a missing or malformed time"),
        ("00:01:00,000 --> 00:01:01,000", None, None, "past the end of the recording"),
        ("--> 00:02:00,000", None, None, "past the end of the recording"),
        ("-00:00:02,000 --> -00:00:01,000", None, None, "before its start"),
    ],
)
def test_a_caption_whose_times_are_odd_is_put_right(
    times: str, start_ms: int | None, end_ms: int | None, oddity: str
) -> None:
    captions, told = read(f"{FIRST}2\n{times}\nTwo{LAST}")
    two = [] if start_ms is None or end_ms is None else [Caption(start_ms, end_ms, "Two")]
    assert captions == sorted([ONE, *two, THREE], key=lambda caption: caption.start_ms)
    done = "repaired" if two else "left out"
    assert told.startswith(f"1 caption was {done}: line 6 (" if oddity else "")
    assert f"({oddity})" in told if oddity else told == ""


@pytest.mark.parametrize("header", ["WEBVTT\n\n", ""])
def test_captions_are_sorted_and_said_twice_they_stand_once(header: str) -> None:
    later, sooner = "00:05.000 --> 00:06.000\nTwo\n\n", "00:01.000 --> 00:04.000\nOne\n\n"
    captions, told = read(header + later + sooner + sooner.replace("04", "03") + later.replace("06", "07"))
    assert captions == [Caption(1_000, 4_000, "One"), Caption(5_000, 7_000, "Two")]
    above = header.count("\n")
    assert told == (
        f"2 captions were repaired: lines {above + 4} and {above + 7} (not in order). "
        f"2 captions were left out: lines {above + 7} and {above + 10} (there twice)."
    )


def test_captions_of_one_start_stay_in_the_order_of_the_file() -> None:
    captions, told = read("".join(f"00:05.000 --> 00:06.000\n{word}\n\n" for word in ("C", "A", "B")))
    assert ([caption.text for caption in captions], told) == (["C", "A", "B"], "")


def test_one_without_length_is_seen_beside_one_of_the_same_start() -> None:
    captions, _ = read("00:05.000 --> 00:05.000\nOne\n\n00:05.000 --> 00:08.000\nTwo\n\n00:05.500 --> 00:09.000\nThree")
    assert captions[0] == Caption(5_000, 5_500, "One")


def test_words_without_blank_lines_numbers_or_arrows_beside_them_stay() -> None:
    text = (
        "A title\n1\n00:01.000 --> 00:02.000 One, said beside its times\n\n1984\n"
        "00:02.000 --> 00:03.000\nTwo --> three\n7\n\n00:03.000 --> 00:04.000 align:start X1:10\n42\n\n"
        "1:30 --> lunch\n3\n00:04.000 --> 00:05.000\n5 → 6\n00:01:00,000 - 00:02:00,000\n4\n"
        "00:05.000 --> 00:06.000\n \n\n9\n\n10\n\n00:06.000 --> 00:07.000\nLast\n"
    )
    captions, told = read(text)
    assert [caption.text for caption in captions] == [
        *("One, said beside its times", "Two --> three\n7", "42\n1:30 --> lunch"),
        *("5 → 6\n00:01:00,000 - 00:02:00,000", "9\n10", "Last"),
    ]
    assert told == "1 caption was left out: line 1 (above the first times)."


def test_times_without_an_arrow_begin_a_caption_below_the_number_that_is_due() -> None:
    """Below another number, or none, a single time is words; so are two in a sentence."""
    words = "42\n00:00:05,000\n\n9\n00:00:06,000 to 00:00:07,000 is a break\n\n00:00:08,000"
    captions, told = read(
        f"1\n00:00:01,000\nOne\n\n2\n00:00:04,000 --> 00:00:09,000\nTwo\n\n{words}\n\n3\n0:09.5\nThree"
    )
    assert captions == [
        Caption(1_000, 1_000 + READ_MS, "One"),
        Caption(4_000, 9_000, "Two\n" + words.replace("\n\n", "\n")),
        Caption(9_500, 9_500 + READ_MS, "Three"),
    ]
    assert told == "2 captions were repaired: lines 2 and 18 (a missing or malformed time)."


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("", None),
        ("\ufeff\u200f1\n", None),
        ("1\n\n", None),
        ("WEBVTT - a talk\nKind: captions\n\n", None),
        ("WEBVTT\nhead\n", None),
        ("WEBVTT\n\nNOTE by\nme\n\nSTYLE\n::cue { color: red }\n\nfirst\n", None),
        ("WEBVTT\n\n00:00.500\nLost\n\n", 3),
        ("WEBVTT\nhead\n\nNOTE by me\n\nLost\n\nfirst\n", 6),
        ("\n7\n Lost\n\n1\n", 3),
    ],
)
def test_words_above_the_first_times_are_reported(above: str, line: int | None) -> None:
    captions, told = read(f"{above}00:00:01.000 --> 00:00:04.000\nOne")
    assert captions == [ONE]
    assert told == ("" if line is None else f"1 caption was left out: line {line} (above the first times).")


def test_marks_of_a_direction_are_no_part_of_a_number_and_stay_in_the_words() -> None:
    captions, told = read("".join(f"\u200f{n}\u200e\n00:0{n}.000 --> 00:0{n}.900\n\u200fنعم\n\n" for n in (1, 2, 3)))
    assert ([caption.text for caption in captions], told) == (["\u200fنعم"] * 3, "")


def test_numbers_stay_out_of_files_with_a_blank_line_after_every_line() -> None:
    doubled = (FIRST + "2\n00:00:05,000 --> 00:00:06,000\n100\n200" + LAST).replace("\n", "\n\n")
    carriage_returns = (FIRST + "2\n00:00:05,000 --> 00:00:06,000\n100\n200" + LAST).replace("\n", "\r\r\n")
    for text in (doubled, carriage_returns):
        assert [caption.text for caption in read(text)[0]] == ["One", "100\n200", "Three"]


def test_webvtt_of_several_files_loses_no_header_into_its_words() -> None:
    part = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:0{0}.000 --> 00:0{1}.000\nWord {0}\n\n"
    captions, told = read(part.format(1, 2) + "\ufeff" + part.format(2, 3))
    assert ([caption.text for caption in captions], told) == (["Word 1", "Word 2"], "")


def test_a_damaged_character_costs_nothing_else() -> None:
    whole = f"{FIRST}2\n00:00:05,000 --> 00:00:06,000\nنعم نتعلم كيف نستعد{LAST}".encode()
    cut = whole[: -len(LAST) - 1]
    heard = read_captions(cut, DURATION_MS, 1_000)
    assert heard.said.captions == (ONE, Caption(5_000, 6_000, "نعم نتعلم كيف نستع\ufffd"))
    assert heard.warnings[0].message == "1 caption was repaired: line 6 (characters that cannot be read)."
    nuls = read_captions(whole + b"\0" * 4_096, DURATION_MS, 1_000)
    assert (nuls.said.captions[2], nuls.warnings) == (THREE, ())


def test_what_has_no_words_is_left_out() -> None:
    captions, told = read(f"{FIRST}2\n00:00:05,000 --> 00:00:06,000\n<i> </i>{LAST}")
    assert (captions, told) == ([ONE, THREE], "1 caption was left out: line 6 (no words).")


def test_half_of_the_captions_may_lie_past_the_end() -> None:
    within, past = "00:0{}.000 --> 00:09.000\nIn {}\n", "02:0{}.000 --> 02:09.000\nOut\n"
    captions, told = read("".join(within.format(n, n) for n in range(4)) + "".join(map(past.format, range(4))))
    assert [caption.text for caption in captions] == ["In 0", "In 1", "In 2", "In 3"]
    assert told == "4 captions were left out: lines 9, 11, 13 and 15 (past the end of the recording)."


def test_a_long_list_of_lines_is_cut_short() -> None:
    odd = [Repair(Oddity.NO_LENGTH, line) for line in (48, 12)] + [Repair(Oddity.TWICE, line) for line in range(100)]
    [warning] = warnings_of([*odd, Repair(Oddity.NOT_IN_ORDER, 48)])
    assert warning.message == (
        "2 captions were repaired: lines 12 and 48 (no length), line 48 (not in order). "
        "100 captions were left out: lines 0, 1, 2, 3, 4 and 95 more (there twice)."
    )
    [six] = warnings_of(odd[2:8])
    assert six.message.endswith("lines 0, 1, 2, 3, 4 and 5 (there twice).")
    assert warnings_of([]) == ()


def test_reading_takes_as_long_as_the_words_are() -> None:
    assert reading_ms([Line("a")]) == LEAST_SHOWN_MS > GLIMPSE_MS
    assert reading_ms([Line("a" * 34), Line("b" * 17)]) == 3_000
    assert reading_ms([Line("a" * 10_000)]) == MOST_SHOWN_MS
