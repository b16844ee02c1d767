"""Files in a local folder."""

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mediasvc.adapters.storage.disk import CHUNK_BYTES, READ_ONLY, copy_to_new, disk_errors, make_durable, write_all
from mediasvc.adapters.storage.keys import checked_key
from mediasvc.domain.errors import NotFound

# The file is on another disk, or its file system has no links.
_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP)
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
        with disk_errors():
            return _is_file(path)

    def put(self, key: str, file: BinaryIO) -> None:
        if self.exists(key):
            return
        with disk_errors():
            self._unfinished.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._unfinished)
        unfinished = Path(name)
        try:
            with open(descriptor, "wb", buffering=0) as out:  # noqa: PTH123 - pathlib opens no descriptors
                while chunk := file.read(CHUNK_BYTES):
                    with disk_errors():
                        write_all(out.fileno(), chunk)
                with disk_errors():
                    os.fchmod(out.fileno(), READ_ONLY)
                    os.fsync(out.fileno())
            with disk_errors():
                self._publish(unfinished, self._path(key))
        finally:
            with disk_errors():
                unfinished.unlink(missing_ok=True)

    def adopt(self, key: str, file: Path) -> None:
        """Keep this file, which nobody is to write to any more, under `key`, as `put` does; by a link where possible.

        Raises NotFound where it is not there.
        """
        if self.exists(key):
            return
        with disk_errors():
            try:
                file.chmod(READ_ONLY)
                with file.open("rb") as synchronised:
                    os.fsync(synchronised.fileno())
                self._publish(file, self._path(key))
            except FileNotFoundError:
                raise NotFound(file.name) from None
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                with file.open("rb") as copied:
                    self.put(key, copied)

    def open(self, key: str) -> BinaryIO:
        path = self._path(key)
        with disk_errors():
            try:
                return path.open("rb")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                raise NotFound(key) from None

    def fetch(self, key: str, into: Path) -> None:
        """As Storage says. It is a copy, so that whoever gets hold of it does not have the kept file itself."""
        with self.open(key) as file:
            copy_to_new(file, into)

    def location(self, key: str, media_type: str, disposition: str | None = None) -> Path:  # noqa: ARG002 - a file says neither
        path = self._path(key)
        with disk_errors():
            if not _is_file(path):
                raise NotFound(key)
        return path

    def delete(self, key: str) -> None:
        path = self._path(key)
        with disk_errors(), suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            path.unlink()

    def remove_unfinished(self) -> None:
        """Remove what puts that were killed more than a day ago have left behind."""
        with disk_errors(), suppress(FileNotFoundError):
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
            make_durable(self._root / folder)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
