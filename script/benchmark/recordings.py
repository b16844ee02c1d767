"""Makes videos of talks whose true slide times are known: screen, conference and room recordings of drawn slides."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from benchmark.programs import ffmpeg

SIZE = (1280, 720)
FADE_FRAMES, FADE_FRAME_S = 12, 0.08
BUILD_SHARES = (0.45, 0.7)
SPEAKER = "testsrc2=size=320x180:rate=25"
NOISE = "noise=alls=6:allf=t"

# Slides by their index, None where none is shown, and from when, in seconds: in order, from 0.
Shown = Sequence[tuple[int | None, float]]
# A picture, or none, and for how many seconds.
Still = tuple[Image.Image | None, float]


@dataclass(frozen=True)
class Kind:
    """A kind of recording.

    `place` puts a slide into the frame, and `filters` are what ffmpeg does to the whole of it ([0] are the stills, [1]
    is a moving picture of somebody). Slides that `build` come in parts, those that `fade` one through the other.
    """

    place: Callable[[Image.Image], Image.Image]
    filters: str = "[0]null"
    build: bool = False
    fade: bool = False
    options: tuple[str, ...] = ("-crf", "23")


def record(kind: str, slides: Sequence[Image.Image], shown: Shown, duration_s: float, out: Path, fps: int = 25) -> None:
    """Write the video of a talk, with a quiet tone as its sound, to `out` (MP4). `kind` is of KINDS.

    Where no slide is shown, somebody fills the frame.

    Raises:
        ProgramFailedError: ffmpeg cannot make it.
    """
    made = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        listed = _write_stills(_stills(made, slides, shown, duration_s), Path(folder))
        sources = ("-f", "concat", "-safe", "0", "-i", listed, "-f", "lavfi", "-i", SPEAKER)
        sound = ("-f", "lavfi", "-i", "sine=frequency=220:sample_rate=16000")
        filters = f"[0]fps={fps}[stills];{made.filters.replace('[0]', '[stills]')},format=yuv420p[v]"
        maps = ("-filter_complex", filters, "-map", "[v]", "-map", "2:a", "-t", f"{duration_s:.3f}")
        coded = ("-c:v", "libx264", "-preset", "superfast", *made.options, "-c:a", "aac", "-b:a", "32k")
        ffmpeg(*sources, *sound, *maps, *coded, "-threads", "1", out)


def _stills(kind: Kind, slides: Sequence[Image.Image], shown: Shown, duration_s: float) -> list[Still]:
    """Return the frames of the recording and how long each stands."""
    stills: list[Still] = []
    before: Image.Image | None = None
    for (slide, start_s), (_, end_s) in pairwise([*shown, (None, duration_s)]):
        if slide is None:
            stills.append((None, end_s - start_s))
            before = None
            continue
        placed = kind.place(slides[slide])
        stills += _appearing(kind, slides[slide], placed, before, end_s - start_s)
        before = placed
    return stills


def _appearing(
    kind: Kind, slide: Image.Image, placed: Image.Image, before: Image.Image | None, lasts_s: float
) -> list[Still]:
    if kind.build:
        parts: list[Still] = [(kind.place(_without_lower(slide, share)), lasts_s / 4) for share in BUILD_SHARES]
        return [*parts, (placed, lasts_s / 2)]
    if kind.fade and before is not None:
        steps = [Image.blend(before, placed, step / FADE_FRAMES) for step in range(1, FADE_FRAMES)]
        fading = [(step, FADE_FRAME_S) for step in steps]
        return [*fading, (placed, lasts_s - FADE_FRAME_S * len(fading))]
    return [(placed, lasts_s)]


def _without_lower(slide: Image.Image, share: float) -> Image.Image:
    """Return the slide with its lower part as empty as its left edge."""
    part = slide.copy()
    width, height = slide.size
    begin = round(height * share)
    paper = slide.crop((2, begin, 3, begin + 1)).resize((width, round(height * 0.93) - begin))
    part.paste(paper, (0, begin))
    return part


def _write_stills(stills: Sequence[Still], folder: Path) -> Path:
    """Write the frames, and the list of them for ffmpeg; its demuxer wants the last one twice."""
    lines = ["ffconcat version 1.0"]
    nobody = Image.new("RGB", SIZE, "#506070")
    for place, (picture, lasts_s) in enumerate(stills):
        file = folder / f"{place}.png"
        (_somebody() if picture is None else picture).convert("RGB").resize(nobody.size).save(file, compress_level=1)
        lines += [f"file {file.name}", f"duration {lasts_s:.3f}"]
    lines.append(f"file {len(stills) - 1}.png")
    listed = folder / "list.ffconcat"
    listed.write_text("\n".join(lines))
    return listed


def _somebody() -> Image.Image:
    """Return a picture of somebody in front of a wall."""
    picture = Image.new("RGB", SIZE, "#8090a0")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((520, 120, 760, 420), fill="#d9a78b")
    pen.rectangle((400, 420, 880, 720), fill="#2b3a55")
    pen.rectangle((60, 60, 300, 500), fill="#5d4a3a")
    return picture


def _whole(slide: Image.Image) -> Image.Image:
    return ImageOps.pad(slide, SIZE, color="#000000")


def _within(box: tuple[int, int, int, int], paper: str) -> Callable[[Image.Image], Image.Image]:
    """Return what puts a slide into this box (left, top, width, height in px) of the frame."""

    def place(slide: Image.Image) -> Image.Image:
        frame = Image.new("RGB", SIZE, paper)
        frame.paste(ImageOps.pad(slide, box[2:], color="#000000"), box[:2])
        return frame

    return place


def _in_window(slide: Image.Image) -> Image.Image:
    frame = _within((210, 120, 860, 484), "#3b6ea5")(slide)
    pen = ImageDraw.Draw(frame)
    pen.rectangle((210, 84, 1069, 119), fill="#dddddd")
    for icon in range(6):
        pen.rectangle((30, 30 + icon * 100, 90, 90 + icon * 100), fill="#f0c040", outline="#333333")
    return frame


def _cropped(slide: Image.Image) -> Image.Image:
    width, height = SIZE
    return ImageOps.fit(slide, SIZE).crop((width // 16, height // 16, width, height)).resize(SIZE)


def _on_a_wall(slide: Image.Image) -> Image.Image:
    """Return a slide as a camera at the side of a dim room sees it."""
    frame = Image.new("RGB", SIZE, "#26221e")
    corners = ((300, 90), (1010, 150), (1000, 530), (310, 590))
    coefficients = _perspective(corners, SIZE)
    seen = _whole(slide).transform(SIZE, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", SIZE)
    ImageDraw.Draw(mask).polygon(corners, fill=200)
    frame.paste(seen, (0, 0), mask)
    ImageDraw.Draw(frame).rectangle((60, 430, 260, 719), fill="#14110f")
    return frame


def _perspective(corners: Sequence[tuple[int, int]], size: tuple[int, int]) -> Sequence[float]:
    """Return Pillow's eight numbers that show a picture of this size between these corners, clockwise from top left."""
    width, height = size
    whole = ((0, 0), (width, 0), (width, height), (0, height))
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(corners, whole, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return np.linalg.solve(np.array(rows, float), np.array(whole, float).reshape(8)).tolist()


TILE = "[1]scale=256:144[t];[0][t]overlay=W-w-16:H-h-16"
STRIP = "[1]scale=224:126,split[a][b];[0][a]overlay=W-w-8:40[c];[c][b]overlay=W-w-8:220"
WALKER = "[1]scale=120:300[t];[0][t]overlay=x='450+300*sin(t/9)':y=420," + NOISE

KINDS: Mapping[str, Kind] = {
    "plain": Kind(_whole),
    "letterbox": Kind(_within((0, 90, 1280, 540), "#000000")),
    "window": Kind(_in_window),
    "cropped": Kind(_cropped),
    "tile": Kind(_whole, TILE),
    "side strip": Kind(_within((0, 76, 1010, 568), "#111111"), STRIP),
    "360p": Kind(_whole, "[0]scale=640:360", options=("-crf", "38")),
    "room camera": Kind(_on_a_wall, WALKER),
    "builds": Kind(_whole, build=True),
    "cross-fades": Kind(_whole, fade=True),
    "upside down": Kind(_whole, "[0]hflip,vflip"),
    "mirrored": Kind(_whole, "[0]hflip"),
    "portrait phone": Kind(_within((240, 160, 800, 450), "#222222"), "[0]crop=880:720,pad=880:1560:0:420,scale=540:-2"),
}
