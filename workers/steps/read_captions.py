"""What is said when, from the organiser's captions, or what is said, from a manuscript."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Source
from mediasvc.domain.captions import Said
from mediasvc.domain.characters import readable
from mediasvc.domain.errors import CaptionsInvalid, ConversionFailed
from mediasvc.domain.limits import Limits
from mediasvc.domain.steps import Step, artifact_key
from workers.decks.identify import PDF_MAGIC
from workers.decks.package import ZIP_MAGIC
from workers.inside import inside
from workers.manuscripts.docx import read_docx_file
from workers.manuscripts.pages import read_pdf_file
from workers.manuscripts.text import read_text_file
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import naming
from workers.timed_text.captions_file import CaptionsFromFile, ReadCaptions

VERSION = 2
# Files of captions have 10 MB at most, and names of voices may be added to each line.
MOST_LETTERS = 20_000_000
# What documents begin with, and who reads them; everything else is text.
DOCUMENTS = {ZIP_MAGIC: read_docx_file, PDF_MAGIC: read_pdf_file}
HEAD_BYTES = 1_024
# Each of a dozen oddities names a few lines.
WARNING, LONGEST_WARNING = "captions_repaired", 2_000


def run(artifacts: Artifacts, captions: Source, duration_ms: int, limits: Limits) -> ReadCaptions:
    """Return what is said in a talk of this length. A manuscript has no times yet.

    Raises:
        CaptionsInvalid
    """

    def make(folder: Path) -> CaptionsFromFile:
        path, head = artifacts.source(captions), artifacts.head(captions, HEAD_BYTES)
        read_file = next((reader for magic, reader in DOCUMENTS.items() if magic in head), read_text_file)
        read = inside(read_file, folder=folder, reads=[path])(path, duration_ms, limits.captions)
        return _as_answered(read, duration_ms, limits)

    with naming(captions):
        if captions.size_bytes > limits.captions_bytes:
            most_bytes = limits.captions_bytes
            raise CaptionsInvalid(f"line 1: the file has {captions.size_bytes} bytes, {most_bytes} are allowed")
        told = {"duration_ms": duration_ms, "most": limits.captions}
        key = artifact_key(Step.READ_CAPTIONS, VERSION, told, [captions.digest])
        read = artifacts.made(key, CaptionsFromFile, make)
        return ReadCaptions(Said(read.captions, frozenset(read.voices)), read.warnings, read.manuscript)


def _as_answered(read: CaptionsFromFile, duration_ms: int, limits: Limits) -> CaptionsFromFile:
    """Return what came out of the sandbox as nothing but writing. Raises ConversionFailed for no captions of this talk.

    What is left of a caption may be no line at all: that is none either.
    """
    captions = tuple(replace(each, text="\n".join(_lines(each.text))) for each in read.captions)
    voices = tuple(" ".join(_lines(voice)) for voice in read.voices)
    are_in_time = all(0 <= each.start_ms < each.end_ms <= duration_ms for each in captions)
    are_in_order = all(one.start_ms <= other.start_ms for one, other in pairwise(captions))
    manuscript = tuple(" ".join(_lines(sentence)) for sentence in read.manuscript)
    are_few = max(len(captions), len(voices), len(manuscript)) <= limits.captions
    letters = sum(map(len, (*voices, *manuscript))) + sum(len(each.text) for each in captions)
    are_texts = all(each.text for each in captions) and bool(captions or manuscript) and letters <= MOST_LETTERS
    if not (are_few and are_in_time and are_in_order and are_texts):
        raise ConversionFailed("the captions that were read are none of this talk")
    warnings = (BuildWarning(WARNING, " ".join(_lines(each.message))[:LONGEST_WARNING]) for each in read.warnings[:1])
    return CaptionsFromFile(captions, voices, tuple(warnings), tuple(filter(None, manuscript)))


def _lines(text: str) -> list[str]:
    """Return the lines of a text that are not empty."""
    return [line for line in readable(text).split("\n") if line.strip()]
