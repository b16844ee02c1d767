"""How a build ended and what it took, for those who watch over the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mediasvc.domain.build import BuildId


@dataclass(frozen=True)
class Outcome:
    """One build's end. It is kept when the build itself is forgotten.

    `code` is the failure's, None for a published talk. `duration_ms` is how long the talk is, where that was found
    out, `elapsed_ms` the time of the last attempt. `steps_ms` holds the time of each step that ended in it; of
    several things that one step made it is the longest.
    """

    build_id: BuildId
    finished_at: datetime
    code: str | None
    duration_ms: int | None
    elapsed_ms: int
    steps_ms: Mapping[str, int]
