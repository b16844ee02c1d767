"""Which slides a video shows, and when none."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SeenSpan:
    """From `start_ms` up to, not including, `end_ms` the video shows the slide of this index, or None: no slide.

    `confidence` (0 to 1) is how likely that is right.
    """

    start_ms: int
    end_ms: int
    slide: int | None
    confidence: float


@dataclass(frozen=True)
class Seen:
    """All that was seen in a talk's video. `spans` cover it without a gap, in order.

    There are none where the slides were found nowhere in it, and `reason` says why, in a sentence for people.
    """

    spans: Sequence[SeenSpan]
    reason: str = ""
