"""What a talk is called, written into a copy of each rendition; its length, and where its parts are, stay."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from mediasvc.domain.characters import readable
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.series import Series
from mediasvc.domain.steps import Step, artifact_key
from workers.media import flac, id3, mp4, webm_tags
from workers.media.tags import Form, Tags, fill
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.mux import MuxedFile

VERSION = 1
FORMS: Mapping[str, Form] = {".flac": flac.FORM, ".mp3": id3.FORM, ".mp4": mp4.FORM, ".webm": webm_tags.FORM}


def run(artifacts: Artifacts, muxed: MuxedFile, tags: Tags) -> MuxedFile:
    """Return the rendition with these tags. One without room for them, or of another form, stays as it is."""
    form = FORMS.get(Path(muxed.file.key).suffix)
    if form is None:
        return muxed

    def make(folder: Path) -> KeptFile:
        out = folder / Path(muxed.file.key).name
        artifacts.copy(muxed.file, out)
        with out.open("r+b") as file:
            is_tagged = fill(file, tags, form)
        return artifacts.keep(out) if is_tagged else muxed.file

    key = artifact_key(Step.TAG, VERSION, asdict(tags), [muxed.file.key])
    return replace(muxed, file=artifacts.made(key, KeptFile, make))


def tags_of(details: SeminarDetails, series: Series | None) -> Tags:
    """Return what a file says of its talk. Details of early builds may hold what is no writing."""
    held_on = "" if details.held_on is None else details.held_on.isoformat()
    return Tags(
        title=_line(details.title),
        speakers=_line(", ".join(details.speakers)),
        series="" if series is None else _line(series.title),
        held_on=held_on,
        language=details.language or "",
    )


def _line(text: str) -> str:
    return " ".join(readable(text).split())
