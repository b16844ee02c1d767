"""What LocalStorage adds to the contract: it survives kills, full disks and other processes."""

import errno
import multiprocessing
import os
import tracemalloc
from io import BytesIO, RawIOBase
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

import pytest

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.errors import StorageFull, StorageUnavailable

SPAWN = multiprocessing.get_context("spawn")


class EndlessStream(RawIOBase):
    """Tells its other end that it was read, twice, then waits for ever."""

    def __init__(self, told: Connection) -> None:
        super().__init__()
        self.told = told

    def read(self, size: int | None = -1, /) -> bytes:
        self.told.send("read")
        self.told.recv()
        return b"x" * 1000


def put_each(root: Path, content: bytes, keys: list[str]) -> None:
    for key in keys:
        LocalStorage(root).put(key, BytesIO(content))


def put_endlessly(root: Path, told: Connection) -> None:
    LocalStorage(root).put("key", cast(BinaryIO, EndlessStream(told)))


def files_below(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_processes_that_put_one_key_keep_one_content_whole(tmp_path: Path) -> None:
    contents = [letter * 300_000 for letter in (b"a", b"b")]
    keys = [f"{number}/key" for number in range(20)]
    with SPAWN.Pool(len(contents)) as pool:
        pool.starmap(put_each, [(tmp_path, content, keys) for content in contents], chunksize=1)
    assert all((tmp_path / key).read_bytes() in contents for key in keys)
    assert len(files_below(tmp_path)) == len(keys)


def test_what_a_killed_put_leaves_is_no_key_and_is_removed_a_day_later(tmp_path: Path) -> None:
    ours, theirs = SPAWN.Pipe()
    child = SPAWN.Process(target=put_endlessly, args=(tmp_path, theirs))
    child.start()
    theirs.close()
    ours.recv()
    ours.send("go on")
    ours.recv()
    child.kill()
    child.join()
    ours.close()
    storage = LocalStorage(tmp_path)
    assert not storage.exists("key")
    (left,) = files_below(tmp_path)
    storage.remove_unfinished()
    assert left.exists()
    yesterday = left.stat().st_mtime - 25 * 60 * 60
    os.utime(left, (yesterday, yesterday))
    storage.remove_unfinished()
    assert not left.exists()


def test_nothing_unfinished_is_nothing_to_remove(tmp_path: Path) -> None:
    LocalStorage(tmp_path / "new").remove_unfinished()
    assert not (tmp_path / "new").exists()


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    source = tmp_path / "source"
    with source.open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    try:
        with source.open("rb") as file:
            LocalStorage(tmp_path / "storage").put("key", file)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 8 << 20


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, StorageUnavailable)],
)
@pytest.mark.parametrize("call", ["write", "fsync", "link"])
def test_a_failing_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, error: type[Exception]
) -> None:
    def fails(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    storage = LocalStorage(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, call, fails)
        with pytest.raises(error):
            storage.put("a/key", BytesIO(b"x" * 100))
    assert files_below(tmp_path) == []
    storage.put("a/key", BytesIO(b"y"))
    assert (tmp_path / "a/key").read_bytes() == b"y"


def test_a_root_that_is_no_folder_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "root").write_text("a file")
    with pytest.raises(StorageUnavailable):
        LocalStorage(tmp_path / "root").put("key", BytesIO(b"x"))


def test_where_no_hard_link_is_possible_a_fetch_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> NoReturn:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    storage = LocalStorage(tmp_path / "storage")
    storage.put("key", BytesIO(b"content" * 500_000))
    monkeypatch.setattr(os, "link", refuses)
    storage.fetch("key", tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == b"content" * 500_000


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    storage = LocalStorage(tmp_path / "storage")
    storage.put("key", BytesIO(b"content"))
    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageFull):
        storage.fetch("key", tmp_path / "fetched")
    assert not (tmp_path / "fetched").exists()


def test_a_fetch_into_a_folder_that_is_missing_says_so(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "storage")
    storage.put("key", BytesIO(b"content"))
    with pytest.raises(FileNotFoundError):
        storage.fetch("key", tmp_path / "missing" / "fetched")


def test_files_are_for_reading_only(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    storage.put("key", BytesIO(b"content"))
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o444


def test_a_key_is_not_a_folder_too(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    storage.put("a/b", BytesIO(b"content"))
    for key in ("a", "a/b/c"):
        with pytest.raises(ValueError, match="inside another key"):
            storage.put(key, BytesIO(b"other"))
    assert [path for path in files_below(tmp_path) if path.read_bytes() != b"content"] == []
