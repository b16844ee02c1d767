"""Spliced streams, decoded: every picture is its key frame's, as long as it is to be shown."""

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from makers import ffmpeg
from PIL import Image

from mediasvc.domain.errors import ConversionFailed
from mediasvc.domain.variants import Picture
from workers.media.ffmpeg import run_ffmpeg
from workers.media.h264 import KeyFrame
from workers.media.picture import encode_key_frames, encode_repeats
from workers.media.splice import Repeats, key_frames, repeats, splice

KEY_FRAME_EVERY = 50
TINY = Picture(width=48, height=32, level=30, qp=27, most_kbps=1_000)


@cache
def encoded(picture: Picture, count: int) -> tuple[list[KeyFrame], Repeats]:
    """The key frames of so many pictures, which all differ, and what repeats them."""
    noise = random.Random(count)
    with TemporaryDirectory() as name:
        folder, drawn = Path(name), Path(name) / "drawn"
        drawn.mkdir()
        for number in range(count):
            coarse = Image.frombytes("RGB", (16, 12), noise.randbytes(16 * 12 * 3))
            coarse.resize((picture.width, picture.height)).save(drawn / f"{number}.ppm")
        keys, still = folder / "keys.h264", folder / "still.h264"
        encode = encode_key_frames(Path(drawn.name) / "%d.ppm", picture, keys)
        run_ffmpeg(encode, folder=folder, reads=[drawn], makes=[keys])
        run_ffmpeg(encode_repeats(picture, still), folder=folder, reads=[], makes=[still])
        return key_frames(keys.read_bytes()), repeats(still.read_bytes())[1]


def pictures_of(stream: bytes, folder: Path) -> list[str]:
    """A digest of each decoded picture."""
    file = folder / "stream.h264"
    file.write_bytes(stream)
    # Frames this small are decoded sooner by one thread than handed from one to another.
    told = ffmpeg("-threads", 1, "-f", "h264", "-i", file, "-f", "framemd5", "pipe:1").decode()
    return [line.rpartition(",")[2].strip() for line in told.splitlines() if not line.startswith("#")]


def check(picture: Picture, count: int, runs: Sequence[tuple[int, int]], folder: Path) -> None:
    """Shows these (slide, frame count) runs of so many slides."""
    frames, repeated = encoded(picture, count)
    alone = pictures_of(b"".join(frame.to_bytes() for frame in frames), folder)
    assert len(set(alone)) == count
    stream = b"".join(splice(((frames[slide], shown) for slide, shown in runs), repeated, KEY_FRAME_EVERY))
    assert pictures_of(stream, folder) == [alone[slide] for slide, shown in runs for _ in range(shown)]


RUNS: dict[str, tuple[int, list[tuple[int, int]]]] = {
    "slides of one frame": (4, [(0, 1), (1, 1), (2, 1), (3, 1), (0, 1)]),
    "slides that come back": (3, [(0, 7), (1, 20), (0, 3), (2, 1), (0, 90), (1, 1), (1, 4)]),
    "one slide for one frame": (1, [(0, 1)]),
    "one slide": (1, [(0, 1_234)]),
    "about the distance of key frames": (2, [(0, 49), (1, 50), (0, 51), (1, 99), (0, 100), (1, 101), (0, 2)]),
    "a thousand slides": (1_000, [(slide, 1 + slide % 40) for slide in range(1_000)]),
}


@pytest.mark.parametrize("name", RUNS)
def test_every_picture_is_its_key_frames(name: str, tmp_path: Path) -> None:
    count, runs = RUNS[name]
    check(TINY, count, runs, tmp_path)


@pytest.mark.parametrize("size", [(854, 480), (318, 182), (270, 480), (1920, 1080), (16, 16), (1080, 1920)])
@pytest.mark.parametrize("fps", [5, 25])
def test_every_size(size: tuple[int, int], fps: int, tmp_path: Path) -> None:
    width, height = size
    picture = Picture(width=width, height=height, level=40, qp=24, most_kbps=1_000, fps=fps)
    check(picture, 3, [(0, 20), (1, 1), (2, 60), (0, 2)], tmp_path)


@pytest.mark.parametrize("hours", [1, pytest.param(12, marks=pytest.mark.long)])
def test_hours(tmp_path: Path, hours: int) -> None:
    lengths = random.Random(hours)
    runs = [(slide % 5, 1 + lengths.randrange(431)) for slide in range(75 * hours)]
    runs.append((0, hours * 3_600 * TINY.fps - sum(shown for _, shown in runs)))
    check(TINY, 5, runs, tmp_path)


def test_pictures_of_other_settings_do_not_fit() -> None:
    frames, _ = encoded(TINY, 5)
    _, others = encoded(Picture(width=64, height=32, level=30, qp=27, most_kbps=1_000), 1)
    with pytest.raises(ConversionFailed, match="different parameters"):
        b"".join(splice([(frames[0], 2)], others, KEY_FRAME_EVERY))


def test_a_picture_is_shown_for_a_frame_at_least() -> None:
    frames, repeated = encoded(TINY, 5)
    with pytest.raises(ConversionFailed, match="for 0 frames"):
        b"".join(splice([(frames[0], 0)], repeated, KEY_FRAME_EVERY))


X264 = ("-c:v", "libx264", "-frames:v", 40, "-f", "h264", "pipe:1")
MOVING = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5")
UNFIT: dict[str, tuple[str | int, ...]] = {
    "frames that are no key frames": (*MOVING, *X264),
    "pictures in another order": (*MOVING, "-bf", 2, "-g", 1, "-x264-params", "bframes=2", *X264),
    "two slices": (*MOVING, "-g", 1, "-x264-params", "slices=2", *X264),
    "interlaced": (*MOVING, "-g", 1, "-flags", "+ildct", "-x264-params", "interlaced=1:bframes=0", *X264),
    "another codec": (*MOVING, "-c:v", "mpeg4", "-frames:v", 4, "-f", "m4v", "pipe:1"),
    "other colours": (*MOVING, "-g", 1, "-pix_fmt", "yuv444p", "-x264-params", "bframes=0", *X264),
    "no CABAC": (*MOVING, "-g", 1, "-x264-params", "cabac=0:bframes=0", *X264),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_does_not_fit_is_refused(name: str) -> None:
    """Never a wrong picture: it is refused where the stream is read, or where it is spliced."""
    stream = ffmpeg(*UNFIT[name])
    _, repeated = encoded(TINY, 5)
    with pytest.raises(ConversionFailed):
        b"".join(splice([(key_frames(stream)[0], 2)], repeated, KEY_FRAME_EVERY))


def test_frames_that_move_do_not_repeat() -> None:
    keyed = ("-bf", 0, "-g", 1_000, "-force_key_frames", "expr:lt(n,2)", "-forced-idr", 1, "-x264-params", "scenecut=0")
    with pytest.raises(ConversionFailed, match="more than that"):
        repeats(ffmpeg(*MOVING, *keyed, *X264))
