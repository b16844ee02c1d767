"""The database in memory, for tests."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

from mediasvc.adapters.db.memory_builds import MemoryBuilds, MemoryOutcomes, MemoryReleases
from mediasvc.adapters.db.memory_seminars import MemorySeminars, MemorySeries, MemorySources
from mediasvc.adapters.db.memory_state import State
from mediasvc.adapters.db.memory_tokens import MemoryTokens
from mediasvc.domain.errors import StorageUnavailable

_BUSY_TIMEOUT_S = 60


class MemoryDatabase:
    """Fills Database. One transaction after the other; one inside another waits for a minute, in vain."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()

    @contextmanager
    def transaction(self) -> Generator["MemoryCatalogue"]:
        if not self._lock.acquire(timeout=_BUSY_TIMEOUT_S):
            raise StorageUnavailable("database: another transaction does not end")
        try:
            state = self._state.copy()
            yield MemoryCatalogue(state)
            self._state = state
        finally:
            self._lock.release()

    @contextmanager
    def reading(self) -> Generator["MemoryCatalogue"]:
        # What a transaction has left is replaced by the next one's, and never changed.
        known = self._state
        state = known.copy()
        yield MemoryCatalogue(state)
        if state != known:
            raise RuntimeError("something was changed in a block that is read-only")


class MemoryCatalogue:
    """Fills Catalogue."""

    def __init__(self, state: State) -> None:
        self.seminars = MemorySeminars(state)
        self.series = MemorySeries(state)
        self.builds = MemoryBuilds(state)
        self.releases = MemoryReleases(state)
        self.sources = MemorySources(state)
        self.tokens = MemoryTokens(state)
        self.outcomes = MemoryOutcomes(state)
