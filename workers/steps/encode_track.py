"""One sound track from the master, or one picture track from slides and timeline; each is encoded once."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass
from pathlib import Path

from mediasvc.domain.build import Step, artifact_key
from mediasvc.domain.timeline import Timeline, frame_runs
from mediasvc.domain.variants import Aac, Mp3, Opus, Picture, Sound
from workers.decks import pdf
from workers.decks.inside import inside
from workers.media import graphs
from workers.media.ffmpeg import run_ffmpeg
from workers.media.loudness import TRACK_CEILING_DBTP, Loudness, parse_ebur128
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.master_audio import Master, master_file
from workers.steps.render_slides import RenderedDeck, RenderedSlide, deck_pdf, runs_of_pages, visible_slides

VERSION = 1
MOST_TRIES = 2
OVERSHOOT_MARGIN_DB = 0.3
# Lower than this a limiter is heard, and one odd peak in an hour is not.
MOST_LOWERED_DB = 3.0
SUFFIXES = {Opus: ".webm", Mp3: ".mp3", Aac: ".m4a"}


@dataclass(frozen=True)
class SoundTrack:
    """One encoded sound stream, and how loud it is when it is decoded."""

    file: KeptFile
    loudness: Loudness


@dataclass(frozen=True)
class PictureTrack:
    """One encoded picture stream of so many frames."""

    file: KeptFile
    frames: int


def run_sound(artifacts: Artifacts, master: Master, sound: Sound, on_share: Callable[[float], None]) -> SoundTrack:
    """The sound track of the master in this encoding."""
    parameters = {"codec": type(sound).__name__, **asdict(sound)}
    key = artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [master.key])

    def make(folder: Path) -> SoundTrack:
        source = master_file(artifacts, master)
        track = folder / f"track{SUFFIXES[type(sound)]}"

        def encode(lower_by_db: float) -> None:
            graph = graphs.encode_sound(source, sound, lower_by_db, track)
            run_ffmpeg(graph, folder=folder, reads=[source], duration_ms=master.duration_ms, on_share=on_share)

        loudness = _encode_below_ceiling(encode, track, 0.0, MOST_TRIES)
        return SoundTrack(artifacts.keep(track), loudness)

    return artifacts.made(key, SoundTrack, make)


def run_picture(
    artifacts: Artifacts,
    decks: Sequence[RenderedDeck],
    timeline: Timeline,
    picture: Picture,
    on_share: Callable[[float], None],
) -> PictureTrack:
    """The picture track that follows the timeline in this encoding."""
    slides = visible_slides(decks)
    runs = frame_runs(timeline.cues, timeline.duration_ms, picture.fps)
    parameters = {**asdict(picture), "runs": [(slides[index].look, count) for index, count in runs]}
    key = artifact_key(Step.ENCODE_TRACK, VERSION, parameters, [])

    def make(folder: Path) -> PictureTrack:
        shown = {slides[index].look: slides[index] for index, _ in runs}
        pictures = _frame_pictures(artifacts, decks, shown, picture, folder)
        frames = folder / "frames.ffconcat"
        frames.write_text(graphs.frame_list([(pictures[slides[index].look], count) for index, count in runs], picture))
        total = sum(count for _, count in runs)
        out = folder / "track.mp4"
        graph = graphs.encode_picture(frames, total, picture, out)
        run_ffmpeg(graph, folder=folder, reads=[], duration_ms=timeline.duration_ms, on_share=on_share)
        return PictureTrack(artifacts.keep(out), total)

    return artifacts.made(key, PictureTrack, make)


def _encode_below_ceiling(encode: Callable[[float], object], track: Path, lower_by_db: float, tries: int) -> Loudness:
    """Encode, and listen: a lossy codec adds to the peaks, so where they pass the ceiling, again with lower ones."""
    encode(lower_by_db)
    heard = run_ffmpeg(graphs.measure_loudness(track), folder=track.parent, reads=[])
    loudness = parse_ebur128(heard.last_words)
    over_db = loudness.true_peak_dbtp - TRACK_CEILING_DBTP
    if over_db <= 0 or lower_by_db == MOST_LOWERED_DB or not tries:
        return loudness
    lower_by_db = min(MOST_LOWERED_DB, lower_by_db + over_db + OVERSHOOT_MARGIN_DB)
    return _encode_below_ceiling(encode, track, lower_by_db, tries - 1)


def _frame_pictures(
    artifacts: Artifacts,
    decks: Sequence[RenderedDeck],
    shown: Mapping[str, RenderedSlide],
    picture: Picture,
    folder: Path,
) -> dict[str, Path]:
    """Each look's picture at the frame's size, rendered from its page, with every core at work."""
    found: dict[str, Path] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting: list[Future[None]] = []
        for deck in {deck.deck.source.digest: deck for deck in decks}.values():
            slides = [slide for slide in shown.values() if slide.deck == deck.deck.source.digest]
            into = folder / deck.deck.source.digest
            into.mkdir()
            found |= {slide.look: into / f"{slide.page}.png" for slide in slides}
            document = deck_pdf(artifacts, deck.deck)
            render = inside(pdf.render_frames, folder=into, reads=[document])
            for pages in runs_of_pages([slide.page for slide in slides]):
                size = (picture.width, picture.height)
                waiting.append(pool.submit(copy_context().run, render, document, pages, *size, into))
        for done in waiting:
            done.result()
    return found
