"""Which slide is shown when, and how sure that is."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Source
from mediasvc.domain.captions import Said
from mediasvc.domain.errors import ConversionFailed, CuesInvalid
from mediasvc.domain.limits import Limits
from mediasvc.domain.speech import Span
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.timeline import Timeline, TimingMethod
from mediasvc.domain.timeline_edit import edited_timeline
from mediasvc.domain.timeline_summary import SURE_ENOUGH, doubtful_cues
from workers.decks.outline import SlideOutline
from workers.inside import inside
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import naming
from workers.steps.read_slides import ReadSlide
from workers.timing.given import GivenTimes, read_given_file
from workers.timing.methods import plan
from workers.timing.said_words import Word
from workers.timing.seen import Seen
from workers.timing.talk import Talk, TimedSlide

VERSION = 3
NOTHING_TELLS = "Nothing tells when each slide was shown, so all have the same time. Give the times in a cues file."


@dataclass(frozen=True)
class GivenCues:
    """The file with the slide times, and whether it was given for another deck or another recording."""

    source: Source
    of_other_files: bool = False


@dataclass(frozen=True)
class Planned:
    """The timeline, and how many of the times that were given are of what the talk does not have any more."""

    timeline: Timeline
    left_out: int = 0


@dataclass(frozen=True)
class ShownSlide:
    """A visible slide as its deck's show runs: how long it takes to appear, and how long its sound lasts (ms).

    Where it `is_silent`, that is how long its silence lasts in the sound of the talk.
    """

    transition_ms: int = 0
    narrated_ms: int | None = None
    is_silent: bool = False


@dataclass(frozen=True)
class Heard:
    """What is known of the recording beside its duration: the captions' words, the language (BCP 47), the speech.

    `shown` holds every visible slide, or none. Where it `is_narration`, the sound is that of the slides alone.
    `said_is_estimated` where the captions' times are estimates. `seen` is what its video shows. `picture_texts` are
    what was read from the picture of every visible slide, or none. `words` are those that were recognised, where nobody
    has written what is said, and `recognised_by` names the model.
    """

    said: Said | None = None
    language: str | None = None
    speech: Sequence[Span] | None = None
    shown: Sequence[ShownSlide] = ()
    is_narration: bool = False
    said_is_estimated: bool = False
    words: Sequence[Word] | None = None
    recognised_by: str | None = None
    seen: Seen | None = None
    picture_texts: Sequence[str] = ()


NOTHING_HEARD, NOTHING_SHOWN = Heard(), ShownSlide()


def run(
    artifacts: Artifacts,
    method: TimingMethod,
    slides: Sequence[ReadSlide],
    duration_ms: int,
    cues: GivenCues | None,
    limits: Limits,
    heard: Heard = NOTHING_HEARD,
) -> Planned:
    """Return the talk's timeline. Planning takes seconds at most, so only the cues are kept, as they were read.

    Raises:
        CuesInvalid, TimingUnavailable
    """
    with nullcontext() if cues is None else naming(cues.source):
        if cues is not None and cues.source.size_bytes > limits.cues_bytes:
            raise CuesInvalid(f"line 1: the file has {cues.source.size_bytes} bytes, {limits.cues_bytes} are allowed")
        starts, left_out = None, 0
        # A file that the method does not look at need not be right.
        if cues is not None and method in (TimingMethod.AUTO, TimingMethod.CUES, TimingMethod.EDITED):
            titles = [slide.outline.title for slide in slides]
            must_be_edited = method is TimingMethod.EDITED
            given = _read(artifacts, cues, duration_ms, titles, limits.cues, must_be_edited=must_be_edited)
            left_out = given.left_out
            if given.edited:
                return Planned(edited_timeline(given.times, duration_ms), left_out)
            starts = given.times.starts
        shown = heard.shown or [NOTHING_SHOWN] * len(slides)
        read = heard.picture_texts or [""] * len(slides)
        timed = [_timed(slide.outline, *own) for slide, own in zip(slides, zip(shown, read, strict=True), strict=True)]
        talk = Talk(
            duration_ms,
            timed,
            starts,
            heard.said,
            heard.language,
            heard.speech,
            heard.is_narration,
            heard.said_is_estimated,
            heard.seen,
            words=heard.words,
        )
        return Planned(_naming(plan(method, talk), heard.recognised_by), left_out)


def _naming(timeline: Timeline, model: str | None) -> Timeline:
    """Return the timeline, with the model that has recognised the words in what the method says that looks at them."""
    if model is None:
        return timeline
    findings = tuple(
        replace(each, sentence=f"{each.sentence} (words recognised by {model})")
        if each.method is TimingMethod.TRANSCRIPT
        else each
        for each in timeline.findings
    )
    return replace(timeline, findings=findings)


def _timed(outline: SlideOutline, shown: ShownSlide, picture_text: str) -> TimedSlide:
    times = (outline.advance_ms, shown.transition_ms, shown.narrated_ms, shown.is_silent)
    return TimedSlide(outline.title, outline.text, outline.notes, *times, picture_text)


def _read(
    artifacts: Artifacts, cues: GivenCues, duration_ms: int, titles: list[str], most: int, *, must_be_edited: bool
) -> GivenTimes:
    """Return the cues, or what somebody has edited, read in the sandbox, and checked as what comes out of it is."""

    def make(folder: Path) -> GivenTimes:
        path = artifacts.source(cues.source)
        read = inside(read_given_file, folder=folder, reads=[path])
        given = read(path, duration_ms, titles, most, must_be_edited=must_be_edited, of_other_files=cues.of_other_files)
        return _checked(given, duration_ms, len(titles), most)

    told = {"duration_ms": duration_ms, "titles": titles, "most": most, "edited": must_be_edited}
    if cues.of_other_files:
        told["of_other_files"] = True
    return artifacts.made(artifact_key(Step.PLAN_TIMELINE, VERSION, told, [cues.source.digest]), GivenTimes, make)


def _checked(given: GivenTimes, duration_ms: int, slide_count: int, most: int) -> GivenTimes:
    """Return the times that came out of the sandbox, where they can be those of this talk."""
    starts = given.times.starts
    times = [start.start_ms for start in starts]
    slides = [start.slide for start in starts] + [each.slide for start in starts for each in start.candidates]
    shares = [start.confidence for start in starts] + [each.confidence for start in starts for each in start.candidates]
    shares += [each.confidence for each in given.times.findings if each.confidence is not None]
    is_sound = (
        0 < len(starts) <= most and 0 <= given.left_out < most and all(0 <= slide < slide_count for slide in slides)
    )
    is_sound = is_sound and all(0 <= share <= 1 for share in shares)
    if not is_sound or times != sorted(times) or times[0] < 0 or times[-1] >= duration_ms:
        raise ConversionFailed("the cues that were read are none of this talk")
    return given


def warnings_of_left_out(planned: Planned) -> list[BuildWarning]:
    """Return a warning where times of what is not there any more were left out."""
    if not planned.left_out:
        return []
    which = "one time is" if planned.left_out == 1 else f"{planned.left_out} times are"
    sentence = (
        f"The slide times were given for other files: {which} of slides that the deck does not have, or behind the end "
        "of the recording, and left out. The slide before is shown for longer. Look at the times, and correct them."
    )
    return [BuildWarning("slide_times_left_out", sentence)]


def warnings_of(timeline: Timeline) -> list[BuildWarning]:
    """Return warnings where times are as likely wrong as right: those of the talk on the mean, or those of slides."""
    if timeline.method == TimingMethod.EVEN:
        return [] if timeline.confidence >= SURE_ENOUGH else [BuildWarning("timing_is_a_guess", NOTHING_TELLS)]
    warnings: list[BuildWarning] = []
    if timeline.confidence < SURE_ENOUGH:
        told = f"slide times by {timeline.method} are {timeline.confidence:.0%} sure on the mean"
        sentence = f"When each slide was shown is a guess: {told}. Correct them, or give the times in a cues file."
        warnings.append(BuildWarning("timing_is_a_guess", sentence))
    if numbers := tuple(sorted({cue.slide + 1 for cue in doubtful_cues(timeline.cues)})):
        which = f"slide {numbers[0]} was" if len(numbers) == 1 else f"{len(numbers)} slides were"
        sentence = f"When {which} shown is doubtful. Look at their times, and correct or confirm them."
        warnings.append(BuildWarning("slide_times_doubtful", sentence, numbers))
    return warnings
