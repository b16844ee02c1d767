"""What a timing method may look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.timeline import SlideStart


@dataclass(frozen=True)
class Talk:
    """A talk before its timeline.

    `rehearsed_ms` holds each visible slide's time as the deck has it; `cues` are the organiser's own.
    """

    duration_ms: int
    rehearsed_ms: Sequence[int | None]
    cues: Sequence[SlideStart] | None = None

    @property
    def slide_count(self) -> int:
        return len(self.rehearsed_ms)
