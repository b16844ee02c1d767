"""A file in S3 as a stream that can be read from any place on."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import RawIOBase
from typing import Any

from botocore.response import StreamingBody


class S3Download(RawIOBase):
    """Reads what arrives. After a seek, the rest is asked for anew when it is read."""

    def __init__(
        self,
        body: StreamingBody,
        size_bytes: int,
        open_at: Callable[[int], StreamingBody],
        errors: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """`body` is at the first byte, `open_at` makes one at another; `errors` is what to read them in."""
        super().__init__()
        self._body: StreamingBody | None = body
        self._size_bytes = size_bytes
        self._open_at = open_at
        self._errors = errors
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size_bytes}[whence]
        position = origin + offset
        if position < 0:
            raise ValueError(f"before the first byte: {position}")
        if position != self._position:
            self._drop()
            self._position = position
        return position

    def readinto(self, buffer: Any, /) -> int:
        with self._errors():
            if self._body is None:
                if self._position >= self._size_bytes:
                    return 0
                self._body = self._open_at(self._position)
            # Where nothing is left, boto3 compares length and checksum.
            count = self._body.readinto(buffer)
        self._position += count
        return count

    def close(self) -> None:
        self._drop()
        super().close()

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
