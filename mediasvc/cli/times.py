"""Slide times, as commands print them."""

from mediasvc.delivery.figures import percent
from mediasvc.domain.timeline_summary import TimelineSummary


def in_one_line(timeline: TimelineSummary) -> str:
    """Return which method gave the slide times, how sure they are, and how many are doubtful."""
    doubtful = f", {timeline.doubtful} of {timeline.cues} doubtful" if timeline.doubtful else ""
    return f"Slide times by {timeline.method}, {percent(timeline.confidence)} sure{doubtful}"


def findings_of(timeline: TimelineSummary) -> list[str]:
    """Return a line for each method that was asked: what it found, or why it did not apply."""
    return [f"  {each.method}: {each.sentence}{_sure(each.confidence)}" for each in timeline.findings]


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f" ({percent(confidence)} sure)"
