"""Files on their way in a local folder."""

import fcntl
import os
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from mediasvc.adapters.staging.joined import joined
from mediasvc.adapters.storage.disk import disk_errors, make_durable
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.errors import NotFound, UploadInUse
from mediasvc.domain.upload import Piece, Staged, UploadId

_FENCE = ".fence"


class LocalStaging:
    """Fills Staging: an upload is one file in `root`, which becomes the kept one by a hard link, without a copy.

    Beside it, a small file holds the greatest fence so far. Its lock is held while a block is written, and by nobody
    for longer, so it is never waited for in vain, and a file system that has no locks says so by an error.
    """

    def __init__(self, root: Path, storage: LocalStorage) -> None:
        """Where `root` and the storage are on different disks, a file is copied at its end."""
        self._root, self._storage = root, storage

    def append(self, upload: UploadId, fence: int, staged: Staged, block: bytes) -> Staged:
        path, before_bytes = self._root / upload, staged.size_bytes
        with disk_errors(), self._fenced(upload, fence):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                if os.fstat(descriptor).st_size < before_bytes:
                    raise NotFound("what has come of this upload")
                os.lseek(descriptor, before_bytes, os.SEEK_SET)
                _write(descriptor, block)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if not before_bytes:
                make_durable(self._root)
        return Staged((Piece(upload, before_bytes + len(block)),))

    def drop(self, upload: UploadId, pieces: Collection[Piece]) -> None:
        """Do nothing, as there is one piece, which grows."""

    def open(self, upload: UploadId, staged: Staged) -> BinaryIO:
        path = self._root / upload

        def open_file() -> BinaryIO:
            with disk_errors():
                try:
                    return path.open("rb")
                except FileNotFoundError:
                    raise NotFound("what has come of this upload") from None

        return joined([(open_file, staged.size_bytes)] if staged.pieces else [])

    def deliver(self, upload: UploadId, fence: int, staged: Staged, key: str) -> None:
        path = self._root / upload
        if not staged.pieces:
            self._storage.put(key, BytesIO())
            return
        with disk_errors(), self._fenced(upload, fence):
            if not path.is_file() or path.stat().st_size < staged.size_bytes:
                raise NotFound("what has come of this upload")
            os.truncate(path, staged.size_bytes)
        self._storage.adopt(key, path)

    def discard(self, upload: UploadId) -> None:
        with disk_errors():
            for name in (upload, upload + _FENCE):
                (self._root / name).unlink(missing_ok=True)

    def uploads(self) -> Collection[UploadId]:
        with disk_errors(), suppress(FileNotFoundError):
            return {UploadId(name.removesuffix(_FENCE)) for name in os.listdir(self._root)}  # noqa: PTH208 - names
        return set()

    @contextmanager
    def _fenced(self, upload: UploadId, fence: int) -> Generator[None]:
        """Let nobody else write to the upload meanwhile, and nobody with a smaller fence ever after."""
        self._root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._root / (upload + _FENCE), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if int(os.pread(descriptor, 20, 0) or b"0") > fence:
                raise UploadInUse
            os.pwrite(descriptor, str(fence).encode(), 0)
            yield
        finally:
            os.close(descriptor)


def _write(descriptor: int, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
