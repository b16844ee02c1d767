"""When somebody speaks, from the master."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.speech import Span
from mediasvc.domain.steps import Step, artifact_key
from workers.inside import inside
from workers.media.silero import weights_file
from workers.media.voice import voiced
from workers.steps.artifacts import Artifacts
from workers.steps.master_audio import Master, master_file

VERSION = 1


def run(artifacts: Artifacts, master: Master) -> tuple[Span, ...]:
    """Return the spans of speech in the talk, in order. A talk may have none."""

    def make(folder: Path) -> tuple[Span, ...]:
        sound, weights = master_file(artifacts, master), weights_file()
        found = inside(voiced, folder=folder, reads=[sound])(sound, weights)
        return as_answered(found, master.duration_ms)

    return artifacts.made(artifact_key(Step.HEAR_SPEECH, VERSION, {}, [master.key]), tuple[Span, ...], make)


def as_answered(found: Sequence[tuple[int, int]], duration_ms: int) -> tuple[Span, ...]:
    """Return the spans that the sandbox found, up to the end of the talk. Raises ConversionFailed for no such spans."""
    times = [time for span in found for time in span]
    if not all(0 <= one < other for one, other in pairwise(times)):
        raise ConversionFailed("the speech that was heard is none of a talk")
    return tuple(Span(begin, min(end, duration_ms)) for begin, end in found if begin < duration_ms)
