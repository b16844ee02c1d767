"""One picture track from slides and timeline, encoded once."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass
from pathlib import Path

from mediasvc.domain.build import Step, artifact_key
from mediasvc.domain.timeline import Timeline, frame_runs
from mediasvc.domain.variants import Picture
from workers.decks import pdf
from workers.decks.inside import inside
from workers.media.ffmpeg import run_ffmpeg
from workers.media.picture import encode_picture, frame_list
from workers.steps.artifacts import Artifacts, KeptFile
from workers.steps.render_slides import RenderedDeck, RenderedSlide, deck_pdf, runs_of_pages, visible_slides

VERSION = 1


@dataclass(frozen=True)
class PictureTrack:
    """One encoded picture stream of so many frames."""

    file: KeptFile
    frames: int


def run(
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
        frames.write_text(frame_list([(pictures[slides[index].look], count) for index, count in runs], picture))
        total = sum(count for _, count in runs)
        out = folder / "track.mp4"
        graph = encode_picture(frames, total, picture, out)
        run_ffmpeg(graph, folder=folder, reads=[], duration_ms=timeline.duration_ms, on_share=on_share)
        return PictureTrack(artifacts.keep(out), total)

    return artifacts.made(key, PictureTrack, make)


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
