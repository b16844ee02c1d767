"""Builds that wait in memory, for tests."""

from collections.abc import Callable, Collection

from mediasvc.domain.build import MAX_ATTEMPTS, BuildId


class MemoryBuildQueue:
    """Fills BuildQueue. Nothing runs by itself: `work` does what a worker does.

    Single operations on a dict are atomic, so threads need no lock.
    """

    def __init__(self) -> None:
        self._attempts: dict[BuildId, int] = {}
        self._given_up: set[BuildId] = set()
        self._workers: set[object] = set()

    def enqueue(self, build_id: BuildId) -> None:
        self._attempts.setdefault(build_id, 0)

    def live(self) -> Collection[BuildId]:
        return set(self._attempts)

    def given_up(self) -> Collection[BuildId]:
        return set(self._given_up)

    def workers(self) -> int:
        return len(self._workers)

    def refusals(self) -> Collection[str]:
        return ()

    def cancel(self, build_id: BuildId) -> None:
        self._attempts.pop(build_id, None)

    def work(self, run: Callable[[BuildId], None]) -> None:
        """Run what waits until nothing does. A build whose run raises is tried again, except a cancelled one."""
        worker = object()
        self._workers.add(worker)
        try:
            while self._attempts:
                build_id = next(iter(self._attempts))
                try:
                    run(build_id)
                except Exception:
                    self._try_again(build_id)
                else:
                    self._attempts.pop(build_id, None)
        finally:
            self._workers.discard(worker)

    def _try_again(self, build_id: BuildId) -> None:
        attempts = self._attempts.pop(build_id, None)
        if attempts is None:
            return
        if attempts + 1 < MAX_ATTEMPTS:
            self._attempts[build_id] = attempts + 1
        else:
            self._given_up.add(build_id)
