"""The folder that a program in the sandbox writes in, made for one run: what it leaves there is a stranger's.

Only files that were asked for by name are handed over, and only where each is an ordinary file. The rest is removed.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

from mediasvc.domain.errors import ConversionFailed

# Deeper than any program of ours nests folders.
DEEPEST = 24
TOO_MANY = 2**31
BLOCK_BYTES = 512  # of st_blocks: stat(3type)
MODE = 0o644


@contextmanager
def workplace(folder: Path, texts: Mapping[Path, str]) -> Generator[Path]:
    """An empty folder inside `folder`, which stands for it in the sandbox, with these texts at their places in it."""
    made = Path(tempfile.mkdtemp(prefix=".workplace-", dir=folder))
    try:
        for path, text in texts.items():
            place = made / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        yield made
    finally:
        remove(made)


def hand_over(workplace: Path, folder: Path, makes: Iterable[Path], most_bytes: int) -> None:
    """Move these files, where they were made, from the workplace to their places in `folder`.

    No process may be left that could change the workplace.

    Raises:
        ConversionFailed: one is no ordinary file, or is larger than `most_bytes`.
    """
    for path in makes:
        name = path.relative_to(folder)
        if _has_only_folders(workplace, name.parent) and _is_there(workplace / name):
            _check(workplace / name, most_bytes)
            path.parent.mkdir(parents=True, exist_ok=True)
            (workplace / name).replace(path)


def measure(workplace: Path) -> tuple[int, int]:
    """Return how many files and folders are in the workplace, and their bytes on disk.

    A folder that lies too deep, or that nobody may look into, counts as more files than anybody may have.
    """
    count = size = 0
    waiting = [(os.fspath(workplace), 0)]
    while waiting:
        folder, depth = waiting.pop()
        if depth > DEEPEST:
            return TOO_MANY, size
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * BLOCK_BYTES
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, depth + 1))
        except FileNotFoundError:
            continue  # it is removed meanwhile
        except OSError:
            return TOO_MANY, size
    return count, size


def remove(folder: Path) -> None:
    """Remove the folder and all below it, however deep that is, and whatever may not be entered there."""
    flat = Path(tempfile.mkdtemp(prefix=".removed-", dir=folder.parent))
    folder.rename(flat / "0")
    count, waiting = 1, [flat / "0"]
    while waiting:
        current = waiting.pop()
        current.chmod(stat.S_IRWXU)
        with os.scandir(current) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    Path(entry.path).unlink()
                    continue
                waiting.append(flat / str(count))
                count += 1
                Path(entry.path).chmod(stat.S_IRWXU)
                Path(entry.path).rename(waiting[-1])
        current.rmdir()
    shutil.rmtree(flat, ignore_errors=True)


def _has_only_folders(workplace: Path, name: Path) -> bool:
    """Whether each part of the way to a file is a folder, and no link."""
    steps = [workplace / parent for parent in [name, *name.parents]]
    return all(stat.S_ISDIR(step.lstat().st_mode) for step in steps if _is_there(step))


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _check(path: Path, most_bytes: int) -> None:
    """Raise ConversionFailed for what is no ordinary file of bounded size; make it a file to read, not to run."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ConversionFailed(f"what should be {path.name} is no file") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
            raise ConversionFailed(f"what should be {path.name} is no file of its own")
        if status.st_size > most_bytes:
            raise ConversionFailed(f"{path.name} has {status.st_size} bytes, {most_bytes} are allowed")
        os.fchmod(descriptor, MODE)
    finally:
        os.close(descriptor)
