"""Where in a talk somebody speaks. Times are integer milliseconds from its start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A part of the talk from `start_ms` up to, not including, `end_ms`."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms
