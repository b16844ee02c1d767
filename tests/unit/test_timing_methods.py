"""Ways to find slide times without a cues file, and which of them is taken."""

from collections.abc import Sequence

import pytest

from mediasvc.domain.errors import TimingUnavailable
from mediasvc.domain.timeline import Finding, SlideStart, TimingMethod
from workers.timing import even
from workers.timing.methods import plan
from workers.timing.talk import Talk, TimedSlide

CUES = [SlideStart(0, 0), SlideStart(2, 4_000)]
REHEARSED = [1_000, 2_000, 3_000]


def talk_of(duration_ms: int, rehearsed_ms: Sequence[int | None], cues: Sequence[SlideStart] | None = None) -> Talk:
    return Talk(duration_ms, [TimedSlide(rehearsed_ms=each) for each in rehearsed_ms], cues)


def narrated(duration_ms: int, lengths_ms: Sequence[int]) -> Talk:
    return Talk(duration_ms, [TimedSlide(narrated_ms=each) for each in lengths_ms])


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
        (talk_of(6_000, [1_000, None, None]), TimingMethod.EVEN),
        (narrated(6_000, [1_000, 5_000]), TimingMethod.NARRATION),
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
        Finding(TimingMethod.VIDEO, "no recording is a video"),
        Finding(TimingMethod.NARRATION, "the deck holds no narration"),
        Finding(TimingMethod.REHEARSED, "the deck's times last 6 s, the sound 60 s"),
        Finding(TimingMethod.TRANSCRIPT, "no captions were given"),
        Finding(TimingMethod.PAUSES, "nobody has listened for speech"),
        Finding(TimingMethod.EVEN, "3 slide times", 0.1),
    )
    assert [finding.method for finding in plan(TimingMethod.AUTO, talk_of(6_000, [1], CUES)).findings] == ["cues"]
