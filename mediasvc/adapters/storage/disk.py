"""Files written to this machine's disk, with the disk's errors as the domain's."""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mediasvc.domain.errors import StorageFull, StorageUnavailable

CHUNK_BYTES = 1 << 20
READ_ONLY = 0o444


@contextmanager
def disk_errors() -> Generator[None]:
    """OSErrors as the domain's errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(str(error)) from error
        raise StorageUnavailable(str(error)) from error


def write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def make_durable(folder: Path) -> None:
    """Let names that are new in the folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_to_new(file: BinaryIO, into: Path) -> None:
    """The rest of `file` as a new read-only file, all or nothing. An OSError tells what `into` lacks."""
    with into.open("xb", buffering=0) as out:
        try:
            with disk_errors():
                while chunk := file.read(CHUNK_BYTES):
                    write_all(out.fileno(), chunk)
                os.fchmod(out.fileno(), READ_ONLY)
        except BaseException:
            into.unlink()
            raise
