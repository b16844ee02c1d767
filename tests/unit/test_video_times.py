"""Slide times from what a video shows: while it shows no slide the last one stays, and that is less sure."""

from collections.abc import Sequence

import pytest

from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing.methods import plan as plan_by
from workers.timing.seen import Seen, SeenSpan
from workers.timing.talk import PassedOver, Talk, TimedSlide
from workers.timing.video import plan

MINUTE = 60_000


def talk(spans: Sequence[tuple[int | None, int]], minutes: int, slides: int = 4, sure: float = 0.9) -> Talk:
    """Return a talk whose video shows these slides, each for so many minutes."""
    seen: list[SeenSpan] = []
    at = 0
    for slide, lasts in spans:
        seen.append(SeenSpan(at * MINUTE, (at + lasts) * MINUTE, slide, sure))
        at += lasts
    return Talk(minutes * MINUTE, [TimedSlide()] * slides, seen=Seen(seen))


def found(asked: Talk) -> Timeline:
    answer = plan(asked)
    assert isinstance(answer, Timeline)
    return answer


def cues(timeline: Timeline) -> list[tuple[int, int]]:
    return [(cue.slide, cue.start_ms // MINUTE) for cue in timeline.cues]


def test_each_slide_begins_where_it_is_seen() -> None:
    timeline = found(talk([(0, 2), (1, 3), (0, 1), (2, 4)], 10))
    assert cues(timeline) == [(0, 0), (1, 2), (0, 5), (2, 6)]
    assert timeline.confidence == 0.9
    assert timeline.method == TimingMethod.VIDEO


def test_while_none_is_seen_the_last_one_stays() -> None:
    timeline = found(talk([(0, 2), (None, 2), (0, 1), (None, 1), (2, 4)], 10))
    assert cues(timeline) == [(0, 0), (2, 6)]


def test_the_first_one_seen_is_shown_from_the_start() -> None:
    assert cues(found(talk([(None, 3), (1, 3), (2, 4)], 10))) == [(1, 0), (2, 6)]


def test_what_is_seen_behind_the_talks_end_does_not_count() -> None:
    assert cues(found(talk([(0, 3), (1, 3), (2, 4)], 5))) == [(0, 0), (1, 3)]


def test_a_slide_that_is_seen_again_was_more_likely_there_than_one_that_others_follow() -> None:
    again, following, other, last = (
        found(talk([(0, 2), (None, 4), *then], 10)).cues[0].confidence
        for then in ([(0, 1), (1, 3)], [(1, 4)], [(3, 4)], [(0, 1), (3, 3)])
    )
    assert again > following > other
    assert again == last


def test_the_less_of_the_time_slides_are_seen_the_less_sure_it_is() -> None:
    shares = [found(talk([(0, 2), (1, 2), (None, unseen)], 4 + unseen)).confidence for unseen in (1, 6, 20, 40)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.5 < shares[0]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Talk(MINUTE, [TimedSlide()] * 2), "no recording is a video"),
        (Talk(MINUTE, [TimedSlide()] * 2, seen=Seen((), "the slides are nowhere in the video")), "nowhere"),
        (talk([(0, 10)], 10), "one slide alone, slide 1"),
        (talk([(0, 10)], 10, slides=1), "the deck has one slide"),
        (talk([(0, 1), (None, 99)], 100), "for 60 s of 6000 s"),
    ],
)
def test_it_is_passed_over_with_a_reason_where_it_tells_no_times(asked: Talk, reason: str) -> None:
    answer = plan(asked)
    assert isinstance(answer, PassedOver)
    assert reason in answer.reason


def test_a_video_of_something_else_leaves_the_times_to_other_methods() -> None:
    asked = Talk(6_000, [TimedSlide(rehearsed_ms=3_000)] * 2, seen=Seen((), "the slides are nowhere in the video"))
    assert plan_by(TimingMethod.AUTO, asked).method == TimingMethod.REHEARSED
