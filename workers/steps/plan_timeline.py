"""Which slide is shown when, and how sure that is."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Source
from mediasvc.domain.captions import Said
from mediasvc.domain.errors import ConversionFailed, CuesInvalid
from mediasvc.domain.limits import Limits
from mediasvc.domain.speech import Span
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod
from workers.decks.outline import SlideOutline
from workers.inside import inside
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import naming
from workers.steps.read_slides import ReadSlide
from workers.timing.cues_file import read_cues_file
from workers.timing.methods import plan
from workers.timing.talk import Talk, TimedSlide

VERSION = 2
SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class Heard:
    """What is known of the recording beside its duration: the captions' words, the language (BCP 47), the speech.

    `said_is_estimated` where the captions' times are estimates.
    """

    said: Said | None = None
    language: str | None = None
    speech: Sequence[Span] | None = None
    said_is_estimated: bool = False


NOTHING_HEARD = Heard()


def run(
    artifacts: Artifacts,
    method: TimingMethod,
    slides: Sequence[ReadSlide],
    duration_ms: int,
    cues: Source | None,
    limits: Limits,
    heard: Heard = NOTHING_HEARD,
) -> Timeline:
    """Return the talk's timeline. Planning takes milliseconds, so only the cues are kept, as they were read.

    Raises:
        CuesInvalid, TimingUnavailable
    """
    with nullcontext() if cues is None else naming(cues):
        if cues is not None and cues.size_bytes > limits.cues_bytes:
            raise CuesInvalid(f"line 1: the file has {cues.size_bytes} bytes, {limits.cues_bytes} are allowed")
        starts = None
        # A file that the method does not look at need not be right.
        if cues is not None and method in (TimingMethod.AUTO, TimingMethod.CUES):
            starts = _read(artifacts, cues, duration_ms, [slide.outline.title for slide in slides], limits.cues)
        timed = [_timed(slide.outline) for slide in slides]
        return plan(method, _talk(duration_ms, timed, starts, heard))


def _talk(duration_ms: int, slides: Sequence[TimedSlide], cues: Sequence[SlideStart] | None, heard: Heard) -> Talk:
    return Talk(duration_ms, slides, cues, heard.said, heard.language, heard.speech, heard.said_is_estimated)


def _timed(outline: SlideOutline) -> TimedSlide:
    return TimedSlide(outline.title, outline.text, outline.notes, outline.advance_ms)


def _read(artifacts: Artifacts, cues: Source, duration_ms: int, titles: list[str], most: int) -> list[SlideStart]:
    """Return the cues, read in the sandbox, and checked as what comes out of it is."""

    def make(folder: Path) -> list[SlideStart]:
        path = artifacts.source(cues)
        starts = inside(read_cues_file, folder=folder, reads=[path])(path, duration_ms, titles, most)
        times = [start.start_ms for start in starts]
        is_sound = 0 < len(starts) <= most and all(0 <= start.slide < len(titles) for start in starts)
        if not is_sound or times != sorted(times) or times[0] < 0 or times[-1] >= duration_ms:
            raise ConversionFailed("the cues that were read are none of this talk")
        return starts

    told = {"duration_ms": duration_ms, "titles": titles, "most": most}
    return artifacts.made(artifact_key(Step.PLAN_TIMELINE, VERSION, told, [cues.digest]), list[SlideStart], make)


def warnings_of(timeline: Timeline) -> list[BuildWarning]:
    """A guess is said to be one."""
    if timeline.confidence >= SURE_ENOUGH:
        return []
    sentence = "Nothing tells when each slide was shown, so all have the same time. Give the times in a cues file."
    if timeline.method != TimingMethod.EVEN:
        share = f"{timeline.confidence:.0%}"
        sentence = f"Slide times come from {timeline.method}, which is {share} sure of them. Look at them."
    return [BuildWarning("timing_is_a_guess", sentence)]
