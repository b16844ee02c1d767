"""How far a build is, as values that can be told in any language, and in English."""

from dataclasses import dataclass

from mediasvc.domain.build import Build, BuildState
from mediasvc.domain.pace import MINUTE_MS, round_time
from mediasvc.domain.publishing import AT_ONCE
from mediasvc.domain.steps import STEPS, Counted, Step


@dataclass(frozen=True)
class Progress:
    """How far a build is. `percent` is of the whole, 100 for a published one.

    `step` is what happens now. Where its slides or its minutes of sound are counted, it is at number `count` of `of`.
    `left_ms` is about the time that is left, where that can be told.
    """

    percent: int
    step: Step | None = None
    count: int | None = None
    of: int | None = None
    left_ms: int | None = None


def progress_of(build: Build) -> Progress:
    """Return how far the build is."""
    percent = percentage(build)
    if build.state is not BuildState.RUNNING:
        return Progress(percent)
    step = next((step for step in STEPS if 0 <= build.progress.get(step, -1) < 1), None)
    total = None if step is None else _total(build, STEPS[step].counted)
    if step is None or not total:
        return Progress(percent, step, left_ms=build.pace.left_ms)
    # The one that is being made, not the last one that is done.
    count = min(total, int(build.progress[step] * total) + 1)
    return Progress(percent, step, count, total, build.pace.left_ms)


def percentage(build: Build) -> int:
    """Return how far the build is, 0 to 100; 100 is a published one."""
    if build.state is BuildState.PUBLISHED:
        return 100
    weights = {step: row.weight for step, row in STEPS.items() if row.parts(build.request)}
    done = sum(weight * build.progress.get(step, 0.0) for step, weight in weights.items())
    return min(99, int(100 * done / sum(weights.values())))


def sentence(build: Build) -> str:
    """Return what happens with the build, in English."""
    match build.state:
        case BuildState.QUEUED:
            return "Waiting for a worker"
        case BuildState.PUBLISHED:
            return "Published" if build.request.publishing == AT_ONCE else "Ready"
        case BuildState.FAILED:
            return "Failed" if build.failure is None else build.failure.message
        case BuildState.RUNNING:
            return _of_running(progress_of(build))


def _of_running(progress: Progress) -> str:
    if progress.step is None:
        return "Beginning"
    row = STEPS[progress.step]
    words = [row.sentence]
    if progress.count is not None:
        words = [row.counting.format(count=progress.count, of=progress.of)]
    if progress.left_ms is not None:
        words.append(f"about {round_time(progress.left_ms)} left")
    return ", ".join(words)


def _total(build: Build, counted: Counted | None) -> int | None:
    """Return how many slides, or minutes that were begun, the step has to go through; None where that is not known."""
    match counted:
        case Counted.SLIDES:
            return build.pace.slides
        case Counted.MINUTES:
            return None if build.pace.duration_ms is None else -(-build.pace.duration_ms // MINUTE_MS)
        case None:
            return None
