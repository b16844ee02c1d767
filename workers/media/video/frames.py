"""Frames of a video, small and grey, at an even pace. For the sandbox, within which it starts ffmpeg."""

import subprocess
from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from workers.media.ffmpeg import FAR, UPLOADS, ffmpeg, read
from workers.media.recording import TrackSource

Grey = NDArray[np.uint8]
"""A picture: rows of pixels, 0 to 255."""

FRAMES_A_SECOND = 2
FRAME_MS = 1000 // FRAMES_A_SECOND
WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 480, 16, 960
LONGEST_HEAD = 32
# As sound is read (workers/media/sound.py): time begins with the first stream, or at zero.
NEXT_TO_NOTHING_S = "0.000001"


def frames(source: TrackSource, longest_ms: int, *, are_key_frames: bool = False) -> Iterator[Grey]:
    """Yield the frame of every FRAME_MS of the video, from 0 on, 480 px wide; nothing where none can be decoded.

    Frames that no other one is decoded from are skipped; with `are_key_frames`, all but key frames.
    """
    begin = {"seek_timestamp": 1} if source.begins_at_zero else {"itsoffset": NEXT_TO_NOTHING_S}
    # Without the loop filter, grey frames of this size differ by 1 of 255 at most on the mean, and cost an eighth less.
    skipped = {"skip_frame": "nokey" if are_key_frames else "noref", "skip_loop_filter": "all", "threads": 1}
    video = read(source.path, **UPLOADS, **(FAR if source.is_found_late else {}), **begin, **skipped)["V:0"]
    height = f"clip(2*trunc({WIDTH}*ih/(iw*sar)/2),{LEAST_HEIGHT},{MOST_HEIGHT})"
    small = (
        video.filter("fps", fps=FRAMES_A_SECOND, start_time=0)
        .filter("scale", w=WIDTH, h=height, flags="area")
        .filter("format", "gray")
        .output("pipe:1", format="image2pipe", vcodec="pgm", t=f"{longest_ms}ms")
    )
    argv = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", *ffmpeg.get_args(small)]
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as decoder:
        try:
            while decoder.stdout and (frame := _read_frame(decoder.stdout)) is not None:
                yield frame
        finally:
            decoder.kill()


def _read_frame(stream: IO[bytes]) -> Grey | None:
    """Return the next frame of a stream of PGM pictures, or None at its end, or where it breaks off."""
    if stream.readline(LONGEST_HEAD) != b"P5\n":
        return None
    width, height = (int(number) for number in stream.readline(LONGEST_HEAD).split())
    stream.readline(LONGEST_HEAD)
    pixels = stream.read(width * height)
    return np.frombuffer(pixels, np.uint8).reshape(height, width) if len(pixels) == width * height else None
