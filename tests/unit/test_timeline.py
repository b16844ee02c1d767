"""Which slide is shown when: what holds for every timeline, and for every picture track that follows one."""

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.timeline import (
    Candidate,
    Cue,
    SlideStart,
    Timeline,
    TimingMethod,
    even_starts,
    frame_runs,
    timeline_of,
)

TWELVE_HOURS_MS = 12 * 3_600_000


@dataclass(frozen=True)
class Talk:
    starts: list[SlideStart]
    duration_ms: int

    @property
    def timeline(self) -> Timeline:
        return timeline_of(self.starts, self.duration_ms, TimingMethod.CUES)


@st.composite
def talks(draw: st.DrawFn, longest_ms: int = TWELVE_HOURS_MS) -> Talk:
    """Starts in order, of few slides so that one comes back often, some of them at one time."""
    duration_ms = draw(st.integers(1, longest_ms))
    times = draw(st.lists(st.integers(0, duration_ms - 1), min_size=1, max_size=40))
    return Talk([SlideStart(draw(st.integers(0, 4)), at_ms) for at_ms in sorted(times)], duration_ms)


def shown(starts: list[SlideStart], at_ms: int) -> int:
    """The slide of the last start at or before this time; before the first one, the first one's."""
    reached = max(at_ms, starts[0].start_ms)
    return [start.slide for start in starts if start.start_ms <= reached][-1]


@given(talks())
def test_cues_cover_the_talk_without_a_gap_and_in_order(talk: Talk) -> None:
    timeline = talk.timeline
    assert timeline.cues[0].start_ms == 0
    assert timeline.duration_ms == timeline.cues[-1].end_ms == talk.duration_ms
    assert all(cue.start_ms < cue.end_ms for cue in timeline.cues)
    assert all(cue.end_ms == after.start_ms for cue, after in pairwise(timeline.cues))
    assert all(cue.slide != after.slide for cue, after in pairwise(timeline.cues))


@given(talks(), st.data())
def test_every_instant_shows_the_last_start_before_it(talk: Talk, data: st.DataObject) -> None:
    anywhere = data.draw(st.integers(0, talk.duration_ms - 1))
    beside = [start.start_ms + step for start in talk.starts for step in (-1, 0, 1)]
    for at_ms in (anywhere, *beside):
        if 0 <= at_ms < talk.duration_ms:
            there = [cue.slide for cue in talk.timeline.cues if cue.start_ms <= at_ms < cue.end_ms]
            assert there == [shown(talk.starts, at_ms)]


@pytest.mark.parametrize(
    ("starts", "cues"),
    [
        ([(2, 0)], [(2, 0, 9_000)]),
        ([(1, 4_000)], [(1, 0, 9_000)]),
        ([(1, 4_000), (0, 5_000)], [(1, 0, 5_000), (0, 5_000, 9_000)]),
        ([(0, 0), (1, 3_000), (0, 6_000)], [(0, 0, 3_000), (1, 3_000, 6_000), (0, 6_000, 9_000)]),
        ([(0, 0), (0, 3_000), (1, 6_000)], [(0, 0, 6_000), (1, 6_000, 9_000)]),
        ([(0, 0), (1, 3_000), (2, 3_000)], [(0, 0, 3_000), (2, 3_000, 9_000)]),
        ([(0, 0), (1, 3_000), (0, 3_000)], [(0, 0, 9_000)]),
        ([(3, 2_000), (1, 2_000)], [(1, 0, 9_000)]),
    ],
)
def test_starts_become_cues(starts: list[tuple[int, int]], cues: list[tuple[int, int, int]]) -> None:
    timeline = timeline_of([SlideStart(*start) for start in starts], 9_000, TimingMethod.CUES)
    assert timeline == Timeline(tuple(Cue(*cue, 1.0) for cue in cues), TimingMethod.CUES, 1.0)


@given(st.integers(1, 1_000), st.integers(1, TWELVE_HOURS_MS))
def test_an_even_split_is_a_timeline_also_of_more_slides_than_milliseconds(slides: int, duration_ms: int) -> None:
    cues = timeline_of(even_starts(slides, duration_ms), duration_ms, TimingMethod.EVEN).cues
    lengths = [cue.end_ms - cue.start_ms for cue in cues]
    assert sum(lengths) == duration_ms
    assert 1 <= min(lengths) <= max(lengths) <= min(lengths) + 1
    if slides <= duration_ms:
        assert [cue.slide for cue in cues] == list(range(slides))
    else:
        assert len(cues) == duration_ms


@given(talks(longest_ms=20_000), st.sampled_from([1, 5, 7, 25, 30]))
def test_every_frame_shows_the_cue_at_its_middle(talk: Talk, fps: int) -> None:
    cues = talk.timeline.cues
    frames = [slide for slide, count in frame_runs(cues, talk.duration_ms, fps) for _ in range(count)]
    starts = [Fraction(cue.start_ms * fps, 1_000) for cue in cues]
    middles = [frame + Fraction(1, 2) for frame in range(len(frames))]
    assert frames == [cues[max(0, bisect_left(starts, middle) - 1)].slide for middle in middles]


@given(talks(), st.sampled_from([1, 5, 7, 25, 30]))
def test_frames_add_up_to_the_talk_and_changes_are_within_half_a_frame(talk: Talk, fps: int) -> None:
    cues = talk.timeline.cues
    runs = frame_runs(cues, talk.duration_ms, fps)
    total = sum(count for _, count in runs)
    assert total == 1 or abs(total - Fraction(talk.duration_ms * fps, 1_000)) <= Fraction(1, 2)
    assert all(count >= 1 for _, count in runs)
    assert all(run[0] != after[0] for run, after in pairwise(runs))
    changes = accumulate((count for _, count in runs[:-1]), initial=0)
    for (slide, _), frame in zip(runs, changes, strict=True):
        near = [cue for cue in cues if abs(Fraction(cue.start_ms * fps, 1_000) - frame) <= Fraction(1, 2)]
        assert frame == 0 or slide in [cue.slide for cue in near]


def test_no_error_accumulates_over_twelve_hours() -> None:
    starts = [SlideStart(index % 2, index * 1_033) for index in range(TWELVE_HOURS_MS // 1_033)]
    cues = timeline_of(starts, TWELVE_HOURS_MS, TimingMethod.CUES).cues
    runs = frame_runs(cues, TWELVE_HOURS_MS, 5)
    assert len(runs) == len(cues)
    frames = list(accumulate((count for _, count in runs), initial=0))
    assert all(abs(frame * 200 - cue.start_ms) <= 100 for frame, cue in zip(frames[:-1], cues, strict=True))
    assert frames[-1] * 200 == TWELVE_HOURS_MS


@pytest.mark.parametrize(
    ("starts", "duration_ms", "runs"),
    [
        ([(0, 0)], 1_000, [(0, 5)]),
        ([(0, 0)], 1, [(0, 1)]),
        ([(0, 0), (1, 50)], 90, [(1, 1)]),
        ([(0, 0), (1, 1_000)], 2_000, [(0, 5), (1, 5)]),
        ([(0, 0), (1, 1_099)], 2_000, [(0, 5), (1, 5)]),
        ([(0, 0), (1, 1_100)], 2_000, [(0, 6), (1, 4)]),
        ([(0, 0), (1, 1_000), (2, 1_050)], 2_000, [(0, 5), (2, 5)]),
        ([(0, 0), (1, 1_000), (0, 1_050)], 2_000, [(0, 10)]),
        ([(0, 0), (1, 1_999)], 2_000, [(0, 10)]),
        ([(0, 0), (1, 30)], 2_000, [(1, 10)]),
    ],
    ids=[
        "one slide",
        "less than a frame is one",
        "of less than a frame the end is shown",
        "on a frame",
        "nearest frame below",
        "nearest frame above",
        "a short cue is left out",
        "around a short cue is one run",
        "a short last cue is left out",
        "a short first cue is left out",
    ],
)
def test_runs_of_frames(starts: list[tuple[int, int]], duration_ms: int, runs: list[tuple[int, int]]) -> None:
    talk = Talk([SlideStart(*start) for start in starts], duration_ms)
    assert frame_runs(talk.timeline.cues, duration_ms, 5) == runs


def test_a_timeline_is_as_sure_as_its_cues_are_over_the_time() -> None:
    starts = [
        SlideStart(0, 0, 0.9),
        SlideStart(1, 1_000, 0.5, "it is said", (Candidate(0, 0.4),)),
        SlideStart(1, 3_000),
    ]
    timeline = timeline_of(starts, 4_000, TimingMethod.REHEARSED)
    assert timeline.cues[1] == Cue(1, 1_000, 4_000, 0.5, "it is said", (Candidate(0, 0.4),))
    assert timeline.confidence == pytest.approx(0.6)
