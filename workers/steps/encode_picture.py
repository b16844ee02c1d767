"""One picture track from slides and timeline: each slide is encoded once, as a key frame, and the rest is splicing."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path

from mediasvc.domain.build import Digest
from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.domain.timeline import Timeline, frame_runs
from mediasvc.domain.variants import Picture
from workers.decks import pdf
from workers.inside import inside, limits_of
from workers.media.ffmpeg import run_ffmpeg
from workers.media.h264 import KeyFrame
from workers.media.picture import REPEATED, encode_key_frames, encode_repeats, hash_frames
from workers.media.splice import PICTURES_IN_MEMORY, Repeats, key_frames, repeats, splice
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.deck_errors import reading_a_deck
from workers.steps.read_slides import ReadDeck, ReadSlide, made_of_slides, visible_slides

# To be raised when what picture.py asks of the encoder changes.
VERSION = 3
PROVEN_FRAMES = 50
# Of a frame, drawn or encoded, with its heads; and of a digest of one.
BYTES_A_PX, HEADS_BYTES, DIGEST_BYTES = 3, 4_096, 256
# Five times what real pages take at most.
PAGE_CPU_S = 0.5


@dataclass(frozen=True)
class PictureTrack:
    """One encoded picture stream of so many frames at so many a second, bare (Annex B)."""

    file: KeptFile
    frames: int
    fps: int


def run(
    artifacts: Artifacts,
    decks: Sequence[ReadDeck],
    timeline: Timeline,
    picture: Picture,
    on_share: Callable[[float], None],
) -> PictureTrack:
    """The picture track that follows the timeline in this encoding."""
    slides = visible_slides(decks)
    runs = [(slides[index], count) for index, count in frame_runs(timeline.cues, timeline.duration_ms, picture.fps)]
    parameters = {**asdict(picture), "runs": [(slide.look, count) for slide, count in runs]}
    key = artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [])

    def make(folder: Path) -> PictureTrack:
        shown = {slide.look: slide for slide, _ in runs}
        frames = _key_frames(artifacts, decks, shown, picture, on_share)
        repeated = _repeats(artifacts, picture)
        out = folder / "track.h264"
        # A few pictures are in memory: a thousand slides may be shown, or one a thousand times.
        read = lru_cache(PICTURES_IN_MEMORY)(partial(_key_frame, artifacts))
        shows = ((read(frames[slide.look]), count) for slide, count in runs)
        every = key_frame_distance([(frames[slide.look].size_bytes, count) for slide, count in runs], picture)
        with out.open("wb") as file:
            file.writelines(splice(shows, repeated, every))
        return PictureTrack(artifacts.keep(out), sum(count for _, count in runs), picture.fps)

    return artifacts.made(key, PictureTrack, make)


def key_frame_distance(runs: Sequence[tuple[int, int]], picture: Picture) -> int:
    """So many frames at most lie between key frames, where runs of pictures have (key frame's bytes, frame count).

    It is the encoding's own distance, or that doubled until the key frames are within the encoding's rate, or come
    only where the picture changes.
    """
    most_bytes = picture.most_kbps * 125 * sum(count for _, count in runs) / picture.fps
    every = picture.fps * picture.key_frame_every_s
    longest = max(count for _, count in runs)
    while sum(size * -(-count // every) for size, count in runs) > most_bytes and every < longest:
        every *= 2
    return every


def _most_bytes(picture: Picture, frames: int) -> int:
    return (picture.width * picture.height * BYTES_A_PX + HEADS_BYTES) * frames


def _key(picture: Picture, what: str) -> Digest:
    """The key of a part of all tracks of this encoding, however far their key frames are apart."""
    parameters = asdict(picture)
    for decided_later in ("key_frame_every_s", "most_kbps"):
        del parameters[decided_later]
    return artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [what])


def _key_frame(artifacts: Artifacts, file: KeptFile) -> KeyFrame:
    return key_frames(artifacts.kept(file).read_bytes())[0]


def _key_frames(
    artifacts: Artifacts,
    decks: Sequence[ReadDeck],
    shown: Mapping[str, ReadSlide],
    picture: Picture,
    on_share: Callable[[float], None],
) -> dict[str, KeptFile]:
    """Each look's key frame, drawn from its page at the frame's size, where it is not kept already."""

    def encode(document: Path, pages: list[int], into: Path) -> list[KeptFile]:
        frames = _encode(document, pages, picture, into)
        return [_kept(artifacts, frame, into / f"{place}.h264") for place, frame in enumerate(frames)]

    keys = [_key(picture, look) for look in shown]
    made = made_of_slides(artifacts, decks, list(shown.values()), keys, KeptFile, encode, on_share)
    return dict(zip(shown, made, strict=True))


def _encode(document: Path, pages: list[int], picture: Picture, folder: Path) -> list[KeyFrame]:
    frames, out = folder / "frames", folder / "keys.h264"
    frames.mkdir()
    drawn = [frames / f"{place}.ppm" for place in range(len(pages))]
    limits, most_bytes = limits_of(document, len(pages), PAGE_CPU_S), _most_bytes(picture, 1)
    draw = inside(pdf.render_frames, folder=frames, reads=[document], makes=drawn, limits=limits, most_bytes=most_bytes)
    with reading_a_deck():
        draw(document, pages, picture.width, picture.height, frames)
    encode = encode_key_frames(Path(frames.name) / "%d.ppm", picture, out)
    run_ffmpeg(encode, folder=folder, reads=[frames], makes=[out], most_bytes=_most_bytes(picture, len(pages)))
    shutil.rmtree(frames)
    if len(found := key_frames(out.read_bytes())) != len(pages):
        raise ConversionFailed(f"{len(pages)} pages became {len(found)} pictures")
    return found


def _kept(artifacts: Artifacts, frame: KeyFrame, file: Path) -> KeptFile:
    file.write_bytes(frame.to_bytes())
    return artifacts.keep(file)


def _repeats(artifacts: Artifacts, picture: Picture) -> Repeats:
    """What repeats any picture of this encoding; proven, when it is made, by decoding it behind another picture."""

    def make(folder: Path) -> KeptFile:
        out, joined, told = folder / "repeats.h264", folder / "joined.h264", folder / "hashes"
        most_bytes = _most_bytes(picture, 2 + REPEATED)
        run_ffmpeg(encode_repeats(picture, out), folder=folder, reads=[], makes=[out], most_bytes=most_bytes)
        other, repeated = repeats(out.read_bytes())
        joined.write_bytes(b"".join(splice([(other, PROVEN_FRAMES)], repeated, PROVEN_FRAMES)))
        most_bytes = DIGEST_BYTES * PROVEN_FRAMES
        run_ffmpeg(hash_frames(joined, told), folder=folder, reads=[joined], makes=[told], most_bytes=most_bytes)
        hashes = [line.rpartition(",")[2] for line in told.read_text().splitlines() if not line.startswith("#")]
        if len(hashes) != PROVEN_FRAMES or len(set(hashes)) != 1:
            raise ConversionFailed("frames that repeat do not repeat the picture before them")
        return artifacts.keep(out)

    return repeats(artifacts.kept(artifacts.made(_key(picture, "repeats"), KeptFile, make)).read_bytes())[1]
