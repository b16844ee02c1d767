"""A caption on its way from the file into a talk."""

from dataclasses import dataclass

from workers.timed_text.markup import Line


@dataclass(frozen=True)
class Spoken:
    """From `start_ms` on, `lines` are said; until `end_ms`, if the file says so. Its times are on this `line`, from 1.

    What is not right yet is put right by `repairs.py`: the end may be missing, or not after the start.
    """

    line: int
    start_ms: int
    end_ms: int | None
    lines: tuple[Line, ...]

    @property
    def last_ms(self) -> int:
        """When it ends, as far as is known: it never does so before its start."""
        return max(self.start_ms, self.end_ms or 0)
