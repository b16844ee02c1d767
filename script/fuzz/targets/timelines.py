"""Edited slide times, as a build and as the command line read them: only MediasvcError, or cues of the talk."""

from contextlib import suppress

from mediasvc.cli.timeline_file import read_timeline_file
from mediasvc.domain.errors import MediasvcError
from workers.timing.edited import read_edited

DURATION_MS, SLIDES, MOST = 3_600_000, 9, 50
SEEDS = (
    b'[\n{"slide": 1, "start": "0:00:00.000", "confidence": 1.0, "reason": "set by hand", "candidates": [], '
    b'"findings": [{"method": "pauses", "sentence": "2 slide times", "confidence": 0.5}]},\n'
    b'{"slide": 3, "start": "0:01:35.250", "confidence": 0.4, "reason": "a guess", "candidates": '
    b'[{"slide": 2, "confidence": 0.3}]}\n]\n',
    b'{"version": "0123456789abcdef0123456789abcdef", "cues": [{"slide": 1, "start": "0:00", "confidence": 0.5}]}',
    b'{"version": "0123456789abcdef0123456789abcdef", "cues": [{"slide": "2", "start": 95.5}]}',
    b"[" * 200 + b"]" * 200,
)


def check(data: bytes) -> None:
    with suppress(MediasvcError):
        starts = read_edited(data, DURATION_MS, SLIDES, MOST).starts
        assert all(0 <= start.slide < SLIDES and 0 <= start.start_ms < DURATION_MS for start in starts)
        assert all(0 <= each.slide < SLIDES for start in starts for each in start.candidates)
    with suppress(MediasvcError):
        read = read_timeline_file(data)
        assert read is None or all(cue.number >= 0 and cue.start_ms >= 0 for cue in read.cues)
