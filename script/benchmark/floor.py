"""What cannot be saved: the CPU time of the encoders alone, each with the settings that the engine gives it.

Sound and key frames are encoded by the engine's own graphs, and what ffmpeg takes to read and prepare the same input
for no encoder (`-f null`) is taken off. Slides' pictures are rendered beforehand, and saved with the engine's options.
Sounds are encoded side by side, one on each core, as in a build: cores that are all busy take longer for the same.
"""

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from benchmark.programs import Cost, measured
from mediasvc.domain.variants import SLIDE_WIDTHS, Aac, Flac, Mp3, Opus, Picture, wanted
from workers.decks import pdf
from workers.media.ffmpeg import Graph, read
from workers.media.ffmpeg import ffmpeg as graphs
from workers.media.picture import encode_key_frames
from workers.media.sound import MASTER, encode_sound


@dataclass(frozen=True)
class Floor:
    """CPU time in ms by what is encoded."""

    cpu_ms: dict[str, int]

    @property
    def total_ms(self) -> int:
        return sum(self.cpu_ms.values())


def measure_floor(master: Path, deck_pdf: Path, slides: int) -> Floor:
    """The floor of a talk of this master, as `raw_master` makes it, and of the slides of this PDF."""
    sounds = [variant.sound for variant in wanted() if not isinstance(variant.sound, Flac)]
    pictures = {variant.picture for variant in wanted() if variant.picture is not None}
    pages = list(range(slides))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            sounds_ms = pool.map(partial(_sound_ms, master, folder), sounds)
        names = (f"{type(sound).__name__} {sound.kbps}k" for sound in sounds)
        cpu_ms = dict(zip(names, sounds_ms, strict=True))
        for picture in sorted(pictures, key=lambda each: each.height):
            cpu_ms[f"H.264 key frames {picture.height}p"] = _key_frames_ms(deck_pdf, pages, picture, folder)
        cpu_ms |= _slide_images_ms(deck_pdf, pages, folder)
    return Floor(cpu_ms)


def raw_master(flac: Path, into: Path) -> Path:
    """The master as the engine's encoders read it, from what it makes of it for archives."""
    raw = into / "master.s16"
    ffmpeg_cost(read(flac)["a:0"].output(str(raw), **MASTER))
    return raw


def ffmpeg_cost(graph: Graph) -> Cost:
    """What ffmpeg takes for a graph."""
    return measured("ffmpeg", "-nostdin", "-v", "error", "-y", *graphs.get_args(graph)).cost


def _encoder_ms(graph: Graph, nothing: Graph) -> int:
    """CPU of the encoder in a graph: what the graph takes, less what its input into nothing takes."""
    return max(0, ffmpeg_cost(graph).cpu_ms - ffmpeg_cost(nothing).cpu_ms)


def _sound_ms(master: Path, folder: Path, sound: Opus | Mp3 | Aac) -> int:
    nothing = read(master, **MASTER)["a:0"].output("-", ar=sound.rate_hz, format="null")
    track = folder / f"{type(sound).__name__}{sound.kbps}.mka"
    return _encoder_ms(encode_sound(master, sound, sound.kbps, track), nothing)


def _key_frames_ms(deck_pdf: Path, pages: list[int], picture: Picture, folder: Path) -> int:
    frames = folder / f"{picture.height}"
    frames.mkdir()
    pdf.render_frames(deck_pdf, pages, picture.width, picture.height, frames)
    pattern = frames / "%d.ppm"
    nothing = read(pattern, start_number=0)["v:0"].filter("format", "yuv420p").output("-", format="null")
    return _encoder_ms(encode_key_frames(pattern, picture, folder / "track.h264"), nothing)


def _slide_images_ms(deck_pdf: Path, pages: list[int], folder: Path) -> dict[str, int]:
    cpu_ms: dict[str, int] = {}
    for width in SLIDE_WIDTHS:
        rendered = folder / f"{width} wide"
        rendered.mkdir()
        pdf.render_frames(deck_pdf, pages, width, width * 9 // 16, rendered)
        for page in pages:
            with Image.open(rendered / f"{page}.ppm") as picture:
                picture.load()
                for _, extension, options in pdf.formats_of(width):
                    began = time.process_time()
                    picture.save(BytesIO(), **options)
                    name = f"slides {extension.upper()} {width}"
                    cpu_ms[name] = cpu_ms.get(name, 0) + round((time.process_time() - began) * 1000)
    return cpu_ms
