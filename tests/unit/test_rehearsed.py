"""The deck's own times: where they fit the recording, and what becomes of slides that have none."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing import rehearsed
from workers.timing.talk import PassedOver, Talk, TimedSlide

TIMES = [1_000, 2_000, 3_000]
SEVENTEEN = [20_000 + 1_000 * place for place in range(17)]


def talk_of(duration_ms: int, rehearsed_ms: Sequence[int | None], transition_ms: int = 0) -> Talk:
    slides = [TimedSlide(rehearsed_ms=each, transition_ms=transition_ms) for each in rehearsed_ms]
    return Talk(duration_ms, slides)


def timeline_of(talk: Talk) -> Timeline:
    timeline = rehearsed.plan(talk)
    assert isinstance(timeline, Timeline)
    return timeline


def starts(talk: Talk) -> list[tuple[int, int]]:
    return [(cue.slide, cue.start_ms) for cue in timeline_of(talk).cues]


def reason(talk: Talk) -> str:
    answer = rehearsed.plan(talk)
    assert isinstance(answer, PassedOver)
    return answer.reason


@pytest.mark.parametrize("duration_ms", [6_000, 4_000, 8_000])
def test_times_that_add_up_are_taken(duration_ms: int) -> None:
    assert starts(talk_of(duration_ms, TIMES)) == [(0, 0), (1, 1_000), (2, 3_000)]


@pytest.mark.parametrize("duration_ms", [3_999, 8_001])
def test_times_that_do_not_add_up_are_not(duration_ms: int) -> None:
    assert reason(talk_of(duration_ms, TIMES)) == f"the deck's times last 6 s, the sound {duration_ms // 1000} s"


@pytest.mark.parametrize(
    ("duration_ms", "taken"), [(1_030_900, True), (1_031_000, False), (970_900, True), (970_800, False)]
)
def test_a_long_talk_may_be_off_by_three_per_cent(duration_ms: int, taken: bool) -> None:
    assert isinstance(rehearsed.plan(talk_of(duration_ms, [400_000, 600_000])), Timeline) is taken


def test_the_rest_of_the_talk_is_the_last_slides() -> None:
    timeline = timeline_of(talk_of(7_500, TIMES))
    assert (timeline.cues[-1].slide, timeline.cues[-1].start_ms, timeline.cues[-1].end_ms) == (2, 3_000, 7_500)
    assert timeline.method is TimingMethod.REHEARSED


def test_the_better_times_fit_the_surer_they_are() -> None:
    sure = [timeline_of(talk_of(1_000_000 + off_ms, [400_000, 600_000])).confidence for off_ms in (0, 10_000, 30_000)]
    assert sure[0] > 0.9 > sure[1] > sure[2] > 0.5


def test_slides_past_the_end_of_the_recording_are_left_out() -> None:
    assert starts(talk_of(5_000, [1_000, 4_000, 900, 1_100])) == [(0, 0), (1, 1_000)]


def test_transitions_count_where_the_recording_has_them() -> None:
    assert starts(talk_of(9_000, TIMES, transition_ms=1_000)) == [(0, 0), (1, 2_000), (2, 5_000)]
    assert starts(talk_of(6_000, TIMES, transition_ms=1_000)) == [(0, 0), (1, 1_000), (2, 3_000)]


@pytest.mark.parametrize("missing", range(18))
def test_one_slide_without_a_time_has_what_seventeen_others_leave(missing: int) -> None:
    times: list[int | None] = [*SEVENTEEN]
    times.insert(missing, None)
    timeline = timeline_of(talk_of(sum(SEVENTEEN) + 31_234, times))
    lengths = [31_234 if time is None else time for time in times]
    assert [cue.end_ms - cue.start_ms for cue in timeline.cues] == lengths
    assert timeline.findings[0].sentence.startswith(f"the deck holds no time for slide {missing + 1},")
    assert "no time for this slide" in timeline.cues[missing].reason
    assert all(0.5 < cue.confidence < 0.9 for cue in timeline.cues)


def test_slides_that_were_clicked_through_share_what_the_others_leave() -> None:
    timeline = timeline_of(talk_of(sum(SEVENTEEN) + 60_000, [*SEVENTEEN, 400, 210, 599]))
    assert [cue.end_ms - cue.start_ms for cue in timeline.cues] == [*SEVENTEEN, 20_000, 20_000, 20_000]
    assert [cue.confidence < 0.5 for cue in timeline.cues] == [False] * 17 + [True] * 3
    assert timeline.findings[0].sentence.startswith("the deck holds no time for slides 18, 19, 20,")


def test_slides_that_were_clicked_through_in_the_talk_have_their_time() -> None:
    times = [*SEVENTEEN, 400, 210, 599]
    timeline = timeline_of(talk_of(sum(times), times))
    assert [cue.end_ms - cue.start_ms for cue in timeline.cues] == times


@pytest.mark.parametrize(
    ("duration_ms", "times"),
    [(6_000, [1_000, None, 1_000, None]), (60_000, [1_000, None, 1_000]), (3_000, [9_000, None, 9_000])],
    ids=["two gaps", "too much is left", "nothing is left"],
)
def test_what_nobody_can_fill_is_no_timeline(duration_ms: int, times: list[int | None]) -> None:
    assert "the deck holds no time for slide" in reason(talk_of(duration_ms, times))


def test_a_deck_without_times_says_so() -> None:
    assert reason(talk_of(6_000, [None, None])) == "the deck holds no times"


def test_a_slide_of_no_time_makes_the_others_less_sure_where_they_leave_none() -> None:
    talk = talk_of(6_000, [2_000, 0, 4_000])
    assert starts(talk) == [(0, 0), (2, 2_000)]
    assert timeline_of(talk).confidence == 0.75
    assert timeline_of(talk).findings[0].sentence == "the deck holds no time for slide 2, and the others leave none"


@pytest.mark.parametrize("ticked_ms", [0, 1, 599])
@pytest.mark.parametrize("missing", range(18))
def test_a_time_that_nobody_can_see_is_none_wherever_it_stands(missing: int, ticked_ms: int) -> None:
    """PowerPoint writes 0 where the box for a time is ticked, and no time is given."""
    times = [*SEVENTEEN]
    times.insert(missing, ticked_ms)
    timeline = timeline_of(talk_of(sum(SEVENTEEN) + 31_234, times))
    lengths = [31_234 if place == missing else time for place, time in enumerate(times)]
    assert [cue.end_ms - cue.start_ms for cue in timeline.cues] == lengths
    assert all(cue.confidence == 0.75 for cue in timeline.cues)


@pytest.mark.parametrize(
    ("duration_ms", "times", "named"),
    [(60_000, [0, 0, 0, 60_000], "slides 1, 2, 3"), (10_000, [9_000, 2_999, 0], "slide 3, and the others leave no")],
    ids=["most have none", "no room is left for the last one"],
)
def test_slides_of_no_time_are_not_given_away(duration_ms: int, times: list[int], named: str) -> None:
    assert reason(talk_of(duration_ms, times)).startswith(f"the deck holds no time for {named}")


@given(st.lists(st.integers(600, 600_000), min_size=1, max_size=30), st.integers(-2_000, 2_000))
def test_times_that_nearly_add_up_are_a_timeline(times: list[int], off_ms: int) -> None:
    duration_ms = max(1, sum(times) + off_ms)
    assert timeline_of(talk_of(duration_ms, times)).duration_ms == duration_ms


@given(st.lists(st.none() | st.integers(0, 600_000), max_size=30), st.integers(1, 10_000_000), st.integers(0, 3_000))
def test_whatever_the_times_are_the_answer_is_a_whole_timeline_or_a_reason(
    times: list[int | None], duration_ms: int, transition_ms: int
) -> None:
    answer = rehearsed.plan(talk_of(duration_ms, times, transition_ms))
    if isinstance(answer, PassedOver):
        assert answer.reason
    else:
        assert (answer.cues[0].start_ms, answer.duration_ms) == (0, duration_ms)
