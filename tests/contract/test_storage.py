"""What Storage promises, for every adapter."""

import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from at_once import at_once

from mediasvc.domain.errors import NotFound
from mediasvc.ports import Storage

WAIT_S = 20
HOSTILE_KEYS = [
    "", "/", ".", "..", "../x", "a/../x", "a/..", "./a", "/etc/passwd", "a//b", "a/", "/a", ".hidden", "a/.hidden",
    "a\0b", "a\\b", "C:a", "a b", "a\n", "é", "خ", "٣", "a%2fb", "~", "a:b", "a?b", "x" * 201, "x/" * 450 + "x",
]  # fmt: skip


class Stream(RawIOBase):
    """`size_bytes` of zeros, made on demand, then `then` is called. No read may ask for all at once."""

    def __init__(self, size_bytes: int, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.rest, self.then = size_bytes, then

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert 0 < size <= 16 << 20
        chunk = bytes(min(size, self.rest))
        self.rest -= len(chunk)
        if not chunk:
            self.then()
        return chunk


def content(storage: Storage, key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


def located(storage: Storage, key: str, media_type: str) -> bytes:
    """What a viewer's program reads."""
    location = storage.location(key, media_type)
    if isinstance(location, Path):
        return location.read_bytes()
    with urllib.request.urlopen(location, timeout=WAIT_S) as answer:
        assert answer.headers["Content-Type"] == media_type
        return answer.read()


@pytest.mark.parametrize("key", ["a", "slides/0001-960.avif", "sha256/ab/AB_-0.tar.gz", "-", "_x/y..z", "x" * 200])
def test_what_is_put_can_be_read(storage: Storage, key: str) -> None:
    assert not storage.exists(key)
    storage.put(key, BytesIO(b"one\0two"))
    assert storage.exists(key)
    assert content(storage, key) == b"one\0two"
    assert content(storage, key) == b"one\0two"


def test_an_empty_file_is_a_file(storage: Storage) -> None:
    storage.put("empty", BytesIO())
    assert storage.exists("empty")
    assert content(storage, "empty") == b""


def test_the_rest_of_the_stream_is_kept_and_the_stream_stays_open(storage: Storage) -> None:
    file = BytesIO(b"headbody")
    file.seek(4)
    storage.put("key", file)
    assert content(storage, "key") == b"body"
    assert not file.closed


def test_a_stream_can_be_sought(storage: Storage) -> None:
    storage.put("key", BytesIO(b"0123456789"))
    with storage.open("key") as file:
        file.seek(4)
        assert file.read(3) == b"456"


def test_the_first_put_wins(storage: Storage) -> None:
    storage.put("key", BytesIO(b"first"))
    storage.put("key", BytesIO(b"second"))
    assert content(storage, "key") == b"first"


def test_concurrent_puts_keep_one_content_whole(storage: Storage) -> None:
    contents = [bytes([number]) * (100_000 + number) for number in range(8)]
    for key in ("a/1/b", "a/2/b", "a/3/b", "a/4/b", "a/5/b"):
        at_once([partial(storage.put, key, BytesIO(each)) for each in contents])
        assert content(storage, key) in contents


def test_concurrent_puts_of_neighbours_make_their_folders(storage: Storage) -> None:
    at_once([partial(storage.put, f"new/folder/{name}", BytesIO(b"x")) for name in "abcdefgh"])
    assert all(storage.exists(f"new/folder/{name}") for name in "abcdefgh")


def test_a_put_is_not_seen_before_it_is_whole(storage: Storage) -> None:
    seen: list[bool] = []
    storage.put("key", cast(BinaryIO, Stream(3 << 20, then=lambda: seen.append(storage.exists("key")))))
    assert not any(seen)
    assert storage.exists("key")


@pytest.mark.parametrize("size_bytes", [10, 9 << 20], ids=["whole", "in parts"])
def test_a_key_put_meanwhile_stays_as_it_is(storage: Storage, size_bytes: int) -> None:
    storage.put("key", cast(BinaryIO, Stream(size_bytes, then=lambda: storage.put("key", BytesIO(b"faster")))))
    assert content(storage, "key") == b"faster"


@pytest.mark.parametrize("error", [RuntimeError, OSError, KeyboardInterrupt])
def test_a_stream_that_breaks_leaves_nothing(storage: Storage, error: type[BaseException]) -> None:
    def breaks() -> None:
        raise error("the sender is gone")

    with pytest.raises(error, match="the sender is gone"):
        storage.put("a/key", cast(BinaryIO, Stream(3 << 20, then=breaks)))
    assert not storage.exists("a/key")
    with pytest.raises(NotFound):
        storage.open("a/key")
    storage.put("a/key", BytesIO(b"again"))
    assert content(storage, "a/key") == b"again"


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_a_key_of_another_form_is_refused(storage: Storage, key: str, tmp_path: Path) -> None:
    calls: list[Callable[[], object]] = [
        lambda: storage.exists(key),
        lambda: storage.put(key, BytesIO(b"x")),
        lambda: storage.open(key),
        lambda: storage.fetch(key, tmp_path / "fetched"),
        lambda: storage.location(key, "audio/webm"),
        lambda: storage.delete(key),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="storage key"):
            call()
    assert not (tmp_path / "fetched").exists()


def test_what_is_not_there_is_not_found(storage: Storage, tmp_path: Path) -> None:
    storage.put("folder/key", BytesIO(b"x"))
    for key in ("other", "folder", "folder/key/deeper", "folder/other"):
        assert not storage.exists(key)
        with pytest.raises(NotFound):
            storage.open(key)
        with pytest.raises(NotFound):
            storage.fetch(key, tmp_path / "fetched")
        storage.delete(key)
    assert not (tmp_path / "fetched").exists()
    assert content(storage, "folder/key") == b"x"


def test_a_fetched_file_outlives_its_key(storage: Storage, tmp_path: Path) -> None:
    storage.put("key", BytesIO(b"content"))
    into = tmp_path / "fetched é.bin"
    storage.fetch("key", into)
    storage.delete("key")
    assert into.read_bytes() == b"content"
    into.unlink()


def test_a_fetched_file_may_be_removed(storage: Storage, tmp_path: Path) -> None:
    storage.put("key", BytesIO(b"content"))
    storage.fetch("key", tmp_path / "fetched")
    (tmp_path / "fetched").unlink()
    assert content(storage, "key") == b"content"


def test_a_fetch_never_replaces_a_file(storage: Storage, tmp_path: Path) -> None:
    storage.put("key", BytesIO(b"content"))
    (tmp_path / "taken").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        storage.fetch("key", tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == b"mine"


def test_a_viewer_reads_where_the_file_is(storage: Storage) -> None:
    storage.put("a/talk-1.webm", BytesIO(b"\x1aE one\0two"))
    assert located(storage, "a/talk-1.webm", "audio/webm") == b"\x1aE one\0two"
    assert located(storage, "a/talk-1.webm", "text/plain;charset=utf-8") == b"\x1aE one\0two"


def test_what_is_not_there_is_not_found_where_it_is(storage: Storage) -> None:
    with pytest.raises((NotFound, urllib.error.HTTPError)) as told:
        located(storage, "none", "audio/webm")
    if isinstance(told.value, urllib.error.HTTPError):
        assert told.value.code == 404
        told.value.close()


def test_a_deleted_key_is_gone_and_free_again(storage: Storage) -> None:
    storage.put("key", BytesIO(b"first"))
    with storage.open("key") as reading:
        storage.delete("key")
        assert reading.read() == b"first"
    storage.delete("key")
    assert not storage.exists("key")
    storage.put("key", BytesIO(b"second"))
    assert content(storage, "key") == b"second"
