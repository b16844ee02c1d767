"""Ways to find slide times without a cues file, and which of them is taken."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.errors import TimingUnavailable
from mediasvc.domain.timeline import Finding, SlideStart, Timeline, TimingMethod
from workers.timing import even, rehearsed
from workers.timing.methods import plan
from workers.timing.talk import PassedOver, Talk, TimedSlide

CUES = [SlideStart(0, 0), SlideStart(2, 4_000)]
REHEARSED = [1_000, 2_000, 3_000]


def talk_of(duration_ms: int, rehearsed_ms: Sequence[int | None], cues: Sequence[SlideStart] | None = None) -> Talk:
    return Talk(duration_ms, [TimedSlide(rehearsed_ms=each) for each in rehearsed_ms], cues)


def starts(talk: Talk) -> list[tuple[int, int]] | None:
    timeline = rehearsed.plan(talk)
    return None if isinstance(timeline, PassedOver) else [(cue.slide, cue.start_ms) for cue in timeline.cues]


@pytest.mark.parametrize("duration_ms", [6_000, 4_000, 8_000])
def test_rehearsed_times_that_add_up_are_taken(duration_ms: int) -> None:
    assert starts(talk_of(duration_ms, REHEARSED)) == [(0, 0), (1, 1_000), (2, 3_000)]


@pytest.mark.parametrize("duration_ms", [3_999, 8_001])
def test_rehearsed_times_that_do_not_add_up_are_not(duration_ms: int) -> None:
    assert starts(talk_of(duration_ms, REHEARSED)) is None


@pytest.mark.parametrize(
    ("duration_ms", "taken"), [(1_020_408, True), (1_020_409, False), (980_393, True), (980_392, False)]
)
def test_a_long_talk_may_be_off_by_two_per_cent(duration_ms: int, taken: bool) -> None:
    assert (starts(talk_of(duration_ms, [400_000, 600_000])) is not None) is taken


def test_the_rest_of_the_talk_is_the_last_slides() -> None:
    timeline = rehearsed.plan(talk_of(7_500, REHEARSED))
    assert isinstance(timeline, Timeline)
    assert (timeline.cues[-1].slide, timeline.cues[-1].start_ms, timeline.cues[-1].end_ms) == (2, 3_000, 7_500)
    assert (timeline.method, timeline.confidence) == (TimingMethod.REHEARSED, 0.8)


def test_slides_past_the_end_of_the_recording_are_left_out() -> None:
    assert starts(talk_of(5_000, [1_000, 4_000, 900, 1_100])) == [(0, 0), (1, 1_000)]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_one_missing_time_is_no_timeline(missing: int) -> None:
    times: list[int | None] = [2_000, 2_000, 2_000]
    times[missing] = None
    assert starts(talk_of(6_000, times)) is None
    answer = rehearsed.plan(talk_of(6_000, times))
    assert isinstance(answer, PassedOver)
    assert f"slide {missing + 1}" in answer.reason


def test_a_slide_of_no_time_is_not_shown() -> None:
    assert starts(talk_of(6_000, [2_000, 0, 4_000])) == [(0, 0), (2, 2_000)]


@given(st.lists(st.integers(0, 600_000), min_size=1, max_size=30), st.integers(-2_000, 2_000))
def test_rehearsed_times_that_nearly_add_up_are_a_timeline(times: list[int], off_ms: int) -> None:
    duration_ms = max(1, sum(times) + off_ms)
    timeline = rehearsed.plan(talk_of(duration_ms, times))
    assert isinstance(timeline, Timeline)
    assert timeline.duration_ms == duration_ms


def test_an_even_split_is_a_guess_except_of_one_slide() -> None:
    timeline = even.plan(talk_of(10_000, [None, None, None]))
    assert [(cue.slide, cue.start_ms, cue.end_ms) for cue in timeline.cues] == [
        (0, 0, 3_333),
        (1, 3_333, 6_666),
        (2, 6_666, 10_000),
    ]
    assert (timeline.method, timeline.confidence) == (TimingMethod.EVEN, 0.1)
    assert even.plan(talk_of(10_000, [None])).confidence == 1.0


@pytest.mark.parametrize(
    ("talk", "method"),
    [
        (talk_of(6_000, REHEARSED, CUES), TimingMethod.CUES),
        (talk_of(6_000, REHEARSED), TimingMethod.REHEARSED),
        (talk_of(60_000, REHEARSED), TimingMethod.EVEN),
        (talk_of(6_000, [1_000, None, 5_000]), TimingMethod.EVEN),
    ],
)
def test_auto_takes_the_one_that_is_most_sure(talk: Talk, method: TimingMethod) -> None:
    assert plan(TimingMethod.AUTO, talk).method is method


@pytest.mark.parametrize("method", [TimingMethod.CUES, TimingMethod.REHEARSED, TimingMethod.EVEN])
def test_what_is_asked_for_is_taken(method: TimingMethod) -> None:
    assert plan(method, talk_of(6_000, REHEARSED, CUES)).method is method


@pytest.mark.parametrize("method", [TimingMethod.CUES, TimingMethod.REHEARSED])
def test_nothing_stands_in_for_what_is_asked_for(method: TimingMethod) -> None:
    with pytest.raises(TimingUnavailable, match=f"timing by {method}"):
        plan(method, talk_of(6_000, [None, None]))


def test_every_method_says_what_it_found_or_why_it_did_not_apply() -> None:
    timeline = plan(TimingMethod.AUTO, talk_of(60_000, REHEARSED))
    assert timeline.findings == (
        Finding(TimingMethod.CUES, "no cues file was given"),
        Finding(TimingMethod.REHEARSED, "the deck's times last 6 s, the sound 60 s"),
        Finding(TimingMethod.TRANSCRIPT, "no captions were given"),
        Finding(TimingMethod.PAUSES, "nobody has listened for speech"),
        Finding(TimingMethod.EVEN, "3 slide times", 0.1),
    )
    assert [finding.method for finding in plan(TimingMethod.AUTO, talk_of(6_000, [1], CUES)).findings] == ["cues"]
