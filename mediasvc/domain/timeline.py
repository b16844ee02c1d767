"""Which slide is shown when. Times are integer milliseconds from the start of the talk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mediasvc.domain.errors import NotSupported, Usage


class TimingMethod(StrEnum):
    """Origins of slide times, as the command line and the manifest name them; AUTO is the one that is most sure.

    Their order breaks ties. Nobody asks for EDITED: it is what a timeline that somebody has changed is built by.
    """

    AUTO = "auto"
    CUES = "cues"
    EDITED = "edited"
    VIDEO = "video"
    NARRATION = "narration"
    REHEARSED = "rehearsed"
    TRANSCRIPT = "transcript"
    PAUSES = "pauses"
    EVEN = "even"


# What an order may ask for by name.
ASKED_FOR = tuple(method for method in TimingMethod if method is not TimingMethod.EDITED)

# What the public contract calls methods that are not there yet.
METHODS_TO_COME = ("log",)

# The most that a timeline is sure of which some cue is not.
MOST_UNSURE = 0.9999

# What a method says that looks for captions, where there are none to look at.
NO_CAPTIONS = "no captions were given"


def checked_method(name: str) -> str:
    """Return the name of a timing method that may be asked for, or of none at all.

    Raises:
        NotSupported: the method is not there yet.
        Usage: nobody can ask for it.
    """
    if name in METHODS_TO_COME:
        raise NotSupported(f"timing by {name}; available: {', '.join(ASKED_FOR)}")
    if name == TimingMethod.EDITED:
        raise Usage(f"slide times are edited by changing a timeline, not by asking; available: {', '.join(ASKED_FOR)}")
    return name


@dataclass(frozen=True)
class Candidate:
    """Another slide that may be the right one, by its index, and how likely that is (0 to 1)."""

    slide: int
    confidence: float


@dataclass(frozen=True)
class SlideStart:
    """From `start_ms` on, the slide with this index is shown.

    `confidence` (0 to 1) is how likely this slide is the right one, and `reason` says in words where it comes from.
    `candidates`, most likely first, are other slides that may be right where it is doubtful.
    """

    slide: int
    start_ms: int
    confidence: float = 1.0
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Cue:
    """The slide with this index is shown from `start_ms` up to, not including, `end_ms`.

    The rest is as in SlideStart. Manifests hold no reason and no candidates.
    """

    slide: int
    start_ms: int
    end_ms: int
    confidence: float
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A timing method's answer about one talk, in words: what it found, or why it passed itself over.

    `confidence` (0 to 1) is None where it passed itself over.
    """

    method: TimingMethod
    sentence: str
    confidence: float | None = None


@dataclass(frozen=True)
class Timeline:
    """Ordered cues that cover 0 to `duration_ms` without a gap, and how sure they are (0 to 1).

    `method` is a TimingMethod, or, where a manifest is read, one that this version may not know. `findings` hold what
    each method that was asked found; manifests hold none.
    """

    cues: tuple[Cue, ...]
    method: str
    confidence: float
    findings: tuple[Finding, ...] = ()

    @property
    def duration_ms(self) -> int:
        return self.cues[-1].end_ms


def timeline_of(starts: Sequence[SlideStart], duration_ms: int, method: TimingMethod) -> Timeline:
    """Return the timeline in which each start lasts until the next one.

    The first slide is shown from 0. Of several starts at one time the last one wins, and neighbours that show the
    same slide become one cue, with what the first one says. `starts` is in order, is not empty, and lies within 0 to
    `duration_ms`. The timeline is as sure as its cues are on the mean over the time.
    """
    at = {start.start_ms: start for start in starts}
    first = min(at)
    at[0] = at.pop(first)
    changes: list[SlideStart] = []
    for start_ms in sorted(at):
        if not changes or changes[-1].slide != at[start_ms].slide:
            changes.append(replace(at[start_ms], start_ms=start_ms))
    ends = [change.start_ms for change in changes[1:]] + [duration_ms]
    cues = tuple(
        Cue(change.slide, change.start_ms, end_ms, change.confidence, change.reason, change.candidates)
        for change, end_ms in zip(changes, ends, strict=True)
    )
    return Timeline(cues, method, _mean_confidence(cues))


def _mean_confidence(cues: Sequence[Cue]) -> float:
    """Return the mean confidence over the time, to four digits; exactly that of all cues where they are equally sure.

    It is 1 where all of them are.
    """
    if len({cue.confidence for cue in cues}) == 1:
        return cues[0].confidence
    mean = sum(cue.confidence * (cue.end_ms - cue.start_ms) for cue in cues) / cues[-1].end_ms
    return min(MOST_UNSURE, round(mean, 4))


def even_starts(slide_count: int, duration_ms: int) -> list[SlideStart]:
    """Return a start of every slide, each for the same share of the talk, to the nearest millisecond below."""
    return [SlideStart(index, index * duration_ms // slide_count) for index in range(slide_count)]


def frame_runs(cues: Iterable[Cue], duration_ms: int, fps: int) -> list[tuple[int, int]]:
    """(slide, frame count) runs of a constant-rate picture track that follows the cues.

    Each cue's start is rounded to the nearest frame on its own, so no error accumulates; a cue that comes to no frame
    is left out. The counts sum to the frame nearest to `duration_ms`, and to 1 at least.
    """
    total = max(1, _nearest_frame(duration_ms, fps))
    runs: list[tuple[int, int]] = []
    for cue in cues:
        count = min(total, _nearest_frame(cue.end_ms, fps)) - min(total, _nearest_frame(cue.start_ms, fps))
        if cue.end_ms == duration_ms:
            count = total - sum(frames for _, frames in runs)
        if count <= 0:
            continue
        if runs and runs[-1][0] == cue.slide:
            runs[-1] = (cue.slide, runs[-1][1] + count)
        else:
            runs.append((cue.slide, count))
    return runs


def _nearest_frame(at_ms: int, fps: int) -> int:
    return (at_ms * fps + 500) // 1000
