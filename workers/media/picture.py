"""What ffmpeg is asked to do with pictures, as graphs of ffmpeg-python. Pure: nothing runs here."""

from collections.abc import Sequence
from pathlib import Path

from mediasvc.domain.variants import Picture
from workers.media.ffmpeg import BITEXACT, Graph, ffmpeg, read

# Of a picture that stands still, key frames are nearly all that weighs; seeks decode a minute at the most.
KEY_FRAME_EVERY_S = 60

BT709 = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}


def frame_list(runs: Sequence[tuple[Path, int]], picture: Picture) -> str:
    """An ffconcat list that shows each picture for so many frames.

    The concat demuxer forgets how long the last one lasts, so it stands twice, and `encode_picture` stops in time.
    """
    lines = ["ffconcat version 1.0"]
    for path, count in [*runs, runs[-1]]:
        quoted = str(path).replace("'", r"'\''")
        lines += [
            f"file '{quoted}'",
            f"option framerate {picture.fps}",
            f"duration {count * 1_000_000 // picture.fps}us",
        ]
    return "\n".join(lines) + "\n"


def encode_picture(frames: Path, count: int, picture: Picture, out: Path) -> Graph:
    """One picture track of `count` frames from an ffconcat list of pictures of its size.

    Colours are converted before pictures are repeated, once for each picture.
    """
    return (
        read(frames, format="concat", safe=0)["v:0"]
        .filter("scale", out_color_matrix="bt709", out_range="tv")
        .filter("format", "yuv420p")
        .filter("fps", picture.fps)
        .output(
            str(out),
            vcodec="libx264",
            preset="veryfast",
            tune="stillimage",
            qp=picture.qp,
            level=picture.level / 10,
            g=picture.fps * KEY_FRAME_EVERY_S,
            **{
                "frames:v": count,
                "profile:v": "high",
                "x264-params": "colorprim=bt709:transfer=bt709:colormatrix=bt709",
            },
            **BT709,
            **BITEXACT,
        )
    )


def mux_video(picture_track: Path, sound_track: Path, out: Path) -> Graph:
    """Picture and sound in one MP4 whose index comes first."""
    streams = (read(picture_track)["v:0"], read(sound_track)["a:0"])
    return ffmpeg.output(*streams, str(out), c="copy", movflags="+faststart", **BITEXACT)
