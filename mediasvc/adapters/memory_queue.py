"""Jobs that wait in memory, for tests."""

from collections.abc import Callable, Collection

from mediasvc.domain.job import JOB_LIMITS, Job, JobKind


class MemoryJobQueue:
    """Fills JobQueue. Nothing runs by itself: `work` does what a worker for every kind of job does.

    Single operations on a dict are atomic, so threads need no lock.
    """

    def __init__(self) -> None:
        self._attempts: dict[Job, int] = {}
        self._given_up: set[Job] = set()
        self._workers: set[object] = set()

    def enqueue(self, job: Job) -> None:
        self._attempts.setdefault(job, 0)

    def live(self) -> Collection[Job]:
        return set(self._attempts)

    def given_up(self) -> Collection[Job]:
        return set(self._given_up)

    def workers(self, kind: JobKind) -> int:  # noqa: ARG002 - each does every kind
        return len(self._workers)

    def refusals(self, kind: JobKind) -> Collection[str]:  # noqa: ARG002 - none refuses any
        return ()

    def cancel(self, job: Job) -> None:
        self._attempts.pop(job, None)

    def work(self, run: Callable[[Job], None]) -> None:
        """Run what waits until nothing does. A job whose run raises is tried again, except a cancelled one."""
        worker = object()
        self._workers.add(worker)
        try:
            while self._attempts:
                job = next(iter(self._attempts))
                try:
                    run(job)
                except Exception:
                    self._try_again(job)
                else:
                    self._attempts.pop(job, None)
        finally:
            self._workers.discard(worker)

    def _try_again(self, job: Job) -> None:
        attempts = self._attempts.pop(job, None)
        if attempts is None:
            return
        if attempts + 1 < JOB_LIMITS[job.kind].attempts:
            self._attempts[job] = attempts + 1
        else:
            self._given_up.add(job)
