"""Slide times by the narration in the deck: exact where it is the talk's sound, by its length beside a recording."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing import narration
from workers.timing.talk import PassedOver, Talk, TimedSlide

LENGTHS = st.lists(st.integers(1, 600_000), min_size=1, max_size=40)


def slides(lengths_ms: Sequence[int | None], advance_ms: int | None = None, transition_ms: int = 0) -> list[TimedSlide]:
    return [TimedSlide(narrated_ms=each, rehearsed_ms=advance_ms, transition_ms=transition_ms) for each in lengths_ms]


def timeline_of(talk: Talk) -> Timeline:
    timeline = narration.plan(talk)
    assert isinstance(timeline, Timeline)
    return timeline


def lengths_of(timeline: Timeline) -> list[int]:
    return [cue.end_ms - cue.start_ms for cue in timeline.cues]


@given(LENGTHS)
def test_narration_that_is_the_talks_sound_is_exact(lengths_ms: list[int]) -> None:
    """Whatever the deck's other times say."""
    shown = slides(lengths_ms, advance_ms=1_000, transition_ms=700)
    timeline = timeline_of(Talk(sum(lengths_ms), shown, is_narration=True))
    assert lengths_of(timeline) == lengths_ms
    assert (timeline.method, timeline.confidence) == (TimingMethod.NARRATION, 1.0)


def test_a_recording_of_the_sounds_alone_has_their_times() -> None:
    timeline = timeline_of(Talk(60_100, slides([10_000, 20_000, 30_000], advance_ms=40_000)))
    assert lengths_of(timeline) == [10_000, 20_000, 30_100]
    assert 0.9 < timeline.confidence < 1.0


def test_a_recording_of_the_show_has_its_times() -> None:
    """The sound of PowerPoint's own video: transitions, and what a slide is shown beyond its sound."""
    timeline = timeline_of(Talk(54_000, slides([10_000, 20_000, 15_000], advance_ms=15_600, transition_ms=900)))
    assert lengths_of(timeline) == [16_500, 20_900, 16_600]


def test_a_slide_without_a_sound_has_its_own_time_beside_a_recording() -> None:
    shown = [*slides([10_000]), TimedSlide(rehearsed_ms=5_000), *slides([20_000])]
    assert lengths_of(timeline_of(Talk(35_000, shown))) == [10_000, 5_000, 20_000]


def test_slides_without_any_time_make_the_others_less_sure_beside_a_recording() -> None:
    timeline = timeline_of(Talk(30_000, slides([10_000, None, 20_000, None])))
    assert [cue.slide for cue in timeline.cues] == [0, 2]
    assert timeline.confidence < 0.5
    assert timeline.findings[0].sentence == "narration of 2 slides, as long as the recording; 2 without a time"
    some = [timeline_of(Talk(each * 10_000, slides([10_000] * each + [None] * (8 - each)))) for each in (8, 6, 4)]
    assert [each.confidence for each in some] == [0.97, 0.728, 0.485]


def test_what_silent_slides_say_is_no_narration() -> None:
    shown = [TimedSlide(narrated_ms=5_000, is_silent=each) for each in (False, True, False)]
    timeline = timeline_of(Talk(15_000, shown, is_narration=True))
    spoken = "the slide's own narration begins here"
    assert [cue.reason for cue in timeline.cues] == [spoken, "no narration: the slide is shown in silence", spoken]
    beside = timeline_of(Talk(35_000, [*slides([10_000]), TimedSlide(rehearsed_ms=5_000), *slides([20_000])]))
    assert ["no narration" in cue.reason for cue in beside.cues] == [False, True, False]


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (Talk(60_000, slides([60_000, *[None] * 20])), "the deck has narration on 1 of 21 slides"),
        (Talk(60_000, slides([None] * 4 + [58_000])), "the deck has narration on 1 of 5 slides"),
        (Talk(60_000, slides([None, None], advance_ms=30_000)), "the deck holds no narration"),
        (Talk(60_000, slides([10_000, 20_000])), "the narration lasts 30 s, the sound 60 s"),
    ],
)
def test_it_passes_itself_over(talk: Talk, reason: str) -> None:
    assert narration.plan(talk) == PassedOver(reason)
