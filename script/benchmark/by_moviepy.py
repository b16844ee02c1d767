"""The way by MoviePy 2. usage: python -m benchmark.by_moviepy DECK RECORDING CUES FOLDER

Written as its documentation does: a clip for each slide, one behind the other, with the recording as their sound, which
it does not level.
"""

import sys
from pathlib import Path
from typing import Any

import moviepy as untyped_moviepy  # pyright: ignore[reportMissingTypeStubs] - it ships none

from benchmark.sources import Shown, convert, frames, read_shown
from mediasvc.domain.variants import Aac, Mp3, Opus, Sound, wanted

moviepy: Any = untyped_moviepy

FPS = 25
OPUS_HZ = 48_000


def main(deck: Path, recording: Path, cues: Path, folder: Path) -> None:
    shown = read_shown(cues, recording)
    document = convert(deck, folder / "pdf")
    sound: Any = moviepy.AudioFileClip(str(recording))
    for variant in wanted():
        out = folder / f"{variant.name}.{variant.extension}"
        codec, bitrate, rate_hz = _sound(variant.sound)
        if variant.picture is None:
            mono = ["-ac", "1"]
            sound.write_audiofile(str(out), rate_hz, codec=codec, bitrate=bitrate, ffmpeg_params=mono, logger=None)
            continue
        film = _film(frames(document, shown, variant.picture, folder / variant.name), shown).with_audio(sound)
        told = {"audio_codec": codec, "audio_bitrate": bitrate, "audio_fps": rate_hz, "logger": None}
        film.write_videofile(str(out), fps=FPS, codec="libx264", **told)


def _film(pictures: list[Path], shown: list[Shown]) -> Any:
    clips = [moviepy.ImageClip(str(pictures[slide.page]), duration=slide.seconds) for slide in shown]
    return moviepy.concatenate_videoclips(clips)


def _sound(sound: Sound) -> tuple[str, str, int]:
    """Codec, rate of bits and rate of samples."""
    match sound:
        case Opus():
            return "libopus", f"{sound.kbps}k", OPUS_HZ
        case Mp3():
            return "libmp3lame", f"{sound.kbps}k", sound.rate_hz
        case Aac():
            return "aac", f"{sound.kbps}k", sound.rate_hz
        case _:
            raise ValueError(f"{sound} is made on demand only")


if __name__ == "__main__":
    main(*(Path(word).absolute() for word in sys.argv[1:]))
