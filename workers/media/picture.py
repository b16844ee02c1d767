"""What ffmpeg is asked to do with pictures, as graphs of ffmpeg-python. Pure: nothing runs here."""

from pathlib import Path
from typing import Any

from mediasvc.domain.variants import Picture
from workers.media import mp4
from workers.media.ffmpeg import BITEXACT, Graph, ffmpeg, read
from workers.media.tags import room_of

# Sound and picture alternate in pieces of this length: shorter ones cost an index of hundreds of kilobytes an hour.
INTERLEAVED_S = 10

# As many as x264's frame_num counts to where pictures refer to the one before them alone.
REPEATED = 16

COLOURS = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}
# No decision depends on another picture, so that a slide's key frame is the same whatever is encoded beside it.
X264 = (
    "keyint=infinite:scenecut=0:bframes=0:ref=1:weightp=0:mbtree=0:aq-mode=0:ipratio=1:threads=1"
    ":colorprim=bt709:transfer=bt709:colormatrix=bt709"
)


def encode_key_frames(pictures: Path, picture: Picture, out: Path) -> Graph:
    """A stream of a key frame for each picture; `pictures` is a pattern of their names, counted from 0 on.

    It is best without a folder: signs of a pattern in that one's name would count as well.
    """
    shown = read(pictures, format="image2", start_number=0, framerate=picture.fps)["v:0"]
    return _encoded(shown, picture, "1", out)


def encode_repeats(picture: Picture, out: Path) -> Graph:
    """A stream of a test picture's key frame, and of another picture that stands still for REPEATED frames more."""
    size = {"size": f"{picture.width}x{picture.height}", "rate": picture.fps}
    some = ffmpeg.input(f"testsrc2={_options(size)}", format="lavfi")["v:0"].trim(end_frame=1)
    still = ffmpeg.input(f"color=gray:{_options(size)}", format="lavfi")["v:0"]
    return _encoded(ffmpeg.concat(some, still), picture, "lt(n,2)", out, **{"frames:v": 2 + REPEATED})


def hash_frames(track: Path, out: Path) -> Graph:
    """A digest of each decoded picture, a line each."""
    return read(track, format="h264")["v:0"].output(str(out), format="framemd5")


def mux_video(picture_track: Path, fps: int, sound_track: Path, out: Path) -> Graph:
    """Picture, a bare stream of so many frames a second, and sound in one MP4 whose index comes first.

    The index ends with room for tags.
    """
    streams = (read(picture_track, format="h264", framerate=fps)["v:0"], read(sound_track)["a:0"])
    chunks = {"chunk_duration": INTERLEAVED_S * 1_000_000, "max_interleave_delta": 0}
    forms = {"c": "copy", "movflags": "+faststart", **room_of(mp4.COMMENT_BYTES)}
    return ffmpeg.output(*streams, str(out), **forms, **chunks, **BITEXACT)


def _encoded(pictures: Any, picture: Picture, key_frames: str, out: Path, **options: Any) -> Graph:
    return (
        pictures.filter("setsar", 1)
        .filter("scale", out_color_matrix="bt709", out_range="tv")
        .filter("format", "yuv420p")
        .output(
            str(out),
            vcodec="libx264",
            preset="veryfast",
            tune="stillimage",
            qp=picture.qp,
            level=picture.level / 10,
            force_key_frames=f"expr:{key_frames}",
            **{"forced-idr": 1, "profile:v": "high", "x264-params": X264},
            **COLOURS,
            **BITEXACT,
            **options,
        )
    )


def _options(values: dict[str, Any]) -> str:
    return ":".join(f"{name}={value}" for name, value in values.items())
