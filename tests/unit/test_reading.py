"""Talks that are read out, and where their slides change."""

import pytest

from workers.timing import reading
from workers.timing.reading import Reading, reading_of
from workers.timing.said_words import Word
from workers.timing.talk import TimedSlide
from workers.timing.units import units_of

NOTES = (
    "Twenty women meet every week and put coins into a wooden box.",
    "Members borrow for seed and school fees, and repay within ninety days.",
    "Drought years lower harvests; maize fails first, while sorghum survives.",
)
SLIDES = [TimedSlide(notes=notes) for notes in NOTES]
WORD_MS = 400


def said(text: str) -> list[Word]:
    return [Word(place * WORD_MS, (place + 1) * WORD_MS, word) for place, word in enumerate(text.split())]


def read_out(text: str, slides: list[TimedSlide] = SLIDES) -> Reading:
    found = reading_of(said(text), slides)
    assert found is not None
    return found


def test_slides_change_where_one_slides_phrases_end_and_those_of_another_begin() -> None:
    words = " ".join(NOTES).split()
    assert [words[place] for place in sorted(read_out(" ".join(NOTES)).changes())] == ["Members", "Drought"]


def test_words_that_were_misheard_between_two_slides_may_belong_to_either() -> None:
    text = " ".join(NOTES).replace("wooden box. Members borrow", "wood and books. Embers borrow")
    changes = sorted(read_out(text).changes())
    assert [text.split()[place] for place in changes] == ["wood", "borrow", "Drought"]


def test_a_phrase_of_two_slides_tells_no_change() -> None:
    repeated = [*SLIDES[:2], TimedSlide(notes=NOTES[0])]
    assert read_out(f"{NOTES[0]} {NOTES[0]}", repeated).changes() == frozenset()


def test_phrases_say_which_slide_it_is() -> None:
    words = said(" ".join(NOTES))
    found = read_out(" ".join(NOTES))
    tokens = found.by_unit(units_of(words, 100, found.changes()))
    slides = [{int(found.known.weights[found.known.rows[token.form]].argmax()) for token in each} for each in tokens]
    assert [each for each in slides if each] == [{0}, {1}, {2}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "so every",
        "The women of the village put what they have into a box once in a while, and nobody knows how much of it is "
        "theirs; when it rains less, people eat what is left of last year's maize, and some borrow from one another.",
    ],
)
def test_free_speech_is_not_read_out(text: str) -> None:
    assert reading_of(said(text), SLIDES) is None


def test_phrases_of_scripts_without_spaces_are_of_characters() -> None:
    slides = [TimedSlide(notes="每周二十位妇女把硬币放进木箱"), TimedSlide(notes="成员借钱买种子和付学费")]
    found = read_out("每周 二十 位妇 女把 硬币 放进 木箱 成员 借钱 买种 子和 付学 费", slides)
    assert found.phrases[0].form == "每 周 二 十 位 妇"
    assert found.changes() == {7}


def test_of_very_long_talks_not_every_phrase_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    every = read_out(" ".join(NOTES)).phrases
    monkeypatch.setattr(reading, "MOST_CELLS", len(every) * len(SLIDES) // 2)
    fewer = read_out(" ".join(NOTES)).phrases
    assert fewer == every[::3]
