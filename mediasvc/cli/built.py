"""Messages of commands that build a release."""

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from mediasvc.cli import say
from mediasvc.cli.hints import about
from mediasvc.cli.next_steps import ended_well
from mediasvc.cli.times import in_one_line
from mediasvc.delivery.embedding import embed_code
from mediasvc.domain.timeline import NO_CAPTIONS, TimingMethod
from mediasvc.domain.timeline_summary import TimelineSummary
from mediasvc.organiser.desk import OnProgress, Published


def build_and_tell(build: Callable[[OnProgress], Published], as_json: bool) -> None:
    """Build, and say how it ended."""
    began = time.monotonic()
    with say.bars(as_json) as on_progress:
        published = build(on_progress)
    if as_json:
        say.json_value(_json_of(published, round(time.monotonic() - began, 1)))
        return
    for warning in published.warnings:
        say.note(f"Note: {about(warning)}")
    if published.timeline is not None:
        say.note(in_one_line(published.timeline))
        for line in unused_captions(published.timeline):
            say.note(line)
    for line in ended_well(published):
        say.line(line)


def _json_of(published: Published, elapsed_s: float) -> dict[str, Any]:
    talk = published.talk
    state = "ready" if published.waits else talk.state
    answer: dict[str, Any] = {"slug": talk.slug, "state": state, "release": published.release}
    answer["watch_url"] = talk.watch_url
    if published.waits:
        at = published.publish_at
        answer |= {"preview_url": published.preview_url, "publish_at": at and at.isoformat()}
    if not published.is_new:
        answer["changed"] = False
    if published.awaits_words:
        answer["awaits_words"] = True
    told = {"embed_html": embed_code(talk.title, talk.watch_url), "elapsed_s": elapsed_s}
    warnings = [{"code": warning.code, "message": warning.message} for warning in published.warnings]
    timeline = None if published.timeline is None else asdict(published.timeline)
    return {**answer, **told, "timeline": timeline, "warnings": warnings}


def unused_captions(timeline: TimelineSummary) -> list[str]:
    """Return a line with the reason why what is said tells no slide times; none where it does, or nobody knows it.

    Nobody looks for slide times in it where a cues file or a method is given.
    """
    asked = (each for each in timeline.findings if each.method == TimingMethod.TRANSCRIPT)
    reasons = (each.sentence for each in asked if each.confidence is None)
    return [f"Words tell no slide times: {reason}" for reason in reasons if reason != NO_CAPTIONS]
