"""What people are told of a timeline: where its times come from, how sure they are, and what was tried."""

from collections.abc import Iterable
from dataclasses import dataclass

from mediasvc.domain.timeline import Cue, Finding, Timeline

# Of cues below this, half are wrong.
SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class TimelineSummary:
    """A timeline in short: its `method` and `confidence` (0 to 1), how many cues it has, and how many are doubtful."""

    method: str
    confidence: float
    cues: int
    doubtful: int
    findings: tuple[Finding, ...] = ()


def summary_of(timeline: Timeline) -> TimelineSummary:
    """Return the timeline in short."""
    doubtful = len(list(doubtful_cues(timeline.cues)))
    return TimelineSummary(timeline.method, timeline.confidence, len(timeline.cues), doubtful, timeline.findings)


def doubtful_cues(cues: Iterable[Cue]) -> Iterable[Cue]:
    """Return the cues that are as likely wrong as right."""
    return (cue for cue in cues if cue.confidence < SURE_ENOUGH)
