"""What LocalStaging adds to the contract: no copy at the end, locks that are real, and full disks."""

import errno
import fcntl
import os
from pathlib import Path
from typing import NoReturn

import pytest

from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.domain.errors import StorageFull, StorageUnavailable, UploadInUse
from mediasvc.domain.upload import Staged, upload_id

ID = upload_id("one")


def staging_in(folder: Path) -> LocalStaging:
    return LocalStaging(folder / "staging", LocalStorage(folder / "storage"))


def test_the_file_itself_becomes_the_kept_one(tmp_path: Path) -> None:
    staging = staging_in(tmp_path)
    staged = staging.append(ID, 1, Staged(), b"content")
    staging.deliver(ID, 1, staged, "sources/a")
    assert (tmp_path / "staging" / ID).samefile(tmp_path / "storage/sources/a")
    staging.discard(ID)
    assert (tmp_path / "storage/sources/a").read_bytes() == b"content"
    assert (tmp_path / "storage/sources/a").stat().st_mode & 0o777 == 0o444


def test_where_no_link_is_possible_the_file_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = staging_in(tmp_path)
    staged = staging.append(ID, 1, Staged(), b"content")
    link, refused = os.link, list[str]()

    def refuses(source: Path, target: Path) -> None:
        if "staging" in str(source):
            refused.append(str(source))
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        link(source, target)

    monkeypatch.setattr(os, "link", refuses)
    staging.deliver(ID, 1, staged, "sources/a")
    assert refused
    assert (tmp_path / "storage/sources/a").read_bytes() == b"content"


def test_who_comes_late_is_refused(tmp_path: Path) -> None:
    staging = staging_in(tmp_path)
    staged = staging.append(ID, 2, Staged(), b"content")
    with pytest.raises(UploadInUse):
        staging_in(tmp_path).append(ID, 1, staged, b"late")
    assert (tmp_path / "staging" / ID).read_bytes() == b"content"


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS])
def test_without_locks_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fails(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", fails)
    with pytest.raises(StorageUnavailable):
        staging_in(tmp_path).append(ID, 1, Staged(), b"content")
    assert not (tmp_path / "staging" / ID).exists()


@pytest.mark.parametrize("call", ["write", "fsync", "pwrite"])
def test_a_full_disk_leaves_what_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    staging = staging_in(tmp_path)
    staged = staging.append(ID, 1, Staged(), b"before")
    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(StorageFull):
            staging.append(ID, 1, staged, b" and more")
    with staging.open(ID, staged) as file:
        assert file.read() == b"before"
    staged = staging.append(ID, 1, staged, b", after")
    with staging.open(ID, staged) as file:
        assert file.read() == b"before, after"
