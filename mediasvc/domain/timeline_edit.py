"""A timeline that somebody has edited, and the versions that tell one from another."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from mediasvc.domain.clock import clock_ms
from mediasvc.domain.differences import Shown
from mediasvc.domain.errors import TimelineInvalid
from mediasvc.domain.timeline import Cue, Finding, SlideStart, Timeline, TimingMethod, timeline_of

BY_HAND = "set by hand"
VERSION_DIGITS = 32


@dataclass(frozen=True)
class SentCue:
    """A cue as somebody sends it: from `start_ms` on, the slide of this `number`, counted from 1, is shown.

    `confidence` (0 to 1) is what was read of the cue. None, or 1, says that somebody knows it to be right.
    """

    number: int
    start_ms: int
    confidence: float | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.confidence is None or self.confidence >= 1


def edited_starts(sent: Sequence[SentCue], current: Timeline, slide_count: int, most: int) -> list[SlideStart]:
    """Return the starts that somebody sends to replace those of the `current` timeline.

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
        _check(cue, f"cue {place}", slide_count, current.duration_ms)
        if starts and cue.start_ms < starts[-1].start_ms:
            raise TimelineInvalid(f"cue {place}: {clock_ms(cue.start_ms)} is before the cue above it")
        starts.append(_start(cue, known.get((cue.number, cue.start_ms))))
    return starts


def edited_timeline(starts: Sequence[SlideStart], duration_ms: int) -> Timeline:
    """Return the timeline of starts that somebody has edited, which are as `timeline_of` takes them."""
    timeline = timeline_of(starts, duration_ms, TimingMethod.EDITED)
    by_hand = sum(cue.confidence >= 1 for cue in timeline.cues)
    sentence = f"{len(timeline.cues)} slide times, {by_hand} of them set or confirmed by hand"
    return replace(timeline, findings=(Finding(TimingMethod.EDITED, sentence, timeline.confidence),))


def to_cues_file(starts: Iterable[SlideStart]) -> str:
    """Return the starts as a cues file in JSON, a line each, with how sure they are beside what such a file has."""
    lines = (json.dumps(_entry(start), ensure_ascii=False) for start in starts)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def version_of(timeline: Timeline, files: Iterable[str]) -> str:
    """Return the version of all that the timeline says of the talk's `files`, which are digests in their order."""
    return version_named(json.dumps([asdict(timeline), [*files]], separators=(",", ":")))


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


def _start(sent: SentCue, known: Cue | None) -> SlideStart:
    if known is None or sent.is_confirmed:
        return SlideStart(sent.number - 1, sent.start_ms, 1.0, BY_HAND)
    return SlideStart(known.slide, known.start_ms, known.confidence, known.reason, known.candidates)


def _entry(start: SlideStart) -> dict[str, object]:
    candidates = [{"slide": each.slide + 1, "confidence": each.confidence} for each in start.candidates]
    told = {"confidence": start.confidence, "reason": start.reason, "candidates": candidates}
    return {"slide": start.slide + 1, "start": clock_ms(start.start_ms), **told}
