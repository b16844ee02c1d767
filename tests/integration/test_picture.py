"""Picture tracks: what is shown when, decoded from what was encoded."""

import hashlib
import json
import math
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from makers import (
    PALETTE,
    PATIENCE_S,
    Page,
    ffmpeg,
    make_pdf,
    make_recording,
    make_speech,
    many_colours,
    nearest_colour,
)
from workshop import Workshop, hand_in, ignore_share

from mediasvc.domain.timeline import SlideStart, Timeline, TimingMethod, timeline_of
from mediasvc.domain.variants import VARIANTS, Picture, Variant
from workers.decks.identify import DeckKind
from workers.decks.outline import SlideOutline
from workers.steps import encode_picture, encode_sound, mux
from workers.steps.encode_picture import PictureTrack
from workers.steps.ingest import IngestedDeck
from workers.steps.read_slides import ReadDeck, ReadSlide

SMALL = Picture(width=320, height=180, level=30, qp=27, most_kbps=1_000)
VIDEO = [variant for variant in VARIANTS if variant.picture is not None]
BLACK = "#000000"


def deck_of(workshop: Workshop, pages: Sequence[Page]) -> ReadDeck:
    """A deck of these pages, as if its pictures had been rendered."""
    name = f"pages-{hashlib.sha256(repr(pages).encode()).hexdigest()}.pdf"
    source = hand_in(workshop.storage, workshop.once(name, lambda path: make_pdf(path, *pages)))
    slides = tuple(
        ReadSlide(source.digest, index, f"{source.digest}-{page}", SlideOutline(index + 1, "", ""))
        for index, page in enumerate(pages)
    )
    return ReadDeck(IngestedDeck(source, DeckKind.PDF), slides, ())


def timeline(starts: Sequence[tuple[int, int]], duration_ms: int) -> Timeline:
    """(slide, start in ms) pairs up to the end."""
    return timeline_of([SlideStart(*start) for start in starts], duration_ms, TimingMethod.CUES)


def encode(workshop: Workshop, decks: Sequence[ReadDeck], shown: Timeline, picture: Picture) -> PictureTrack:
    return encode_picture.run(workshop.artifacts, decks, shown, picture, ignore_share)


def middles_of(file: Path) -> list[tuple[int, ...]]:
    """The colour in the middle of every frame."""
    filters = "crop=40:40,scale=2:2:flags=area"
    raw = ffmpeg("-i", file, "-map", "0:v", "-vf", filters, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1")
    return [tuple(raw[place : place + 3]) for place in range(0, len(raw), 12)]


def probe(file: Path, *show: str) -> dict[str, Any]:
    argv = ["ffprobe", "-v", "error", "-of", "json", *show, str(file)]
    return json.loads(subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE_S).stdout)


TIMELINES: dict[str, tuple[list[tuple[int, int]], int]] = {
    "a talk": ([(0, 0), (1, 1_500), (2, 3_333), (3, 5_001)], 7_040),
    "slides that come back": ([(0, 0), (1, 1_000), (0, 2_100), (2, 3_050), (0, 3_900), (1, 4_300)], 5_000),
    "a slide too short to be shown": ([(0, 0), (1, 2_000), (2, 2_050), (3, 3_000)], 4_000),
    "the last slide too short": ([(0, 0), (1, 1_950)], 2_000),
    "over the distance of key frames": ([(0, 0), (1, 29_900), (2, 61_000)], 64_000),
    "one slide": ([(0, 0)], 2_000),
    "one slide for a moment": ([(0, 0)], 300),
    "less than a frame": ([(0, 0)], 40),
    "not in the order of the deck": ([(3, 0), (1, 1_000), (2, 2_000), (0, 3_000)], 4_000),
}


@pytest.mark.parametrize("name", TIMELINES)
def test_every_cue_shows_its_slide_at_its_time(workshop: Workshop, name: str) -> None:
    shown = timeline(*TIMELINES[name])
    deck = deck_of(workshop, [Page(colour) for colour in PALETTE[:4]])
    check(workshop, deck, shown, PALETTE)


def test_187_slides_in_seven_seconds(workshop: Workshop) -> None:
    colours = many_colours(187)
    starts = [(index, index * 7_000 // 187) for index in range(187)]
    check(workshop, deck_of(workshop, [Page(colour) for colour in colours]), timeline(starts, 7_000), colours)


def check(workshop: Workshop, deck: ReadDeck, shown: Timeline, colours: Sequence[str]) -> None:
    """Every frame shows what the timeline says, to the nearest frame; in the middle of a cue there is no doubt."""
    track = encode(workshop, [deck], shown, SMALL)
    frames = [nearest_colour(pixel, colours) for pixel in middles_of(workshop.artifacts.kept(track.file))]
    frame_ms = 1_000 / SMALL.fps
    assert len(frames) == track.frames == max(1, int(shown.duration_ms / frame_ms + 0.5))

    def colour_at(at_ms: float) -> str:
        within = min(max(at_ms, 0), shown.duration_ms - 1)
        return colours[next(cue.slide for cue in shown.cues if cue.start_ms <= within < cue.end_ms)]

    for number, colour in enumerate(frames):
        near = {colour_at(number * frame_ms + step * frame_ms / 10) for step in range(-10, 11)}
        assert colour in near, f"frame {number}"
    for cue in shown.cues:
        if cue.end_ms - cue.start_ms >= 2 * frame_ms:
            assert frames[int((cue.start_ms + cue.end_ms) / 2 / frame_ms)] == colours[cue.slide]
            first, last = round(cue.start_ms / frame_ms) + 1, round(cue.end_ms / frame_ms) - 1
            assert set(frames[first:last]) <= {colours[cue.slide]}


def test_two_decks_and_one_deck_twice(workshop: Workshop) -> None:
    first, second = deck_of(workshop, [Page(PALETTE[0]), Page(PALETTE[1])]), deck_of(workshop, [Page(PALETTE[2])])
    shown = timeline([(0, 0), (1, 1_000), (2, 2_000), (3, 3_000), (4, 4_000)], 5_000)
    track = encode(workshop, [first, second, first], shown, SMALL)
    frames = middles_of(workshop.artifacts.kept(track.file))
    seen = [nearest_colour(frames[number], PALETTE) for number in (2, 7, 12, 17, 22)]
    assert seen == [*PALETTE[:3], *PALETTE[:2]]


@pytest.mark.parametrize(
    ("page", "inside", "outside"),
    [
        (Page(PALETTE[0], width=720, height=540), [(45, 90), (275, 90), (160, 2)], [(35, 90), (285, 90)]),
        (Page(PALETTE[0], width=405, height=720), [(115, 90), (160, 177)], [(104, 90), (216, 90)]),
        (Page(PALETTE[0], width=1_200, height=300), [(3, 90), (160, 55)], [(160, 45), (160, 135)]),
    ],
    ids=["4:3", "portrait", "wide"],
)
def test_slides_of_another_shape_are_boxed(
    workshop: Workshop, page: Page, inside: list[tuple[int, int]], outside: list[tuple[int, int]]
) -> None:
    track = encode(workshop, [deck_of(workshop, [page])], timeline([(0, 0)], 400), SMALL)
    file = workshop.artifacts.kept(track.file)
    raw = ffmpeg("-i", file, "-frames:v", 1, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1")

    def colour_at(across: int, down: int) -> str:
        place = (down * SMALL.width + across) * 3
        return nearest_colour(raw[place : place + 3], [*PALETTE, BLACK])

    assert {colour_at(*place) for place in inside} == {PALETTE[0]}
    assert {colour_at(*place) for place in outside} == {BLACK}


# The variants themselves.


@pytest.fixture(params=VIDEO, ids=lambda variant: variant.name)
def variant(request: pytest.FixtureRequest) -> Variant:
    return request.param


def rendition(workshop: Workshop, variant: Variant, seconds: float) -> Path:
    assert variant.picture is not None
    master = workshop.master(workshop.once(f"talk-of-{seconds}.wav", lambda path: make_speech(path, seconds)))
    deck = deck_of(workshop, [Page(colour) for colour in PALETTE[:3]])
    starts = [(0, 0), (1, master.duration_ms // 3), (2, master.duration_ms * 2 // 3)]
    picture = encode(workshop, [deck], timeline(starts, master.duration_ms), variant.picture)
    sound = encode_sound.run(workshop.artifacts, master, variant.sound, ignore_share)
    made = mux.run(workshop.artifacts, variant, sound, picture, None, master.duration_ms)
    assert abs(made.duration_ms - master.duration_ms) <= 250
    return workshop.artifacts.kept(made.file)


@pytest.mark.parametrize("seconds", [0.3, 1.9])
def test_sound_and_picture_end_together(workshop: Workshop, variant: Variant, seconds: float) -> None:
    file = rendition(workshop, variant, seconds)
    assert variant.picture is not None
    said = probe(
        file, "-show_entries", "stream=codec_type,duration,start_time:packet=stream_index,pts_time,duration_time"
    )
    assert {stream["codec_type"] for stream in said["streams"]} == {"audio", "video"}
    for index, stream in enumerate(said["streams"]):
        packets = [packet for packet in said["packets"] if packet["stream_index"] == index]
        ends = max(float(packet["pts_time"]) + float(packet["duration_time"]) for packet in packets)
        assert abs(ends - seconds) < 0.25, stream["codec_type"]
        assert abs(float(stream["duration"]) - seconds) < 0.25, stream["codec_type"]
        assert abs(float(stream["start_time"])) < 0.1, stream["codec_type"]
    ends = {stream["codec_type"]: float(stream["duration"]) for stream in said["streams"]}
    assert abs(ends["video"] - ends["audio"]) <= 0.5 / variant.picture.fps + 0.001
    if seconds > 1:
        frames = middles_of(file)
        shown = [nearest_colour(frames[len(frames) * third // 6], PALETTE) for third in (1, 3, 5)]
        assert shown == list(PALETTE[:3])


def test_a_talk_shorter_than_a_frame_has_one(workshop: Workshop, variant: Variant) -> None:
    assert variant.picture is not None
    master = workshop.master(workshop.once("shortest.wav", lambda path: make_recording(path, "sine=d=0.011")))
    shown = timeline([(0, 0)], master.duration_ms)
    picture = encode(workshop, [deck_of(workshop, [Page(PALETTE[0])])], shown, variant.picture)
    sound = encode_sound.run(workshop.artifacts, master, variant.sound, ignore_share)
    mux.run(workshop.artifacts, variant, sound, picture, None, master.duration_ms)
    assert picture.frames == 1


def test_the_picture_is_what_the_manifest_says(workshop: Workshop, variant: Variant) -> None:
    file = rendition(workshop, variant, 1.9)
    content = file.read_bytes()
    configuration = content.index(b"avcC") + len(b"avcC") + 1
    codecs = f"avc1.{content[configuration : configuration + 3].hex().upper()}, mp4a.40.2"
    assert variant.media_type == f'video/mp4; codecs="{codecs}"'
    assert content.index(b"moov") < content.index(b"mdat")
    streams = {stream["codec_type"]: stream for stream in probe(file, "-show_streams")["streams"]}
    picture, sound = streams["video"], streams["audio"]
    assert variant.picture is not None
    assert (picture["codec_name"], picture["profile"], picture["level"]) == ("h264", "High", variant.picture.level)
    assert (picture["width"], picture["height"]) == (variant.picture.width, variant.picture.height)
    assert (picture["pix_fmt"], picture.get("sample_aspect_ratio", "1:1")) == ("yuv420p", "1:1")
    assert picture["r_frame_rate"] == picture["avg_frame_rate"] == f"{variant.picture.fps}/1"
    assert (sound["codec_name"], sound["profile"], sound["channels"]) == ("aac", "LC", 1)


def test_colours_are_bt709_everywhere(workshop: Workshop, variant: Variant) -> None:
    assert variant.picture is not None
    file = rendition(workshop, variant, 1.9)
    tags = "color_range,color_space,color_transfer,color_primaries"
    expected = {"color_range": "tv", "color_space": "bt709", "color_transfer": "bt709", "color_primaries": "bt709"}
    # As the container and the stream's head have it, and as each decoded frame has it.
    assert probe(file, "-select_streams", "v", "-show_entries", f"stream={tags}")["streams"] == [expected]
    frames = probe(file, "-select_streams", "v", "-show_entries", f"frame={tags}")["frames"]
    assert all({name: frame.get(name) for name in expected} == expected for frame in frames)
    assert len(frames) == math.floor(1.9 * variant.picture.fps + 0.5)


def test_sound_and_picture_alternate_in_pieces_of_ten_seconds(workshop: Workshop) -> None:
    """Each piece is an entry of the index, all of which comes before the first sound."""
    content = rendition(workshop, VIDEO[0], 25).read_bytes()
    tables = [place + len(b"stco") + 4 for place in range(len(content)) if content.startswith(b"stco", place)]
    pieces = [int.from_bytes(content[table : table + 4], "big") for table in tables]
    assert len(pieces) == 2
    assert all(3 <= count <= 4 for count in pieces)
