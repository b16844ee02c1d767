"""A caption on its way from the file into a talk."""

from dataclasses import dataclass

from workers.timed_text.markup import Line


@dataclass(frozen=True)
class Spoken:
    """A caption whose `lines` are said from `start_ms` to `end_ms`. Its times are on this `line` of the file, from 1.

    The end may be missing still, or not be after the start: `repairs.py` puts that right.
    """

    line: int
    start_ms: int
    end_ms: int | None
    lines: tuple[Line, ...]

    @property
    def last_ms(self) -> int:
        """Return when it ends, as far as is known: never before its start."""
        return max(self.start_ms, self.end_ms or 0)
