"""Look whether the service is well, and how its builds go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.build import BuildState
from mediasvc.domain.job import JobKind
from mediasvc.domain.outcome import Outcome
from mediasvc.ports import Parts

ANY_KEY = "ready"


@dataclass(frozen=True)
class Figures:
    """How many builds there are in each state, since when the oldest of them has waited, and how others ended.

    `recognitions` counts those of words that are not at their end.
    """

    builds: Mapping[BuildState, int]
    waiting_since: datetime | None
    outcomes: Sequence[Outcome]
    recognitions: int = 0


def figures(parts: Parts, actor: Actor) -> Figures:
    """Return what the database knows of builds. Raises StorageUnavailable."""
    check(actor, Right.MONITOR)
    with parts.database.reading() as catalogue:
        count, outcomes = catalogue.builds.count(), catalogue.outcomes.all()
        recognitions = len(catalogue.recognitions.unfinished())
        waiting = [build for build in catalogue.builds.unfinished() if build.state is BuildState.QUEUED]
    return Figures(count, waiting[0].created_at if waiting else None, outcomes, recognitions)


def count_workers(parts: Parts, actor: Actor) -> int:
    """Return how many workers are alive. Raises QueueUnavailable."""
    check(actor, Right.MONITOR)
    return parts.queue.workers(JobKind.BUILD)


def checks(parts: Parts, actor: Actor) -> Mapping[str, Callable[[], str]]:
    """Return a check for each part, which may be slow; it answers with a sentence where the part is not well.

    A check raises MediasvcError where it cannot tell.
    """
    check(actor, Right.MONITOR)

    def database() -> str:
        with parts.database.reading() as catalogue:
            catalogue.builds.count()
        return ""

    def storage() -> str:
        parts.storage.exists(ANY_KEY)
        return ""

    def queue() -> str:
        parts.queue.live()
        return ""

    def workers() -> str:
        return "" if parts.queue.workers(JobKind.BUILD) else "No worker is running; builds wait for one."

    def sandbox() -> str:
        return " ".join(parts.queue.refusals(JobKind.BUILD))

    def recogniser() -> str:
        is_there = parts.queue.workers(JobKind.TRANSCRIBE)
        return "" if is_there else "No worker recognises words; talks are published without them."

    of_all = {"database": database, "storage": storage, "queue": queue, "workers": workers, "sandbox": sandbox}
    return of_all if parts.model is None else {**of_all, "recogniser": recogniser}
