"""Which slide is shown when, and how sure that is."""

from collections.abc import Sequence
from contextlib import nullcontext

from mediasvc.domain.build import BuildWarning, Source
from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.limits import Limits
from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import naming
from workers.steps.read_slides import ReadSlide
from workers.timing.methods import plan
from workers.timing.talk import Talk

SURE_ENOUGH = 0.5


def run(
    artifacts: Artifacts,
    method: TimingMethod,
    slides: Sequence[ReadSlide],
    duration_ms: int,
    cues: Source | None,
    limits: Limits,
) -> Timeline:
    """The talk's timeline. Planning takes milliseconds, so nothing of it is kept.

    Raises:
        CuesInvalid, TimingUnavailable
    """
    with nullcontext() if cues is None else naming(cues):
        if cues is not None and cues.size_bytes > limits.cues_bytes:
            raise CuesInvalid(f"line 1: the file has {cues.size_bytes} bytes, {limits.cues_bytes} are allowed")
        talk = Talk(
            duration_ms=duration_ms,
            rehearsed_ms=[slide.outline.advance_ms for slide in slides],
            cues_file=None if cues is None else artifacts.source(cues).read_bytes(),
            most_cues=limits.cues,
        )
        return plan(method, talk)


def warnings_of(timeline: Timeline) -> list[BuildWarning]:
    """A guess is said to be one."""
    if timeline.confidence >= SURE_ENOUGH:
        return []
    sentence = "Nothing tells when each slide was shown, so all have the same time. Give the times in a cues file."
    return [BuildWarning("timing_is_a_guess", sentence)]
