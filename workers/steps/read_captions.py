"""What is said when, from the organiser's captions."""

from itertools import pairwise
from pathlib import Path

from mediasvc.domain.build import Source
from mediasvc.domain.captions import Said
from mediasvc.domain.errors import CaptionsInvalid, ConversionFailed
from mediasvc.domain.limits import Limits
from mediasvc.domain.steps import Step, artifact_key
from workers.inside import inside
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import naming
from workers.timed_text.captions_file import CaptionsFromFile, ReadCaptions, read_captions_file

VERSION = 1
# Files of captions have 10 MB at most, and names of voices may be added to each line.
MOST_LETTERS = 20_000_000


def run(artifacts: Artifacts, captions: Source, duration_ms: int, limits: Limits) -> ReadCaptions:
    """Return what is said in a talk of this length.

    Raises:
        CaptionsInvalid
    """

    def make(folder: Path) -> CaptionsFromFile:
        path = artifacts.source(captions)
        read = inside(read_captions_file, folder=folder, reads=[path])(path, duration_ms, limits.captions)
        _check(read, duration_ms, limits)
        return read

    with naming(captions):
        if captions.size_bytes > limits.captions_bytes:
            most_bytes = limits.captions_bytes
            raise CaptionsInvalid(f"line 1: the file has {captions.size_bytes} bytes, {most_bytes} are allowed")
        told = {"duration_ms": duration_ms, "most": limits.captions}
        key = artifact_key(Step.READ_CAPTIONS, VERSION, told, [captions.digest])
        read = artifacts.made(key, CaptionsFromFile, make)
        return ReadCaptions(Said(read.captions, frozenset(read.voices)), read.warnings)


def _check(read: CaptionsFromFile, duration_ms: int, limits: Limits) -> None:
    """Check what comes out of the sandbox. Raises ConversionFailed where it is no captions of this talk."""
    captions = read.captions
    are_in_time = all(0 <= each.start_ms < each.end_ms <= duration_ms for each in captions)
    are_in_order = all(one.start_ms <= other.start_ms for one, other in pairwise(captions))
    are_few = len(captions) <= limits.captions and len(read.voices) <= limits.captions
    if not (are_few and are_in_time and are_in_order) or sum(len(each.text) for each in captions) > MOST_LETTERS:
        raise ConversionFailed("the captions that were read are none of this talk")
