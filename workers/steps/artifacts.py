"""What steps make, by the key of what it was made from: kept in storage, or scratch in this worker's cache.

A kept file's key is its own SHA-256, and a step's result is a small record that names its files. The record is put
last, so a key that exists is a step that is done.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import NotFound
from mediasvc.ports import Storage

SCRATCH_IN_USE_S = 3_600
JOB_ABANDONED_S = 86_400
# Threads that wait for storage, which may be far away, while one would read a small record after the other.
READERS = 8

T = TypeVar("T")


@dataclass(frozen=True)
class KeptFile:
    """A file in storage."""

    key: str
    sha256: Digest
    size_bytes: int


class Artifacts:
    """Kept and scratch artifacts of the builds that this worker runs. Threads may share it, processes its folders."""

    def __init__(self, storage: Storage, cache: Path) -> None:
        self._storage = storage
        self._cache = cache / "scratch"
        self._jobs = cache / "jobs"
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        for folder in (self._cache, self._jobs):
            folder.mkdir(parents=True, exist_ok=True)

    def made(self, key: Digest, kind: type[T], make: Callable[[Path], T]) -> T:
        """The result of the step that has this key; where there is none, `make` makes it in an empty folder."""
        adapter = TypeAdapter(kind)
        result = self._recorded(key, adapter)
        if result is None:
            with self.job_folder() as folder:
                result = make(folder)
            self._record(key, adapter, result)
        return result

    def found(self, key: Digest, kind: type[T]) -> T | None:
        """The result of the step that has this key; None where there is none."""
        return self._recorded(key, TypeAdapter(kind))

    def made_each(
        self,
        keys: Sequence[Digest],
        kind: type[T],
        make: Callable[[Sequence[int], Path], Iterable[tuple[int, T]]],
        is_kept: Callable[[T], bool] = lambda _: True,
    ) -> list[T]:
        """The results of the steps that have these keys, in order.

        `make` makes the missing ones in an empty folder: it is told the places of their keys, and yields each place
        with its result, which is recorded at once, if it `is_kept`. Steps of equal keys are made once.
        """
        adapter = TypeAdapter(kind)
        places = {key: place for place, key in enumerate(keys)}
        with ThreadPoolExecutor(READERS) as pool:
            results = pool.map(self._recorded, places, repeat(adapter))
            found = {key: result for key, result in zip(places, results, strict=True) if result is not None}
        if missing := [place for key, place in places.items() if key not in found]:
            with self.job_folder() as folder:
                for place, result in make(missing, folder):
                    if is_kept(result):
                        self._record(keys[place], adapter, result)
                    found[keys[place]] = result
        return [found[key] for key in keys]

    def _recorded(self, key: Digest, adapter: TypeAdapter[T]) -> T | None:
        try:
            with self._storage.open(f"steps/{key}.json") as file:
                return adapter.validate_json(file.read())
        except NotFound:
            return None

    def _record(self, key: Digest, adapter: TypeAdapter[T], result: T) -> None:
        self._storage.put(f"steps/{key}.json", BytesIO(adapter.dump_json(result)))

    def keep(self, file: Path) -> KeptFile:
        """Put a file that a step has made into storage."""
        with file.open("rb") as stream:
            digest = Digest(hashlib.file_digest(stream, "sha256").hexdigest())
            stream.seek(0)
            key = f"files/{digest[:2]}/{digest}{file.suffix}"
            self._storage.put(key, stream)
        return KeptFile(key, digest, file.stat().st_size)

    def source(self, source: Source) -> Path:
        """The source's bytes. Raises NotFound."""
        return self.scratch(f"source-{source.digest}", lambda path: self._storage.fetch(source.key, path))

    def head(self, source: Source, size_bytes: int) -> bytes:
        """The source's first bytes, without the rest of it. Raises NotFound."""
        with self._storage.open(source.key) as file:
            return file.read(size_bytes)

    def kept(self, file: KeptFile) -> Path:
        """A kept file's bytes. Raises NotFound."""
        return self.scratch(Path(file.key).name, lambda path: self._storage.fetch(file.key, path))

    def copy(self, file: KeptFile, into: Path) -> None:
        """Write a kept file's bytes to a new file of the caller's own. Raises NotFound."""
        with self._storage.open(file.key) as kept, into.open("xb") as copy:
            shutil.copyfileobj(kept, copy)

    def scratch(self, name: str, make: Callable[[Path], object]) -> Path:
        """The cached file of this name; where there is none, `make` makes it at a path with the same suffix."""
        path = self._cache / name
        with self._locks[name]:
            if not path.exists():
                with self.job_folder() as folder:
                    made = folder / name
                    make(made)
                    made.replace(path)
            else:
                os.utime(path)
        return path

    @contextmanager
    def job_folder(self) -> Generator[Path]:
        """An empty folder, which is removed in the end."""
        folder = Path(tempfile.mkdtemp(dir=self._jobs))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def tidy(self, limit_bytes: int) -> None:
        """Remove what killed workers left, and the longest unused scratch files over `limit_bytes` in all."""
        now = time.time()
        for age_s, _, folder in _by_age(self._jobs, now):
            if age_s > JOB_ABANDONED_S:
                shutil.rmtree(folder, ignore_errors=True)
        total = 0
        for age_s, size, path in _by_age(self._cache, now):
            total += size
            if total > limit_bytes and age_s > SCRATCH_IN_USE_S:
                path.unlink(missing_ok=True)


def _by_age(folder: Path, now: float) -> list[tuple[float, int, Path]]:
    """Age (s), size (bytes) and path of what is in the folder, newest first. Other workers remove things meanwhile."""
    found: list[tuple[float, int, Path]] = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            status = path.stat()
            found.append((now - status.st_mtime, status.st_size, path))
    return sorted(found)
