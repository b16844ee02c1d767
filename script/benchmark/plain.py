"""The straightforward way by ffmpeg. usage: python -m benchmark.plain DECK RECORDING CUES FOLDER

Each output is made on its own from the sources: slides are repeated at 25 frames a second, encoded by x264 as it comes,
and the sound is levelled by loudnorm.
"""

import sys
from pathlib import Path

from benchmark.programs import ffmpeg
from benchmark.sources import Shown, convert, frames, read_shown
from mediasvc.domain.variants import Aac, Mp3, Opus, Picture, Sound, wanted

FPS = 25


def main(deck: Path, recording: Path, cues: Path, folder: Path) -> None:
    shown = read_shown(cues, recording)
    document = convert(deck, folder / "pdf")
    for variant in wanted():
        out = folder / f"{variant.name}.{variant.extension}"
        listed = [] if variant.picture is None else _list(document, shown, variant.picture, folder / variant.name)
        maps = ("-map", "1:a", "-map", "0:v") if listed else ("-map", "0:a")
        sound = ("-af", "loudnorm=I=-16:TP=-1.5", "-ac", "1", *_sound(variant.sound))
        picture = ("-r", str(FPS), "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-shortest")
        ffmpeg(*listed, "-i", recording, *maps, *sound, *(picture if listed else ()), out)


def _list(document: Path, shown: list[Shown], picture: Picture, folder: Path) -> list[str | Path]:
    """ffmpeg's input: a list of the pictures with their durations. The demuxer wants the last one twice."""
    pictures = frames(document, shown, picture, folder)
    lines = [f"file '{pictures[slide.page]}'\nduration {slide.seconds:.3f}\n" for slide in shown]
    listed = folder / "slides.txt"
    listed.write_text("".join([*lines, f"file '{pictures[shown[-1].page]}'\n"]))
    return ["-f", "concat", "-safe", "0", "-i", listed]


def _sound(sound: Sound) -> tuple[str, ...]:
    match sound:
        case Opus():
            return ("-c:a", "libopus", "-b:a", f"{sound.kbps}k")
        case Mp3():
            return ("-c:a", "libmp3lame", "-b:a", f"{sound.kbps}k", "-ar", str(sound.rate_hz))
        case Aac():
            return ("-c:a", "aac", "-b:a", f"{sound.kbps}k", "-ar", str(sound.rate_hz))
        case _:
            raise ValueError(f"{sound} is made on demand only")


if __name__ == "__main__":
    main(*(Path(word).absolute() for word in sys.argv[1:]))
