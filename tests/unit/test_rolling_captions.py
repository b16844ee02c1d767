"""Captions that roll say every line several times; each is kept once, and what people say twice stays twice."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.domain.captions import Caption
from workers.timed_text.captions_file import ReadCaptions, read_captions

DURATION_MS = 600_000
STEP_MS, BRIDGE_MS = 2_000, 10
LINES = ["and so my fellow americans", "ask not what your country", "can do for you", "ask what you can do", "[Music]"]


def clock(at_ms: int) -> str:
    return f"00:{at_ms // 60_000:02}:{at_ms // 1_000 % 60:02}.{at_ms % 1_000:03}"


def block(start_ms: int, end_ms: int, *rows: str) -> str:
    return f"{clock(start_ms)} --> {clock(end_ms)} align:start position:0%\n" + "\n".join(rows) + "\n\n"


def read(*blocks: str, header: str = "WEBVTT\nKind: captions\nLanguage: en\n\n") -> ReadCaptions:
    return read_captions((header + "".join(blocks)).encode(), DURATION_MS, 1_000)


def texts(heard: ReadCaptions) -> list[str]:
    return [caption.text for caption in heard.said.captions]


def youtube(lines: Sequence[str], *, timed: bool = True) -> list[str]:
    """As YouTube writes them: the line above, the new one with its words' times, and a bridge after each."""
    blocks: list[str] = []
    above = " "
    for place, line in enumerate(lines):
        start_ms, end_ms = place * STEP_MS, (place + 1) * STEP_MS
        first, *others = line.split()
        words = "".join(f"<{clock(start_ms + 100)}><c> {word}</c>" for word in others)
        blocks.append(block(start_ms, end_ms - BRIDGE_MS, above, first + words if timed else line))
        blocks.append(block(end_ms - BRIDGE_MS, end_ms, line, " "))
        above = line
    return blocks


def windows(lines: Sequence[str], rows: int, *, gap_ms: int = 0) -> list[str]:
    """As programs write a broadcast's roll-up captions: as many of the newest lines as there are rows."""
    return [
        block(place * STEP_MS, (place + 1) * STEP_MS - gap_ms, *lines[max(0, place + 1 - rows) : place + 1])
        for place in range(len(lines))
    ]


def joined(lines: Sequence[str]) -> list[str]:
    """YouTube's as some converters leave them: the line above and the new one are one."""
    blocks: list[str] = []
    for place, line in enumerate(lines):
        start_ms, end_ms = place * STEP_MS, (place + 1) * STEP_MS
        blocks.append(block(start_ms, end_ms - BRIDGE_MS, " ".join(lines[max(0, place - 1) : place + 1])))
        blocks.append(block(end_ms - BRIDGE_MS, end_ms, line))
    return blocks


def thrice(lines: Sequence[str]) -> list[str]:
    """YouTube's as others leave them: each line by itself, a bridge, and the line again."""
    blocks: list[str] = []
    for place, line in enumerate(lines):
        start_ms, end_ms = place * STEP_MS, (place + 1) * STEP_MS
        bridge_ms = start_ms + STEP_MS // 2
        times = [start_ms, bridge_ms, bridge_ms + BRIDGE_MS, end_ms]
        blocks += [block(*pair, line) for pair in pairwise(times)]
    return blocks


ROLLING = {
    "YouTube's": youtube(LINES),
    "YouTube's, converted": youtube(LINES, timed=False),
    "YouTube's, without its bridges": youtube(LINES)[::2],
    "YouTube's, its rows joined": joined(LINES),
    "YouTube's, the last bridge missing": youtube(LINES)[:-1],
    "two rows": windows(LINES, 2),
    "three rows": windows(LINES, 3),
    "four rows": windows(LINES, 4),
    "with a frame between them": windows(LINES, 3, gap_ms=33),
    "over one another": windows(LINES, 3, gap_ms=-500),
    "after pauses": windows(LINES, 2, gap_ms=1_500),
}


@pytest.mark.parametrize("header", ["WEBVTT\nKind: captions\n\n", ""], ids=["WebVTT", "SRT"])
@pytest.mark.parametrize("blocks", ROLLING.values(), ids=ROLLING)
def test_each_line_is_kept_once_from_when_it_is_new(blocks: list[str], header: str) -> None:
    heard = read(*blocks, header=header)
    assert texts(heard) == LINES
    assert [caption.start_ms for caption in heard.said.captions] == [place * STEP_MS for place in range(len(LINES))]
    [warning] = heard.warnings
    assert warning.code == "captions_repaired"
    assert warning.message.startswith(f"{len(blocks) - 1} captions were repaired: lines ")
    assert "(rolling, each line is kept once)" in warning.message


def test_a_line_lasts_until_a_newer_one_comes() -> None:
    heard = read(*youtube(LINES[:2]), block(9_000, 9_500, "after a pause"))
    assert heard.said.captions == (
        Caption(0, STEP_MS, LINES[0]),
        Caption(STEP_MS, 2 * STEP_MS, LINES[1]),
        Caption(9_000, 9_500, "after a pause"),
    )


def test_two_lines_with_their_bridges_are_enough() -> None:
    assert texts(read(*youtube(LINES[:2]))) == LINES[:2]


def test_a_bridge_again_and_again_is_enough() -> None:
    heard = read(*thrice(LINES[:2]))
    assert heard.said.captions == (Caption(0, 2_000, LINES[0]), Caption(2_000, 4_000, LINES[1]))
    assert heard.warnings[0].message == (
        "4 captions were repaired: lines 8, 11, 17 and 20 (rolling, each line is kept once)."
    )


def test_a_single_bridge_is_not_enough() -> None:
    heard = read(*thrice(LINES[:1]), block(5_000, 6_000, LINES[1]))
    assert texts(heard) == [LINES[0], LINES[0], LINES[0], LINES[1]]
    one_joined = [block(0, 1_990, "No."), block(1_990, 2_000, "No."), block(2_000, 4_000, "No. Never.")]
    assert texts(read(*one_joined)) == ["No.", "No.", "No. Never."]


def test_words_said_again_without_lengths_are_no_bridges() -> None:
    heard = read(*(block(start_ms, start_ms, "Yes.") for start_ms in (1_000, 1_800, 2_600, 3_400)))
    assert texts(heard) == ["Yes."] * 4


def test_arabic_rolls_too() -> None:
    lines = ["نعم نتعلم كيف نستعد", "ونتكلم عن صندوق", "في كل قرية صغيرة"]
    assert texts(read(*youtube(lines))) == lines


def test_lines_that_grow_are_kept_as_they_end() -> None:
    words = LINES[0].split()
    grown = [block(place * 500, place * 500 + 500, " ".join(words[: place + 1])) for place in range(len(words))]
    after = block(5_000, 6_000, "ask not")
    assert read(*grown, after).said.captions == (Caption(0, 2_500, LINES[0]), Caption(5_000, 6_000, "ask not"))


REFRAIN = ["we shall overcome", "some day", "some day", "deep in my heart", "no", "no no", "I believe"]


def test_the_last_of_several_lines_may_grow_once() -> None:
    whole = windows(LINES, 2)
    assert texts(read(*whole[:2], block(4_000, 4_500, LINES[1], "can do"), *whole[2:])) == LINES


@pytest.mark.parametrize("blocks", [youtube(REFRAIN), windows(REFRAIN, 2), windows(REFRAIN, 3)])
def test_what_is_said_twice_in_captions_that_roll_stays_twice(blocks: list[str]) -> None:
    assert texts(read(*blocks)) == REFRAIN


ORDINARY = {
    "a word twice": [["No."], ["No. No."], ["No."]],
    "a refrain": [
        ["We shall overcome"],
        ["We shall overcome"],
        ["We shall overcome", "some day"],
        ["Deep in my heart"],
    ],
    "a refrain again and again": [["La la la"]] * 9,
    "two lines each": [["one", "two"], ["three", "four"], ["five", "six"], ["six", "seven"]],
    "people who answer": [["- Yes.", "- No."], ["- No.", "- Yes."], ["- Yes.", "- No."], ["- No.", "- Yes."]],
    "Arabs who answer": [["\u200f\u2013 نعم", "\u200f\u2013 لا"], ["\u200f\u2013 لا", "\u200f\u2013 نعم"]] * 3,
    "one line grows": [["I"], ["I think"], ["I think so"], ["And you?"]],
    "notes": [["♪", "one", "♪"], ["♪", "two", "♪"], ["♪", "three", "♪"]],
}


@pytest.mark.parametrize("captions", ORDINARY.values(), ids=ORDINARY)
def test_captions_that_do_not_roll_stay_as_they_are(captions: list[list[str]]) -> None:
    blocks = [block(place * STEP_MS, (place + 1) * STEP_MS, *rows) for place, rows in enumerate(captions)]
    heard = read(*blocks)
    assert texts(heard) == ["\n".join(rows) for rows in captions]
    assert heard.warnings == ()


def test_what_rolls_is_kept_once_in_a_file_where_little_does() -> None:
    others = [block(60_000 + place * STEP_MS, 62_000 + place * STEP_MS, f"Sentence {place}.") for place in range(50)]
    refrain = [block(200_000, 202_000, "Yes"), block(202_000, 204_000, "Yes", "we can")]
    heard = read(*youtube(LINES), *others, *refrain)
    assert texts(heard) == [*LINES, *(f"Sentence {place}." for place in range(50)), "Yes", "Yes\nwe can"]


def test_where_most_rolls_so_does_what_is_short() -> None:
    short = [block(60_000, 62_000, "Yes"), block(62_000, 64_000, "Yes", "we can")]
    alone = [block(90_000, 91_990, "Thank you"), block(91_990, 92_000, "Thank you")]
    heard = read(*windows(LINES, 2), *short, *alone)
    assert texts(heard) == [*LINES, "Yes", "we can", "Thank you"]
    assert heard.said.captions[-1] == Caption(90_000, 92_000, "Thank you")


spoken_lines = st.lists(
    st.sampled_from(["yes", "yes we can", "no", "we can", "some day", "ask not", "one two three"]), min_size=3
)


@given(spoken_lines, st.integers(2, 4))
@example(["yes", "yes", "yes we can"], 2)
def test_rows_are_read_as_they_were_said(lines: list[str], rows: int) -> None:
    assert texts(read(*windows([*LINES, *lines], rows))) == [*LINES, *lines]


@given(spoken_lines)
def test_youtube_is_read_as_it_was_said(lines: list[str]) -> None:
    assert texts(read(*youtube(lines))) == lines
    assert texts(read(*joined(lines))) == lines


@given(spoken_lines)
def test_people_who_talk_with_bridges_are_kept_once(lines: list[str]) -> None:
    talk = [f"- {line}" for line in lines]
    assert texts(read(*youtube(talk))) == talk
