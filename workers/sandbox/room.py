"""The memory that is shared out among what runs at the same time in one worker."""

import threading
from collections.abc import Generator
from contextlib import contextmanager


class Room:
    """So many MB of memory, for as many at once as find room in it; who comes then waits."""

    def __init__(self, size_mb: int) -> None:
        self._free_mb = size_mb
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, size_mb: int) -> Generator[None]:
        """Hold so many MB, which may not be more than there are in all."""
        with self._changed:
            self._changed.wait_for(lambda: self._free_mb >= size_mb)
            self._free_mb -= size_mb
        try:
            yield
        finally:
            with self._changed:
                self._free_mb += size_mb
                self._changed.notify_all()
