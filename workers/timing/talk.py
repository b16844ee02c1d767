"""What a timing method may look at."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Talk:
    """A talk before its timeline.

    `rehearsed_ms` holds each visible slide's time as the deck has it; `cues_file` is what the organiser handed in.
    """

    duration_ms: int
    rehearsed_ms: Sequence[int | None]
    cues_file: bytes | None = None
    most_cues: int = 2_000

    @property
    def slide_count(self) -> int:
        return len(self.rehearsed_ms)
