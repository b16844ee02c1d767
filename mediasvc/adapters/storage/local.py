"""Files in a local folder."""

import errno
import os
import stat
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mediasvc.adapters.storage.keys import checked_key
from mediasvc.domain.errors import NotFound, StorageFull, StorageUnavailable

_CHUNK_BYTES = 1 << 20
_READ_ONLY = 0o444
_UNFINISHED_KEPT_S = 24 * 60 * 60


class LocalStorage:
    """Fills Storage: the content of a key is the file `root/key`.

    A file is written under a temporary name in `root`, made durable, and gets its name by a hard link, which never
    replaces anything. As folders are, a key that is also a folder of other keys is refused with ValueError.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        # No key starts with a dot, so none can name this folder.
        self._unfinished = root / ".unfinished"

    def exists(self, key: str) -> bool:
        path = self._path(key)
        with _storage_errors():
            return _is_file(path)

    def put(self, key: str, file: BinaryIO) -> None:
        if self.exists(key):
            return
        with _storage_errors():
            self._unfinished.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._unfinished)
        unfinished = Path(name)
        try:
            with open(descriptor, "wb", buffering=0) as out:  # noqa: PTH123 - pathlib opens no descriptors
                while chunk := file.read(_CHUNK_BYTES):
                    with _storage_errors():
                        _write_all(out.fileno(), chunk)
                with _storage_errors():
                    os.fchmod(out.fileno(), _READ_ONLY)
                    os.fsync(out.fileno())
            with _storage_errors():
                self._publish(unfinished, self._path(key))
        finally:
            with _storage_errors():
                unfinished.unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        path = self._path(key)
        with _storage_errors():
            try:
                return path.open("rb")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                raise NotFound(key) from None

    def fetch(self, key: str, into: Path) -> None:
        """As Storage says: a hard link where that is possible, else a copy. An OSError tells what `into` lacks."""
        with self.open(key) as file:
            try:
                os.link(self._path(key), into)
            except OSError:
                # There are many reasons to refuse a link, another file system among them; a copy tells the real ones.
                _copy(file, into)

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _storage_errors(), suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            path.unlink()

    def remove_unfinished(self) -> None:
        """Remove what puts that were killed more than a day ago have left behind."""
        with _storage_errors(), suppress(FileNotFoundError):
            for path in list(self._unfinished.iterdir()):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < time.time() - _UNFINISHED_KEPT_S:
                        path.unlink()

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)

    def _publish(self, unfinished: Path, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(unfinished, path)
        except (FileExistsError, NotADirectoryError):
            if not _is_file(path):
                raise ValueError(f"a folder of other keys, or inside another key: {path}") from None
        for folder in path.relative_to(self._root).parents:
            _make_durable(self._root / folder)


@contextmanager
def _storage_errors() -> Generator[None]:
    """OSErrors as the domain's errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(str(error)) from error
        raise StorageUnavailable(str(error)) from error


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _copy(file: BinaryIO, into: Path) -> None:
    with into.open("xb", buffering=0) as out:
        try:
            with _storage_errors():
                while chunk := file.read(_CHUNK_BYTES):
                    _write_all(out.fileno(), chunk)
                os.fchmod(out.fileno(), _READ_ONLY)
        except BaseException:
            into.unlink()
            raise


def _make_durable(folder: Path) -> None:
    """A new name outlives a power cut once its folder is synchronised."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
