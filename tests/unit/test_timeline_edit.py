"""A timeline that somebody edits: what stays as sure as it was, what is refused, and what two of them differ in."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.clock import clock_ms, milliseconds
from mediasvc.domain.differences import Difference, Shown, differences
from mediasvc.domain.errors import CuesInvalid, TimelineInvalid
from mediasvc.domain.timeline import Candidate, Finding, SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.domain.timeline_edit import (
    BY_HAND,
    EditedTimes,
    SentCue,
    edited_timeline,
    edited_times,
    is_same,
    shown_in,
    to_cues_file,
    version_of,
)
from mediasvc.domain.timeline_summary import summary_of
from workers.timing.cues_file import read_cues
from workers.timing.edited import is_edited, read_edited

SLIDES, DURATION_MS, MOST = 5, 60_000, 20
STARTS = st.lists(
    st.builds(
        SlideStart,
        st.integers(0, SLIDES - 1),
        st.integers(0, DURATION_MS - 1),
        st.floats(0, 1),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        st.lists(st.builds(Candidate, st.integers(0, SLIDES - 1), st.floats(0, 1)), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=MOST,
).map(lambda starts: sorted(starts, key=lambda start: start.start_ms))
TITLES = ["Welcome", "The box and three keys", "Loans at the meeting", "", "Thank you"]
FINDINGS = st.lists(
    st.builds(
        Finding, st.sampled_from(TimingMethod), st.text(st.characters(exclude_categories=["Cs"])), st.floats(0, 1)
    ),
    max_size=5,
).map(tuple)
GUESSED = timeline_of(
    [
        SlideStart(0, 0, 0.9, "words heard: savings"),
        SlideStart(1, 10_000, 0.3, "words heard: ledger", (Candidate(2, 0.25),)),
        SlideStart(2, 20_000, 0.4),
    ],
    DURATION_MS,
    TimingMethod.REHEARSED,
)


def timeline(starts: Sequence[SlideStart]) -> Timeline:
    return timeline_of(starts, DURATION_MS, TimingMethod.REHEARSED)


def edited(sent: Sequence[SentCue], current: Timeline = GUESSED) -> Timeline:
    return edited_timeline(edited_times(sent, current, TITLES, MOST), DURATION_MS)


def file_of(*starts: SlideStart) -> str:
    return to_cues_file(EditedTimes(starts))


def test_a_cue_that_was_moved_or_confirmed_is_sure_and_any_other_stays_as_it_was() -> None:
    now = edited([SentCue(1, 0, 0.9), SentCue(2, 10_000, 0.3), SentCue(3, 20_000), SentCue(5, 30_000, 0.3)])
    assert now.method == TimingMethod.EDITED
    assert [(cue.slide, cue.confidence, cue.reason) for cue in now.cues] == [
        (0, 0.9, "words heard: savings"),
        (1, 0.3, "words heard: ledger"),
        (2, 1.0, BY_HAND),
        (4, 1.0, BY_HAND),
    ]
    assert now.cues[1].candidates == (Candidate(2, 0.25),)
    assert summary_of(now).doubtful == 1
    sentence = "4 slide times, 2 of them set or confirmed by hand, the others by rehearsed"
    assert now.findings == (
        Finding(TimingMethod.EDITED, sentence, now.confidence),
        Finding(TimingMethod.REHEARSED, "3 slide times", GUESSED.confidence),
    )


def test_an_edit_keeps_what_the_methods_found_and_names_the_one_that_was_taken() -> None:
    passed_over = Finding(TimingMethod.TRANSCRIPT, "captions and slides have too few words in common")
    found = (passed_over, Finding(TimingMethod.PAUSES, "read out", 0.6), Finding(TimingMethod.EVEN, "a guess", 0.1))
    once = edited([SentCue(1, 0, 0.9), SentCue(3, 20_000, 0.4)], replace(GUESSED, findings=found))
    twice = edited([SentCue(1, 0, 0.9), SentCue(3, 21_000)], once)
    assert once.findings[0].sentence == "2 slide times, 0 of them set or confirmed by hand, the others by pauses"
    assert twice.findings[0].sentence == "2 slide times, 1 of them set or confirmed by hand, the others by pauses"
    assert once.findings[1:] == twice.findings[1:] == found
    assert edited([SentCue(1, 0)], twice).findings[0].sentence == "1 slide times, 1 of them set or confirmed by hand"


@given(STARTS)
def test_what_is_sent_back_as_it_was_read_is_as_sure_as_it_was(starts: list[SlideStart]) -> None:
    before = timeline(starts)
    now = edited([SentCue(cue.slide + 1, cue.start_ms, cue.confidence) for cue in before.cues], before)
    assert shown_in(now) == shown_in(before)
    assert [cue.confidence for cue in now.cues] == [cue.confidence for cue in before.cues]
    assert [cue.reason for cue in now.cues] == [cue.reason for cue in before.cues]
    assert is_same(now, before)


@given(STARTS)
def test_what_somebody_confirms_is_sure(starts: list[SlideStart]) -> None:
    before = timeline(starts)
    now = edited([SentCue(cue.slide + 1, cue.start_ms) for cue in before.cues], before)
    assert (now.confidence, shown_in(now)) == (1.0, shown_in(before))
    assert is_same(now, before) == all(cue.confidence == 1 for cue in before.cues)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([], "no cue"),
        ([SentCue(1, 0)] * (MOST + 1), "21 cues, and 20 are allowed"),
        ([SentCue(0, 0)], "cue 1: there is no slide 0, the last one is 5"),
        ([SentCue(1, 0), SentCue(6, 5)], "cue 2: there is no slide 6"),
        ([SentCue(6, 0, title="Loans")], r"cue 1 \(Loans\): there is no slide 6"),
        ([SentCue(4, -1)], "cue 1: -1 ms is before the beginning"),
        ([SentCue(1, 60_000)], r"cue 1 \(Welcome\): 0:01:00.000 is past the end"),
        (
            [SentCue(1, 5_000), SentCue(2, 4_999)],
            r"cue 2 \(The box and three keys\): 0:00:04.999 is before the cue above it",
        ),
    ],
)
def test_what_cannot_be_a_cue_is_refused(sent: list[SentCue], sentence: str) -> None:
    with pytest.raises(TimelineInvalid, match=sentence) as refused:
        edited(sent)
    assert refused.value.code == "cues_invalid"


@given(STARTS, FINDINGS)
def test_edited_times_come_back_from_the_file_that_they_are_kept_in(
    starts: list[SlideStart], findings: tuple[Finding, ...]
) -> None:
    times = EditedTimes(tuple(starts), findings)
    content = to_cues_file(times).encode()
    assert is_edited(content)
    assert read_edited(content, DURATION_MS, SLIDES, MOST) == times
    as_cues = read_cues(content, DURATION_MS, [""] * SLIDES, MOST)
    assert [(start.slide, start.start_ms) for start in as_cues] == [(start.slide, start.start_ms) for start in starts]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (file_of(SlideStart(0, 0), SlideStart(5, 9)), "line 3: there is no slide 6, the last one is 5"),
        (file_of(SlideStart(0, 60_000)), "line 2: '0:01:00.000' is no time in the recording"),
        (file_of(SlideStart(0, 0)).replace("0:00:00.000", "soon"), "line 2: 'soon' is no time"),
        (file_of(SlideStart(0, 0, 1.5)), "line 1: these are not"),
        (file_of(*[SlideStart(0, 0)] * (MOST + 1)), "line 1: 20 cues are allowed"),
        (file_of(SlideStart(0, 5), SlideStart(1, 4)), "line 1: the times are out of order"),
        ("[]", "line 1: 20 cues are allowed, and one is needed"),
        ("slide,start\n1,0\n", "line 1: these are not"),
        ('[{"slide": 1, "start": "0:00"}]', "line 1: these are not"),
    ],
)
def test_what_no_edit_has_written_is_refused_with_its_line(content: str, sentence: str) -> None:
    with pytest.raises(CuesInvalid, match=sentence):
        read_edited(content.encode(), DURATION_MS, SLIDES, MOST)


def test_a_file_of_an_earlier_version_holds_no_findings() -> None:
    content = file_of(SlideStart(0, 0, 0.3, "a guess")).replace(', "findings": []', "").encode()
    assert b"findings" not in content
    assert read_edited(content, DURATION_MS, SLIDES, MOST).findings == ()
    assert is_edited(content)


@pytest.mark.parametrize(
    "content", ["", "[]", "slide,start\n1,0\n", '[{"slide": 1, "start": "0:00", "confidence": 0.4}]', "{}"]
)
def test_what_people_write_is_no_edited_file(content: str) -> None:
    assert not is_edited(content.encode())


def test_a_candidate_that_left_the_deck_is_none() -> None:
    starts = [SlideStart(0, 0, 0.3, "a guess", (Candidate(4, 0.2), Candidate(1, 0.1)))]
    (read,) = read_edited(file_of(*starts).encode(), DURATION_MS, 2, MOST).starts
    assert read.candidates == (Candidate(1, 0.1),)


@given(st.integers(0, 12 * 3_600_000))
def test_a_time_is_read_as_it_is_written(at_ms: int) -> None:
    assert milliseconds(clock_ms(at_ms)) == at_ms


@given(STARTS, STARTS)
def test_what_two_timelines_differ_in_turns_one_into_the_other(
    first: list[SlideStart], second: list[SlideStart]
) -> None:
    before, now = shown_in(timeline(first)), shown_in(timeline(second))
    found = differences(before, now)
    assert (found == []) == (before == now)
    for each in found:
        assert each.before != each.now
        for at_ms in (each.start_ms, each.end_ms - 1):
            assert (number_at(before, at_ms), number_at(now, at_ms)) == (each.before, each.now)
    same_ms = {at_ms for shown in (*before, *now) for at_ms in (shown.start_ms,)}
    for at_ms in same_ms:
        differs = any(each.start_ms <= at_ms < each.end_ms for each in found)
        assert differs == (number_at(before, at_ms) != number_at(now, at_ms))


def number_at(shown: Sequence[Shown], at_ms: int) -> int:
    return next(each.number for each in shown if each.start_ms <= at_ms < each.end_ms)


def test_a_moved_cue_is_told_as_the_time_in_which_another_slide_is_shown() -> None:
    now = edited([SentCue(1, 0), SentCue(2, 12_000), SentCue(3, 20_000)])
    assert differences(shown_in(GUESSED), shown_in(now)) == [Difference(10_000, 12_000, 2, 1)]
    assert differences([Shown(1, 0, 5)], [Shown(1, 0, 9)]) == [Difference(5, 9, None, 1)]


@given(STARTS)
def test_a_version_is_that_of_cues_method_and_files_whatever_is_said_of_them(starts: list[SlideStart]) -> None:
    one, files = timeline(starts), ["a", "b"]
    cue = one.cues[0]
    worded = replace(one, findings=edited([SentCue(1, 0)]).findings, cues=(replace(cue, reason="?"), *one.cues[1:]))
    assert version_of(one, files) == version_of(worded, files)
    cues = [replace(cue, slide=SLIDES), replace(cue, start_ms=-1), replace(cue, confidence=2.0)]
    others = [replace(one, cues=(each, *one.cues[1:])) for each in cues]
    versions = {version_of(each, files) for each in (one, *others, replace(one, method="cues"))}
    versions.add(version_of(one, ["b", "a"]))
    assert len(versions) == 6
    assert all(len(version) == 32 for version in versions)
