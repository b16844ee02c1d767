"""Measures how well timing methods find slide times, and what they cost."""

import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from benchmark import prose
from benchmark.tables import megabytes, table
from benchmark.timed_talks import LONG, MADE, TimedTalk, made
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod
from workers.timing.methods import METHODS
from workers.timing.talk import PassedOver, Talk

HEADING = "## Slide times"
# Cues are given, and videos are a part of their own.
ELSEWHERE = (TimingMethod.CUES, TimingMethod.VIDEO)
SURE = 0.9
MS_PER_S = 1000

Truth = Sequence[tuple[int | None, float]]


@dataclass(frozen=True)
class Measured:
    """What a method found in a talk: None of `right` where it passed itself over.

    `right` is the share of the time in which the right slide is shown, `off_s` how far the median change of slides is
    from the nearest found one to the same slide. `sure` are the cues that are said to be at least 0.9 sure, and
    `sure_right` those of them that show the right slide for half of their time or more.
    """

    cpu_s: float
    right: float | None = None
    off_s: float = 0.0
    sure: int = 0
    sure_right: int = 0


@dataclass(frozen=True)
class Times:
    """The figures of all talks, by their names and methods, and the program's memory after the long talk alone."""

    talks: dict[str, dict[TimingMethod, Measured]]
    memory_bytes: int


def measure(given: Iterable[TimedTalk]) -> Times:
    """Return the figures of the made talks and of those given; the long one is measured first."""
    long = _figures(made(LONG))
    # Linux tells kibibytes.
    memory_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    talks = {talk.name: _figures(talk) for talk in (*given, *map(made, MADE))}
    return Times(talks | {LONG.name: long}, memory_bytes)


def _figures(talk: TimedTalk) -> dict[TimingMethod, Measured]:
    return {method: _measured(plan, talk) for method, plan in METHODS.items() if method not in ELSEWHERE}


def _measured(plan: Callable[[Talk], Timeline | PassedOver], talk: TimedTalk) -> Measured:
    begun_s = time.process_time()
    answer = plan(talk.talk)
    cpu_s = time.process_time() - begun_s
    if isinstance(answer, PassedOver):
        return Measured(cpu_s)
    sure = [cue for cue in answer.cues if cue.confidence >= SURE]
    shares = [share for cue in sure if (share := right_share([cue], talk.truth)) is not None]
    right = right_share(answer.cues, talk.truth)
    return Measured(cpu_s, right, off_s(answer.cues, talk.truth), len(shares), sum(share >= 0.5 for share in shares))


def right_share(cues: Sequence[Cue], truth: Truth) -> float | None:
    """Return the share of the cues' time in which the right slide is shown; None where none is visible in it.

    Time in which no slide is visible does not count.
    """
    end_ms = cues[-1].end_ms
    spans = [*((slide, round(start_s * MS_PER_S)) for slide, start_s in truth), (None, end_ms)]
    right_ms = visible_ms = 0
    for (slide, start_ms), (_, next_ms) in pairwise(spans):
        for cue in cues:
            common_ms = max(0, min(cue.end_ms, next_ms) - max(cue.start_ms, start_ms))
            visible_ms += common_ms if slide is not None else 0
            right_ms += common_ms if slide == cue.slide else 0
    return right_ms / visible_ms if visible_ms else None


def off_s(cues: Sequence[Cue], truth: Truth) -> float:
    """Return how many seconds the median true change is from the nearest change to the same slide, or the length."""
    length_s = cues[-1].end_ms / MS_PER_S
    changes = [(slide, start_s) for slide, start_s in truth[1:] if slide is not None]
    offs = [
        min((abs(cue.start_ms / MS_PER_S - start_s) for cue in cues if cue.slide == slide), default=length_s)
        for slide, start_s in changes
    ]
    return median(offs) if offs else 0.0


def report(given: Iterable[TimedTalk]) -> str:
    """Measure, and return the page's section."""
    return _section(measure(given))


def _section(times: Times) -> str:
    methods = list(next(iter(times.talks.values())))
    rows = [(name, *(_cell(found[method]) for method in methods)) for name, found in times.talks.items()]
    means = ("mean of those found", *(_mean([found[method] for found in times.talks.values()]) for method in methods))
    every = [each for found in times.talks.values() for each in found.values()]
    long = times.talks[LONG.name][TimingMethod.TRANSCRIPT]
    words = prose.SLIDE_TIMES.format(
        long=LONG.name,
        cpu_s=long.cpu_s,
        memory=megabytes(times.memory_bytes),
        sure=sum(each.sure for each in every),
        sure_right=sum(each.sure_right for each in every),
    )
    return "\n\n".join((HEADING, words, table(("talk", *methods), [*rows, means])))


def _cell(found: Measured) -> str:
    if found.right is None:
        return "passed over"
    return f"{100 * found.right:.1f} %, {found.off_s:.1f} s, {found.cpu_s:.2f} s"


def _mean(found: Sequence[Measured]) -> str:
    shares = [each.right for each in found if each.right is not None]
    return f"{100 * mean(shares):.1f} %" if shares else "passed over"
