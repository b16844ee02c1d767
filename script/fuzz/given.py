"""Values that targets take out of the bytes that they are given."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class Given:
    """Numbers and bytes from `data`, in order; noughts and nothing behind its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes: so many, or as many as there are."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def number(self, below: int) -> int:
        """Return a number from 0 on, and below this one, of the next four bytes."""
        return int.from_bytes(self.take(4)) % below

    def rest(self) -> bytes:
        return self.take(len(self._data))


@contextmanager
def file_of(content: bytes) -> Generator[Path]:
    """Yield a file of these bytes, in a folder of its own that goes away."""
    with tempfile.TemporaryDirectory(prefix="fuzzed-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        yield path
