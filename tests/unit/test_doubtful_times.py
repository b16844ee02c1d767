"""Nothing is published as sure that is not: what people are told of slide times that may be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.delivery.figures import percent
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.domain.timeline_summary import SURE_ENOUGH, summary_of
from workers.steps.plan_timeline import warnings_of


def timeline(*confidences: float, method: TimingMethod = TimingMethod.REHEARSED) -> Timeline:
    """Return a timeline in which the slides follow each other, one for each confidence, for 10 s each."""
    starts = [SlideStart(place, place * 10_000, confidence) for place, confidence in enumerate(confidences)]
    return timeline_of(starts, len(confidences) * 10_000, method)


@pytest.mark.parametrize(
    ("confidences", "told"),
    [
        ((1.0, 0.9, 0.5), []),
        ((0.9, 0.4, 0.9), [("slide_times_doubtful", (2,))]),
        ((0.9, 0.4, 0.9, 0.1), [("slide_times_doubtful", (2, 4))]),
        ((0.9, 0.1, 0.1), [("timing_is_a_guess", ()), ("slide_times_doubtful", (2, 3))]),
    ],
)
def test_doubtful_slides_are_named(confidences: tuple[float, ...], told: list[tuple[str, tuple[int, ...]]]) -> None:
    warnings = warnings_of(timeline(*confidences))
    assert [(warning.code, warning.slides) for warning in warnings] == told


def test_an_even_split_is_a_guess_of_the_whole_talk() -> None:
    (warning,) = warnings_of(timeline(0.1, 0.1, method=TimingMethod.EVEN))
    assert (warning.code, warning.slides) == ("timing_is_a_guess", ())
    assert "all have the same time" in warning.message
    assert warnings_of(timeline(1.0, method=TimingMethod.EVEN)) == []


def test_what_guesses_is_not_said_to_share_the_time_out() -> None:
    guess = warnings_of(timeline(0.2, 0.3))[0].message
    assert "slide times by rehearsed are 25% sure" in guess
    assert "same time" not in guess


def test_how_sure_a_talk_is_has_no_more_digits_than_mean_something() -> None:
    assert timeline(0.9, 0.8, 0.7, 0.61).confidence == 0.7525
    assert timeline(0.9, 0.8, 0.81).confidence == 0.8367
    assert timeline(*[1.0] * 20_000, 0.9).confidence == 0.9999
    assert timeline(1.0, 1.0).confidence == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_a_talk_is_told_to_be_sure_only_where_every_cue_is(confidences: list[float]) -> None:
    shown = timeline(*confidences)
    summary, warnings = summary_of(shown), warnings_of(shown)
    assert (summary.cues, summary.doubtful) == (len(confidences), sum(each < SURE_ENOUGH for each in confidences))
    assert (warnings == []) == (summary.doubtful == 0)
    assert (percent(summary.confidence) == "100%") == (summary.confidence >= 1)
