"""Captions and cues are read in the sandbox, with the same answers and the same mistakes."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from makers import Page, make_pdf
from workshop import Workshop, hand_in

from mediasvc.domain.build import BuildWarning, Digest, Source
from mediasvc.domain.captions import Caption, read_webvtt, to_webvtt
from mediasvc.domain.errors import CaptionsInvalid, ConversionFailed, CuesInvalid
from mediasvc.domain.limits import Limits
from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import Candidate, Finding, SlideStart, TimingMethod
from mediasvc.domain.timeline_edit import EditedTimes, edited_timeline, to_cues_file
from workers.decks.outline import SlideOutline
from workers.steps import plan_timeline, read_captions, time_captions
from workers.steps.read_slides import ReadSlide
from workers.timed_text.captions_file import CaptionsFromFile
from workers.timing.given import GivenTimes

LIMITS = Limits()
DURATION_MS = 6_000


SLIDES = [ReadSlide(Digest("0" * 64), page, "", SlideOutline(page + 1, "", "", advance_ms=3_000)) for page in range(2)]


def handed_in(workshop: Workshop, folder: Path, name: str, content: bytes) -> Source:
    file = folder / name
    file.write_bytes(content)
    return hand_in(workshop.storage, file)


def starts(workshop: Workshop, cues: Source, method: TimingMethod) -> list[tuple[int, int]]:
    given = plan_timeline.GivenCues(cues)
    timeline = plan_timeline.run(workshop.artifacts, method, SLIDES, DURATION_MS, given, LIMITS).timeline
    return [(cue.slide, cue.start_ms) for cue in timeline.cues]


def test_cues_are_read(workshop: Workshop, tmp_path: Path) -> None:
    cues = handed_in(workshop, tmp_path, "cues.csv", b"slide,start\n1,0\n2,4\n1,5\n")
    assert starts(workshop, cues, TimingMethod.AUTO) == [(0, 0), (1, 4_000), (0, 5_000)]


def test_a_mistake_in_the_cues_is_not_passed_over_where_they_are_looked_at(workshop: Workshop, tmp_path: Path) -> None:
    cues = handed_in(workshop, tmp_path, "wrong.csv", b"slide,start\n4,0\n")
    for method in (TimingMethod.AUTO, TimingMethod.CUES):
        with pytest.raises(CuesInvalid, match=r"wrong\.csv: line 2: there is no slide 4, the last one is 2"):
            starts(workshop, cues, method)
    assert starts(workshop, cues, TimingMethod.REHEARSED) == [(0, 0), (1, 3_000)]


def test_edited_times_stay_as_sure_as_they_are_whichever_method_looks_at_them(
    workshop: Workshop, tmp_path: Path
) -> None:
    edited = EditedTimes(
        (SlideStart(1, 0, 1.0, "set by hand"), SlideStart(0, 2_000, 0.3, "a guess", (Candidate(1, 0.2),))),
        (Finding(TimingMethod.TRANSCRIPT, "no captions were given"), Finding(TimingMethod.PAUSES, "found", 0.3)),
    )
    cues = plan_timeline.GivenCues(handed_in(workshop, tmp_path, "edited.json", to_cues_file(edited).encode()))
    for method in (TimingMethod.EDITED, TimingMethod.AUTO, TimingMethod.CUES):
        timeline = plan_timeline.run(workshop.artifacts, method, SLIDES, DURATION_MS, cues, LIMITS).timeline
        assert timeline == edited_timeline(edited, DURATION_MS)
        assert (timeline.method, timeline.confidence) == ("edited", 0.5333)
    with pytest.raises(CuesInvalid, match=r"edited\.json: line 2: there is no slide 2, the last one is 1"):
        plan_timeline.run(workshop.artifacts, TimingMethod.EDITED, SLIDES[:1], DURATION_MS, cues, LIMITS)


@pytest.mark.parametrize("is_edited", [False, True], ids=["cues", "edited"])
def test_times_of_other_files_are_left_out_where_what_they_are_of_is_gone(
    workshop: Workshop, tmp_path: Path, is_edited: bool
) -> None:
    times = EditedTimes(
        (
            SlideStart(0, 0),
            SlideStart(2, 1_000),
            SlideStart(1, 2_000, 0.5, "", (Candidate(3, 0.4),)),
            SlideStart(3, 4_000),
            SlideStart(0, DURATION_MS),
        )
    )
    rows = "".join(f"{start.slide + 1},{start.start_ms / 1000}\n" for start in times.starts)
    content = to_cues_file(times) if is_edited else f"slide,start\n{rows}"
    source = handed_in(workshop, tmp_path, "given", content.encode())

    def planned(of_other_files: bool, slides: int = 2) -> plan_timeline.Planned:
        given = plan_timeline.GivenCues(source, of_other_files)
        return plan_timeline.run(workshop.artifacts, TimingMethod.AUTO, SLIDES[:slides], DURATION_MS, given, LIMITS)

    found = planned(of_other_files=True)
    assert [(cue.slide, cue.start_ms, cue.end_ms) for cue in found.timeline.cues] == [(0, 0, 2_000), (1, 2_000, 6_000)]
    assert all(not cue.candidates for cue in found.timeline.cues)
    assert [warning.code for warning in plan_timeline.warnings_of_left_out(found)] == ["slide_times_left_out"]
    assert "3 times are" in plan_timeline.warnings_of_left_out(found)[0].message
    with pytest.raises(CuesInvalid, match="there is no slide 3, the last one is 2"):
        planned(of_other_files=False)


def test_times_of_other_files_are_refused_where_none_is_left(workshop: Workshop, tmp_path: Path) -> None:
    source = handed_in(workshop, tmp_path, "cues.csv", b"slide,start\n3,0\n4,2\n")
    given = plan_timeline.GivenCues(source, of_other_files=True)
    with pytest.raises(CuesInvalid, match="times of another talk; this one has 2 slides"):
        plan_timeline.run(workshop.artifacts, TimingMethod.AUTO, SLIDES, DURATION_MS, given, LIMITS)


def test_captions_are_read_with_their_voices_and_warnings(workshop: Workshop, tmp_path: Path) -> None:
    ada, bo = "00:00.000 --> 00:01.000\n<v Ada>أهلا\n", "00:01.000 --> 00:02.000\n<v Bo>Two\nlines\n"
    text = "\n".join(["WEBVTT\n", ada, bo, "00:03.000 --> 00:04.000\n"])
    read = read_captions.run(
        workshop.artifacts, handed_in(workshop, tmp_path, "c.vtt", text.encode()), DURATION_MS, LIMITS
    )
    assert read.said.captions == (Caption(0, 1_000, "Ada: أهلا"), Caption(1_000, 2_000, "Bo: Two\nlines"))
    assert read.said.voices == {"Ada", "Bo"}
    assert len(read.warnings) == 1


def test_a_mistake_in_captions_is_named(workshop: Workshop, tmp_path: Path) -> None:
    with pytest.raises(CaptionsInvalid, match=r"no\.vtt: line 1: there is no caption in it"):
        read_captions.run(workshop.artifacts, handed_in(workshop, tmp_path, "no.vtt", b"WEBVTT\n"), DURATION_MS, LIMITS)


def answers(result: Any) -> Any:
    def inside(function: Any, **named: Any) -> Any:
        def call(*_: Any, **__: Any) -> Any:
            return result

        return call

    return inside


@pytest.mark.parametrize(
    "cues",
    [
        [],
        [SlideStart(2, 0)],
        [SlideStart(-1, 0)],
        [SlideStart(0, -1)],
        [SlideStart(0, DURATION_MS)],
        [SlideStart(0, 5), SlideStart(1, 4)],
        [SlideStart(0, 0, 1.5)],
        [SlideStart(0, 0, 0.5, "", (Candidate(2, 0.1),))],
        [SlideStart(0, 0)] * (LIMITS.cues + 1),
    ],
)
def test_what_the_sandbox_answers_is_checked_as_cues(
    workshop: Workshop, tmp_path: Path, cues: list[SlideStart]
) -> None:
    """And nothing of a wrong answer is kept."""
    content = f'slide,start,answer\n2,0,"{cues!r:.200}"\n'
    source = handed_in(workshop, tmp_path, "cues.csv", content.encode())
    answer = GivenTimes(EditedTimes(tuple(cues)), edited=False)
    with patch.object(plan_timeline, "inside", answers(answer)), pytest.raises(ConversionFailed):
        starts(workshop, source, TimingMethod.CUES)
    assert starts(workshop, source, TimingMethod.CUES) == [(1, 0)]


def test_what_the_sandbox_answers_of_the_methods_is_checked_too(workshop: Workshop, tmp_path: Path) -> None:
    times = EditedTimes((SlideStart(0, 0),), (Finding(TimingMethod.PAUSES, "found", 1.5),))
    source = handed_in(workshop, tmp_path, "edited.json", to_cues_file(EditedTimes(times.starts)).encode())
    answer = GivenTimes(times, edited=True)
    with patch.object(plan_timeline, "inside", answers(answer)), pytest.raises(ConversionFailed):
        starts(workshop, source, TimingMethod.EDITED)


@pytest.mark.parametrize(
    "captions",
    [
        [Caption(-1, 1, "x")],
        [Caption(2, 1, "x")],
        [Caption(0, DURATION_MS + 1, "x")],
        [Caption(5, 6, "x"), Caption(4, 6, "x")],
        [Caption(0, 1, "x")] * (LIMITS.captions + 1),
        [Caption(0, 1, "x" * (read_captions.MOST_LETTERS + 1))],
        [Caption(0, 1, "\x1b\n \n\x00")],
    ],
)
def test_what_the_sandbox_answers_is_checked_as_captions(
    workshop: Workshop, tmp_path: Path, captions: list[Caption]
) -> None:
    """And nothing of a wrong answer is kept."""
    answer = f"{len(captions)} {captions[0]}"[:100]
    content = f"WEBVTT\n\nNOTE {answer}\n\n00:00.000 --> 00:01.000\nHello\n"
    source = handed_in(workshop, tmp_path, "c.vtt", content.encode())
    wrong = answers(CaptionsFromFile(tuple(captions)))
    with patch.object(read_captions, "inside", wrong), pytest.raises(ConversionFailed):
        read_captions.run(workshop.artifacts, source, DURATION_MS, LIMITS)
    read = read_captions.run(workshop.artifacts, source, DURATION_MS, LIMITS)
    assert read.said.captions == (Caption(0, 1_000, "Hello"),)


def test_what_the_sandbox_answers_is_taken_as_writing(workshop: Workshop, tmp_path: Path) -> None:
    text = "a\x00\x1b[2J\n\n00:00.001 --> 00:00.002\n \nb\ud800\n"
    warning = BuildWarning("internal_error\x1b", "\x1b[1;1H\n" + "x" * 3_000)
    answer = CaptionsFromFile((Caption(0, 1, text),), ("\x1b[31mV\n",), (warning, warning))
    source = handed_in(workshop, tmp_path, "c.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nTaken over\n")
    with patch.object(read_captions, "inside", answers(answer)):
        read = read_captions.run(workshop.artifacts, source, DURATION_MS, LIMITS)
    assert read.said.captions == (Caption(0, 1, "a[2J\n00:00.001 --> 00:00.002\nb"),)
    assert read_webvtt(to_webvtt(read.said.captions)) == read.said.captions
    assert read.said.voices == {"[31mV"}
    (told,) = read.warnings
    assert (told.code, len(told.message)) == ("captions_repaired", read_captions.LONGEST_WARNING)
    assert told.message.startswith("[1;1H xx")


def test_a_manuscript_is_read_whatever_kind_of_file_it_is(workshop: Workshop, tmp_path: Path) -> None:
    said = ["Good morning to all of you.", "The first group began with twelve women,", "one box, and three rules."] * 3
    pages = tmp_path / "pages.pdf"
    make_pdf(pages, *(Page("#ffffff", line) for line in said))
    for name, content in (("talk.txt", " ".join(said).encode()), ("talk.pdf", pages.read_bytes())):
        source = handed_in(workshop, tmp_path, name, content)
        read = read_captions.run(workshop.artifacts, source, 20_000, LIMITS)
        assert read.said.captions == ()
        assert read.manuscript[0] == "Good morning to all of you."
        assert len(read.manuscript) == 6
        timed = time_captions.run(read, [Span(1_000, 8_000), Span(9_000, 19_000)], 20_000)
        assert timed.said.captions[0].start_ms == 1_000
        assert timed.said.captions[-1].end_ms == 19_000
