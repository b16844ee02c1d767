"""A cue as it stands in a file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One cue as it is written, with the lines, from 1, that its slide number and its start stand on."""

    slide: str
    slide_line: int
    start: str
    start_line: int
