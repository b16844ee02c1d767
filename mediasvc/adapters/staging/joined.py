"""Pieces of a file as one stream."""

from collections.abc import Callable, Iterable
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO

from mediasvc.adapters.storage.disk import CHUNK_BYTES
from mediasvc.domain.errors import NotFound


class _Joined(RawIOBase):
    """Reads one piece after the other, of each so many bytes. Only one is open at a time."""

    def __init__(self, pieces: Iterable[tuple[Callable[[], BinaryIO], int]]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._open: BinaryIO | None = None
        self._rest = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._rest:
            self._drop()
            following = next(self._pieces, None)
            if following is None:
                return 0
            open_piece, self._rest = following
            self._open = open_piece()
        block = self._open.read(min(len(buffer), self._rest)) if self._open else b""
        if not block:
            raise NotFound("the rest of this upload")
        buffer[: len(block)] = block
        self._rest -= len(block)
        return len(block)

    def close(self) -> None:
        self._drop()
        super().close()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def joined(pieces: Iterable[tuple[Callable[[], BinaryIO], int]]) -> BinaryIO:
    """Return a stream of the pieces, each given by how to open it and how many of its bytes count.

    Reading raises NotFound where a piece has fewer.
    """
    return BufferedReader(_Joined(pieces), CHUNK_BYTES)
