"""Cues in every form: only MediasvcError, or a timeline that covers the talk."""

from contextlib import suppress
from itertools import pairwise

from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.timeline import Timeline
from workers.timing.cues_file import plan, read_cues
from workers.timing.talk import Talk, TimedSlide

DURATION_MS, SLIDES, MOST = 3_600_000, 9, 50
TITLES = ["Water", "Water", "Three rules of a box", *[""] * (SLIDES - 3)]
SEEDS = (
    b"slide,start\n1,0\n2,95.5\n3,0:01:40\n",
    b'\xef\xbb\xbfstart;slide\r\n0;"1"\r\n1:35;2\r\n',
    b'[{"slide": 1, "start": 0}, {"slide": "2", "start": "1:35.250"}]',
    b"WEBVTT\n\n1\n00:00:00.000 --> 00:01:00.000\n1\n\n00:01:00.000 --> 00:02:00.000\n2\n",
    "slide\tstart\n1\t0\n".encode("utf-16"),
    b"Contents\n0:00 Intro\n1:35 - Slide 2\n(2:00) Three rules\n",
    b"0.000000\t95.5\tSlide 1\n95,5\t99\tWater\n\\\t100\t200\n",
    b"[" * 200 + b"]" * 200,
)


def check(data: bytes) -> None:
    with suppress(MediasvcError):
        timeline = plan(Talk(DURATION_MS, [TimedSlide()] * SLIDES, read_cues(data, DURATION_MS, TITLES, MOST)))
        assert isinstance(timeline, Timeline)
        cues = timeline.cues
        assert cues[0].start_ms == 0
        assert cues[-1].end_ms == DURATION_MS
        assert all(cue.start_ms < cue.end_ms and 0 <= cue.slide < SLIDES for cue in cues)
        assert all(one.end_ms == other.start_ms for one, other in pairwise(cues))
