"""When a manuscript is said: captions that have no times get them from the speech."""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.captions import Said
from mediasvc.domain.speech import Span
from workers.manuscripts.aligned import aligned
from workers.timed_text.captions_file import ReadCaptions

WARNING = BuildWarning(
    "captions_times_estimated",
    "The captions were given without times: theirs are estimated from when somebody speaks. Look at some of them.",
)


def run(read: ReadCaptions, speech: Sequence[Span] | None, duration_ms: int) -> ReadCaptions:
    """Return the captions, with times where they had none. That takes milliseconds, and is not kept."""
    if not read.manuscript:
        return read
    captions = aligned(read.manuscript, speech or (), duration_ms)
    return replace(read, said=Said(captions), manuscript=(), is_estimated=True, warnings=(*read.warnings, WARNING))
