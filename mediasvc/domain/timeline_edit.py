"""A timeline that somebody has edited, and the versions that tell one from another."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, repeat

from mediasvc.domain.clock import clock_ms
from mediasvc.domain.differences import Shown
from mediasvc.domain.errors import TimelineInvalid
from mediasvc.domain.timeline import ASKED_FOR, Cue, Finding, SlideStart, Timeline, TimingMethod, timeline_of

BY_HAND = "set by hand"
VERSION_DIGITS = 32
LONGEST_TITLE = 60


@dataclass(frozen=True)
class SentCue:
    """A cue as somebody sends it: from `start_ms` on, the slide of this `number`, counted from 1, is shown.

    `confidence` (0 to 1) is what was read of the cue. None, or 1, says that somebody knows it to be right. `title` is
    the one that was read with it, by which errors name it.
    """

    number: int
    start_ms: int
    confidence: float | None = None
    title: str = ""

    @property
    def is_confirmed(self) -> bool:
        return self.confidence is None or self.confidence >= 1


@dataclass(frozen=True)
class EditedTimes:
    """Slide times that somebody has edited, and the `findings` of the timing methods that found them before."""

    starts: tuple[SlideStart, ...]
    findings: tuple[Finding, ...] = ()


def edited_times(sent: Sequence[SentCue], current: Timeline, titles: Sequence[str], most: int) -> EditedTimes:
    """Return the times that somebody sends to replace the `current` timeline of slides with these titles.

    A cue that stands there already, and that nobody has confirmed, stays as sure as it is there. All others are sure.

    Raises:
        TimelineInvalid: there is no cue, or more than `most`; or one names no slide, no time in the talk, or a time
            before that of the cue above it.
    """
    if not sent:
        raise TimelineInvalid("there is no cue")
    if len(sent) > most:
        raise TimelineInvalid(f"there are {len(sent)} cues, and {most} are allowed")
    known = {(cue.slide + 1, cue.start_ms): cue for cue in current.cues}
    starts: list[SlideStart] = []
    for place, cue in enumerate(sent, start=1):
        where = cue_named(place, cue.title or (titles[cue.number - 1] if 1 <= cue.number <= len(titles) else ""))
        _check(cue, where, len(titles), current.duration_ms)
        if starts and cue.start_ms < starts[-1].start_ms:
            raise TimelineInvalid(f"{where}: {clock_ms(cue.start_ms)} is before the cue above it")
        starts.append(_start(cue, known.get((cue.number, cue.start_ms))))
    return EditedTimes(tuple(starts), _findings_before(current))


def edited_timeline(times: EditedTimes, duration_ms: int) -> Timeline:
    """Return the timeline of times that somebody has edited, whose starts are as `timeline_of` takes them."""
    timeline = timeline_of(times.starts, duration_ms, TimingMethod.EDITED)
    by_hand = sum(cue.reason == BY_HAND for cue in timeline.cues)
    sentence = f"{len(timeline.cues)} slide times, {by_hand} of them set or confirmed by hand"
    if times.findings and by_hand < len(timeline.cues):
        # The method whose times were taken is the one that was most sure.
        method = max(times.findings, key=lambda finding: finding.confidence or 0).method
        sentence = f"{sentence}, the others by {method}"
    own = Finding(TimingMethod.EDITED, sentence, timeline.confidence)
    return replace(timeline, findings=(own, *times.findings))


def is_same(one: Timeline, other: Timeline) -> bool:
    """Return whether two timelines show the same slides at the same times, and are as sure of each."""
    return _cues(one) == _cues(other)


def cue_named(place: int, title: str) -> str:
    """Return what errors call the cue at this place, counted from 1, of a slide of this title."""
    return f"cue {place} ({title[:LONGEST_TITLE]})" if title else f"cue {place}"


def to_cues_file(times: EditedTimes) -> str:
    """Return the times as a cues file in JSON, a cue in each line, with all else that is known of it.

    What the timing methods found stands in the first one.
    """
    found = {"findings": [asdict(finding) for finding in times.findings]}
    beside = chain([found], repeat({}))
    entries = ({**_entry(start), **more} for start, more in zip(times.starts, beside, strict=False))
    lines = (json.dumps(entry, ensure_ascii=False) for entry in entries)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def version_of(timeline: Timeline, files: Iterable[str]) -> str:
    """Return the version of a timeline of the talk's `files`, which are digests in their order.

    It is another one where a slide, a time, how sure that is, or the method is another one; not where only the words
    are that explain it.
    """
    return version_named(json.dumps([_cues(timeline), timeline.method, [*files]], separators=(",", ":")))


def version_named(text: str) -> str:
    """Return the version that this text stands for: 32 digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]


def shown_in(timeline: Timeline) -> list[Shown]:
    """Return which slide the timeline shows when."""
    return [Shown(cue.slide + 1, cue.start_ms, cue.end_ms) for cue in timeline.cues]


def _check(cue: SentCue, where: str, slide_count: int, duration_ms: int) -> None:
    if not 1 <= cue.number <= slide_count:
        raise TimelineInvalid(f"{where}: there is no slide {cue.number}, the last one is {slide_count}")
    if cue.start_ms < 0:
        raise TimelineInvalid(f"{where}: {cue.start_ms} ms is before the beginning")
    if cue.start_ms >= duration_ms:
        raise TimelineInvalid(f"{where}: {clock_ms(cue.start_ms)} is past the end, {clock_ms(duration_ms)}")


def _findings_before(current: Timeline) -> tuple[Finding, ...]:
    """Return what the timing methods found, without what is said of an earlier edit."""
    if not current.findings and current.method in ASKED_FOR:
        sentence = f"{len(current.cues)} slide times"
        return (Finding(TimingMethod(current.method), sentence, current.confidence),)
    return tuple(finding for finding in current.findings if finding.method is not TimingMethod.EDITED)


def _cues(timeline: Timeline) -> list[tuple[int, int, int, float]]:
    return [(cue.slide, cue.start_ms, cue.end_ms, cue.confidence) for cue in timeline.cues]


def _start(sent: SentCue, known: Cue | None) -> SlideStart:
    if known is None or (sent.is_confirmed and known.confidence < 1):
        return SlideStart(sent.number - 1, sent.start_ms, 1.0, BY_HAND)
    return SlideStart(known.slide, known.start_ms, known.confidence, known.reason, known.candidates)


def _entry(start: SlideStart) -> dict[str, object]:
    candidates = [{"slide": each.slide + 1, "confidence": each.confidence} for each in start.candidates]
    told = {"confidence": start.confidence, "reason": start.reason, "candidates": candidates}
    return {"slide": start.slide + 1, "start": clock_ms(start.start_ms), **told}
