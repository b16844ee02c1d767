"""Slide times from a video that shows the slides for a part of the time, and from what is said."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod
from workers.timing.said_words import Word
from workers.timing.seen import Seen, SeenSpan
from workers.timing.talk import Talk, TimedSlide
from workers.timing.together import seen_and_heard
from workers.timing.video import plan

TEXTS = (
    "Savings groups: twenty women meet every week and put coins into a wooden box with three padlocks.",
    "Loans: members borrow for seed, fertiliser and school fees, and repay within ninety days with interest.",
    "Rainfall: drought years lower harvests; maize fails first, while sorghum and cassava survive.",
    "Phones: mobile money agents charge commission, so transfers replace bus journeys to the bank branch.",
    "Results: nineteen of twenty-four groups survived; household assets grew by a third after training.",
    "Questions: could government subsidies damage trust, and should researchers publish the ledgers openly?",
)
SLIDES = [TimedSlide(text.partition(":")[0], text) for text in TEXTS]
SLIDE_MS, WORD_MS = 40_000, 400
DURATION_MS = SLIDE_MS * len(SLIDES)


def words_of(texts: Sequence[str], slide_ms: int = SLIDE_MS, first_ms: int = 0) -> list[Word]:
    """Return words that are said: each text in turn for so long, again and again."""
    words: list[Word] = []
    for place, text in enumerate(texts):
        begin_ms, own = first_ms + place * slide_ms, text.split()
        for at in range(slide_ms // WORD_MS - 2):
            words.append(Word(begin_ms + at * WORD_MS, begin_ms + at * WORD_MS + 300, own[at % len(own)]))
    return words


def talk_of(*spans: tuple[int | None, int], words: Sequence[Word] | None = None) -> Talk:
    """Return a talk whose video shows these slides, or none, from these times (s) on."""
    ends_s = [start_s for _, start_s in spans[1:]] + [DURATION_MS // 1000]
    seen = [SeenSpan(at * 1000, end * 1000, slide, 0.98) for (slide, at), end in zip(spans, ends_s, strict=True)]
    return Talk(DURATION_MS, SLIDES, language="en", seen=Seen(seen), words=words_of(TEXTS) if words is None else words)


def shown_at(starts: Sequence[SlideStart], at_ms: int) -> int:
    return [start.slide for start in starts if start.start_ms <= at_ms][-1]


def test_slides_that_nobody_sees_are_heard_between_those_seen() -> None:
    starts = seen_and_heard(talk_of((0, 0), (None, 20), (3, 130), (None, 150), (5, 230)))
    assert starts is not None
    assert [start.slide for start in starts] == [0, 1, 2, 3, 4, 5]
    assert all(abs(start.start_ms - place * SLIDE_MS) < 3_000 for place, start in enumerate(starts))
    assert [start.reason.partition(" ")[0] for start in starts] == ["seen", "words", "words", "seen", "words", "seen"]
    assert all(start.confidence > 0.7 for start in starts)


def test_a_change_that_is_seen_keeps_its_time() -> None:
    starts = seen_and_heard(talk_of((0, 0), (1, 47), (None, 60), (4, 163), (5, 207)))
    assert starts is not None
    assert {47_000, 207_000} < {start.start_ms for start in starts}


def test_what_is_heard_behind_the_last_slide_seen_is_shown() -> None:
    starts = seen_and_heard(talk_of((0, 0), (1, 40), (2, 80), (None, 115)))
    assert starts is not None
    assert [shown_at(starts, place * SLIDE_MS + 20_000) for place in range(6)] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("seed", range(8))
def test_a_slide_that_is_seen_is_shown_whatever_is_said(seed: int) -> None:
    chance = random.Random(seed)
    times = sorted(chance.sample(range(1, DURATION_MS // 1000), 14))
    spans = [(chance.choice((None, None, *range(len(SLIDES)))), at) for at in (0, *times)]
    talk = talk_of(*spans)
    assert talk.seen is not None
    words: list[Word] = []
    for place, span in enumerate(talk.seen.spans):
        # Of four slides that are seen, one is not what is spoken about.
        slide = chance.randrange(len(SLIDES)) if span.slide is None or place % 4 == 3 else span.slide
        words += words_of([TEXTS[slide]], span.end_ms - span.start_ms, span.start_ms)
    starts = seen_and_heard(replace(talk, words=words))
    assert starts is not None
    assert [start.start_ms for start in starts] == sorted(start.start_ms for start in starts)
    for span in talk.seen.spans:
        if span.slide is not None:
            middle_ms = (span.start_ms + span.end_ms) // 2
            assert {shown_at(starts, at) for at in (span.start_ms, middle_ms, span.end_ms - 1)} == {span.slide}


def test_words_of_another_talk_count_for_nothing() -> None:
    football = words_of(["He kicked the ball again and the keeper had no chance before the whistle"] * 6)
    assert seen_and_heard(talk_of((0, 0), (None, 30), (2, 90), (None, 100), words=football)) is None


def test_without_words_or_without_gaps_there_is_nothing_to_add() -> None:
    assert seen_and_heard(talk_of((0, 0), (None, 30), (2, 90), words=[])) is None
    assert seen_and_heard(replace(talk_of((0, 0), (None, 30)), words=None)) is None
    assert seen_and_heard(talk_of((0, 0), (2, 90))) is None


def test_who_shows_each_slide_as_it_comes_hides_no_changes() -> None:
    # The speaker names each slide some seconds before it is shown.
    early = [replace(word, start_ms=word.start_ms - 2_000, end_ms=word.end_ms - 2_000) for word in words_of(TEXTS)]
    spans = [each for place in range(6) for each in ((place, place * 40), (None, place * 40 + 12))]
    starts = seen_and_heard(talk_of(*spans, words=[word for word in early if word.start_ms >= 0]))
    assert starts is not None
    assert [start.start_ms for start in starts] == [place * SLIDE_MS for place in range(6)]


def test_the_timeline_is_the_videos_and_says_that_words_tell_the_rest() -> None:
    talk = talk_of((0, 0), (None, 20), (3, 130), (None, 150), (5, 230))
    both, seen_alone = plan(talk), plan(replace(talk, words=None))
    assert isinstance(both, Timeline)
    assert isinstance(seen_alone, Timeline)
    assert both.method is TimingMethod.VIDEO
    assert both.findings[0].sentence.endswith("for 21% of the time, and words tell the rest")
    assert [cue.slide for cue in seen_alone.cues] == [0, 3, 5]
    assert both.confidence > seen_alone.confidence
    assert all(one.end_ms == following.start_ms for one, following in pairwise(both.cues))
