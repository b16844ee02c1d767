"""Slides shown one after the other, each once, for lengths that are known: how well these fill the talk."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from mediasvc.domain.timeline import SlideStart

TOLERANCE_MS = 2_000
TOLERANCE_SHARE = 0.03
# A recorder starts and stops, and coders pad: what is off by no more is the same show.
SAME_MS, SAME_SHARE = 250, 0.001
SURE, LIKELY, LEAST_LIKELY = 0.97, 0.9, 0.6


def tolerance_ms(duration_ms: int) -> int:
    """Return by how much lengths may be off that fit a talk of this duration."""
    return max(TOLERANCE_MS, round(duration_ms * TOLERANCE_SHARE))


def best_fit(rows: Iterable[Sequence[int]], duration_ms: int) -> Sequence[int] | None:
    """Return the row of lengths (ms) whose sum is nearest to the duration; None where none is within the tolerance."""
    row = min(rows, key=lambda each: abs(sum(each) - duration_ms))
    return row if abs(sum(row) - duration_ms) <= tolerance_ms(duration_ms) else None


def confidence(row: Sequence[int], duration_ms: int) -> float:
    """Return how sure lengths are that fit: less, the further their sum is off."""
    off_ms = abs(sum(row) - duration_ms)
    if off_ms <= max(SAME_MS, duration_ms * SAME_SHARE):
        return SURE
    return round(LIKELY - (LIKELY - LEAST_LIKELY) * off_ms / tolerance_ms(duration_ms), 3)


def starts_of(row: Sequence[int], duration_ms: int, confidence: float, reason: str = "") -> list[SlideStart]:
    """Return each slide's start where it has these lengths; what is left of the talk belongs to the last one."""
    begins = accumulate(row[:-1], initial=0)
    return [SlideStart(index, at, confidence, reason) for index, at in enumerate(begins) if at < duration_ms]
