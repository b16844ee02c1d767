"""What is said when, from the organiser's captions."""

from mediasvc.domain.build import Source
from mediasvc.domain.errors import CaptionsInvalid
from mediasvc.domain.limits import Limits
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import naming
from workers.timed_text.captions_file import ReadCaptions, read_captions


def run(artifacts: Artifacts, captions: Source, duration_ms: int, limits: Limits) -> ReadCaptions:
    """Return what is said in a talk of this length. Reading takes a moment, so nothing of it is kept.

    Raises:
        CaptionsInvalid
    """
    with naming(captions):
        if captions.size_bytes > limits.captions_bytes:
            most_bytes = limits.captions_bytes
            raise CaptionsInvalid(f"line 1: the file has {captions.size_bytes} bytes, {most_bytes} are allowed")
        return read_captions(artifacts.source(captions).read_bytes(), duration_ms, limits.captions)
