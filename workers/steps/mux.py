"""Tracks to one file, with room for tags: no stream is encoded again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.variants import Mp3, Variant
from workers.media.ffmpeg import run_ffmpeg
from workers.media.id3 import Chapter, chapters_of, with_room
from workers.media.picture import mux_video
from workers.media.probe import read_duration_ms
from workers.media.sound import mux_sound
from workers.media.webm import Places, places_in
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.encode_picture import PictureTrack
from workers.steps.encode_sound import SoundTrack
from workers.steps.render_slides import RenderedDeck

VERSION = 6
# Sound and picture of a rendition, and the talk itself, end this close to each other.
TOLERANCE_MS = 150
# What a container adds to its tracks is far less than they weigh; those of short talks have little but heads.
HEADS_BYTES = 1_000_000


@dataclass(frozen=True)
class MuxedFile:
    """A rendition's file, as long as its container says; `places` tells players of a WebM file what to load of it."""

    file: KeptFile
    duration_ms: int
    places: Places | None


@dataclass(frozen=True)
class Contents:
    """What a chaptered file carries inside: its chapters, and the picture that stands for the talk."""

    chapters: tuple[Chapter, ...]
    cover: KeptFile


def run(
    artifacts: Artifacts,
    variant: Variant,
    sound: SoundTrack,
    picture: PictureTrack | None,
    contents: Contents | None,
    duration_ms: int,
) -> MuxedFile:
    """The rendition of this variant, with a picture or with contents where the variant has them.

    Raises:
        ConversionFailed: what came out is not as long as the talk.
    """
    inputs = [file.key for file in (sound.file, picture and picture.file, contents and contents.cover) if file]
    chapters = [] if contents is None else [asdict(chapter) for chapter in contents.chapters]
    key = artifact_key(Step.MUX, VERSION, {"extension": variant.extension, "chapters": chapters}, inputs)

    def make(folder: Path) -> MuxedFile:
        out = folder / f"{variant.name}.{variant.extension}"
        track = artifacts.kept(sound.file)
        if picture is not None:
            pictures = artifacts.kept(picture.file)
            graph, reads = mux_video(pictures, picture.fps, track, out), [pictures, track]
            run_ffmpeg(graph, folder=folder, reads=reads, makes=[out], most_bytes=_most_bytes(reads))
        elif isinstance(variant.sound, Mp3):
            with_room(track, out, _chapters(artifacts, contents))
        else:
            graph, most_bytes = mux_sound(track, out), _most_bytes([track])
            run_ffmpeg(graph, folder=folder, reads=[track], makes=[out], most_bytes=most_bytes)
        lasts_ms = read_duration_ms(out, folder)
        # The shortest picture track is one frame.
        least_ms = 0 if picture is None else 1_000 // picture.fps
        if abs(lasts_ms - max(duration_ms, least_ms)) > TOLERANCE_MS:
            raise ConversionFailed(f"{variant.name} lasts {lasts_ms} ms, the talk {duration_ms} ms")
        return MuxedFile(artifacts.keep(out), lasts_ms, places_in(out) if out.suffix == ".webm" else None)

    return artifacts.made(key, MuxedFile, make)


def _chapters(artifacts: Artifacts, contents: Contents | None) -> bytes:
    if contents is None:
        return b""
    return chapters_of(contents.chapters, artifacts.kept(contents.cover).read_bytes())


def _most_bytes(tracks: Sequence[Path]) -> int:
    return 2 * sum(track.stat().st_size for track in tracks) + HEADS_BYTES


def contents_of(decks: Sequence[RenderedDeck], timeline: Timeline) -> Contents:
    """The cues as chapters, and the first slide's smallest JPEG: it comes before the first sound."""
    slides = [slide for deck in decks for slide in deck.slides]
    titles = [slide.outline.title for slide in slides]
    chapters = (Chapter(chapter_title(cue.slide, titles), cue.start_ms, cue.end_ms) for cue in timeline.cues)
    first = slides[timeline.cues[0].slide]
    jpegs = [image for image in first.images if image.type == "image/jpeg"]
    return Contents(tuple(chapters), min(jpegs, key=lambda image: image.width).file)


def chapter_title(slide: int, titles: Sequence[str]) -> str:
    """A slide's title with its number, or the number alone where it has none."""
    return f"{slide + 1}. {titles[slide]}" if titles[slide] else str(slide + 1)
