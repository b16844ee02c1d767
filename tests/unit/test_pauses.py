"""Slide times from pauses: found where slides are read out, and not where they are not."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import Timeline
from workers.timing.pauses import plan
from workers.timing.spoken_length import spoken_letters
from workers.timing.talk import PassedOver, Talk, TimedSlide

MS_A_LETTER = 70


def sentence(letters: int) -> str:
    return ("abcd efghi " * letters)[: round(letters * 11 / 9)].strip() + "."


def slides_of(lengths: Sequence[Sequence[int]]) -> list[TimedSlide]:
    """Return slides whose notes have sentences of so many letters."""
    return [TimedSlide("Title", notes=" ".join(map(sentence, each))) for each in lengths]


def read_out(lengths: Sequence[Sequence[int]], seed: int = 1) -> tuple[list[Span], list[int]]:
    """Return the speech of somebody who reads them out, and when each slide begins."""
    chance = np.random.default_rng(seed)
    spans: list[Span] = []
    starts: list[int] = []
    at = 500
    for each in lengths:
        starts.append(at)
        for letters in each:
            lasts = int(letters * MS_A_LETTER * chance.uniform(0.9, 1.1))
            spans.append(Span(at, at + lasts))
            at += lasts + int(chance.uniform(300, 800))
        at += int(chance.uniform(300, 2_000))
    return spans, starts


def lengths_of(seed: int, slides: int = 20) -> list[list[int]]:
    chance = np.random.default_rng(seed)
    return [chance.integers(20, 120, chance.integers(1, 8)).tolist() for _ in range(slides)]


def talk_of(slides: Sequence[TimedSlide], spans: Sequence[Span]) -> Talk:
    return Talk(spans[-1].end_ms + 1_000 if spans else 60_000, slides, speech=spans)


def share_right(timeline: Timeline, starts: Sequence[int]) -> float:
    at = np.arange(0, timeline.duration_ms, 100)
    shown = np.searchsorted([cue.start_ms for cue in timeline.cues], at, side="right") - 1
    slides = np.array([cue.slide for cue in timeline.cues])[shown]
    true = np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)
    return float((slides == true).mean())


@pytest.mark.parametrize("seed", range(3))
def test_slides_that_are_read_out_are_found(seed: int) -> None:
    lengths = lengths_of(seed)
    spans, starts = read_out(lengths, seed)
    timeline = plan(talk_of(slides_of(lengths), spans))
    assert isinstance(timeline, Timeline)
    assert share_right(timeline, starts) > 0.85
    assert timeline.confidence > 0.5
    assert all(cue.reason for cue in timeline.cues)
    doubtful = [cue for cue in timeline.cues if cue.confidence < 0.5]
    assert all(cue.slide not in {other.slide for other in cue.candidates} for cue in doubtful)


def test_a_slide_begins_shortly_before_it_is_spoken_about() -> None:
    lengths = lengths_of(3)
    spans, _ = read_out(lengths, 3)
    timeline = plan(talk_of(slides_of(lengths), spans))
    assert isinstance(timeline, Timeline)
    for cue in timeline.cues[1:]:
        before = max(span.end_ms for span in spans if span.start_ms < cue.start_ms)
        assert before < cue.start_ms
        assert min(abs(span.start_ms - cue.start_ms) for span in spans) <= 200


def test_a_return_to_an_earlier_slide_is_found() -> None:
    lengths = lengths_of(5)
    order = [*range(12), 4, *range(12, 20)]
    spans, starts = read_out([lengths[slide] for slide in order], 5)
    timeline = plan(talk_of(slides_of(lengths), spans))
    assert isinstance(timeline, Timeline)
    at = np.arange(0, timeline.duration_ms, 100)
    cues = np.searchsorted([cue.start_ms for cue in timeline.cues], at, side="right") - 1
    true = np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)
    right = np.array([cue.slide for cue in timeline.cues])[cues] == np.array(order)[true]
    assert right.mean() > 0.85


@pytest.mark.parametrize(("seed", "shown"), [(1, 12), (2, 15), (3, 17)])
def test_a_talk_that_ends_before_its_deck_does_is_passed_over(seed: int, shown: int) -> None:
    lengths = lengths_of(seed)
    spans, _ = read_out(lengths[:shown], seed)
    assert isinstance(plan(talk_of(slides_of(lengths), spans)), PassedOver)


@pytest.mark.parametrize(("notes", "is_said"), [("Mind the time, then the next one!", False), ("So " * 20, True)])
def test_short_notes_are_remarks(notes: str, is_said: bool) -> None:
    """Letters and spaces count: forty of them are about eight words."""
    lengths = lengths_of(1)
    spans, _ = read_out([[90, 90, 90] if slide == 9 else each for slide, each in enumerate(lengths)], 1)
    slides = slides_of(lengths)
    slides[9] = TimedSlide("", " ".join([sentence(90)] * 3), notes)
    timeline = plan(talk_of(slides, spans))
    assert isinstance(timeline, Timeline)
    (cue,) = (cue for cue in timeline.cues if cue.slide == 9)
    found_s = int(cue.reason.split("about ")[1].split()[0])
    assert (found_s < 10) is is_said


@pytest.mark.parametrize("seed", range(4))
def test_a_deck_that_is_not_read_out_is_passed_over(seed: int) -> None:
    spans, _ = read_out(lengths_of(seed), seed)
    others = lengths_of(seed + 100)
    assert isinstance(plan(talk_of(slides_of(others), spans)), PassedOver)


@pytest.mark.parametrize(
    ("slides", "spans", "reason"),
    [
        (slides_of([[90]]), read_out([[90]])[0], "one slide"),
        (slides_of([[90]] * 201), read_out([[90]] * 201)[0], "more than 200 slides"),
        (slides_of([[90], [80]]), None, "listened"),
        (slides_of([[90], [80]]), [], r"fewer pauses \(0\)"),
        (slides_of([[90], [80]]), [Span(0, 9_000)], r"fewer pauses \(0\)"),
        (slides_of([[10], [10]]), read_out([[900], [900]])[0], "at 1 a minute"),
        (slides_of([[900], [900]]), read_out([[90], [90]])[0], "a minute"),
        ([TimedSlide(), TimedSlide()], read_out([[90], [90]])[0], "at 0 a minute"),
    ],
)
def test_it_says_why_it_passes_itself_over(slides: list[TimedSlide], spans: list[Span] | None, reason: str) -> None:
    answer = plan(Talk(600_000, slides, speech=spans))
    assert isinstance(answer, PassedOver)
    assert re.search(reason, answer.reason)


@settings(max_examples=30)
@given(st.data())
def test_whatever_is_heard_the_answer_is_a_timeline_or_a_reason(data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 600_000), min_size=2, max_size=40, unique=True).map(sorted))
    spans = [Span(one, other) for one, other in pairwise(times)][::2]
    slides = data.draw(
        st.lists(st.builds(TimedSlide, title=st.text(max_size=9), text=st.text(max_size=60)), min_size=1, max_size=9)
    )
    answer = plan(Talk(600_000, slides, speech=spans))
    if isinstance(answer, Timeline):
        assert answer.duration_ms == 600_000
        assert all(0 <= cue.confidence <= 1 for cue in answer.cues)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Water, 2 taps!", 12.5),
        ("会議", 6),
        ("한국", 6),
        ("かな", 4),
        ("ሰላም", 6),
        ("سلام", 6),
        ("ســـلام", 6),
        ("", 0),
        ("—  …", 0),
    ],
)
def test_a_text_is_as_long_as_it_takes_to_say_it(text: str, letters: float) -> None:
    assert spoken_letters(text) == letters
