"""What S3Storage adds to the contract: large files in parts, and errors that say what is wrong."""

import hashlib
import time
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from functools import partial
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from at_once import at_once
from servers.seaweedfs import BUCKET, CREDENTIALS, S3Server, seaweedfs

from mediasvc.adapters.storage import s3
from mediasvc.adapters.storage.s3 import PART_BYTES, SAME_LOCATION_S, S3Storage
from mediasvc.domain.errors import NotFound, StorageUnavailable
from mediasvc.ports import Storage

WAIT_S = 20
MEGABYTE = 1 << 20


class Noise(RawIOBase):
    """So many bytes that do not repeat, made on demand, then an error where there is one."""

    def __init__(self, size_bytes: int, error: BaseException | None = None) -> None:
        super().__init__()
        self.rest, self.error, self.hash = size_bytes, error, hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert 0 < size <= PART_BYTES
        if self.rest == 0 and self.error is not None:
            raise self.error
        count = min(size, self.rest)
        chunk = (self.rest.to_bytes(4, "big") * (count // 4 + 1))[:count]
        self.rest -= count
        self.hash.update(chunk)
        return chunk


def content(storage: Storage, key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put_and_read(storage: Storage, key: str, put: bytes) -> bytes:
    storage.put(key, BytesIO(put))
    return content(storage, key)


def unfinished_uploads(server: S3Server) -> list[Any]:
    with closing(server.client()) as client:
        return list(client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []))


def test_a_large_file_is_never_held_in_memory(s3_storage: S3Storage, s3_server: S3Server, tmp_path: Path) -> None:
    noise = Noise(5 * PART_BYTES + 1)
    s3_storage.put("first", BytesIO(b"what is made once is made now"))
    tracemalloc.start()
    try:
        s3_storage.put("key", cast(BinaryIO, noise))
        s3_storage.fetch("key", tmp_path / "fetched")
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 36 * MEGABYTE
    with (tmp_path / "fetched").open("rb") as file:
        assert hashlib.file_digest(file, "sha256").digest() == noise.hash.digest()
    assert (tmp_path / "fetched").stat().st_mode & 0o777 == 0o444
    assert unfinished_uploads(s3_server) == []


@pytest.mark.parametrize("size_bytes", [PART_BYTES - 1, PART_BYTES, 2 * PART_BYTES])
def test_nothing_is_lost_where_parts_meet(s3_storage: S3Storage, size_bytes: int) -> None:
    noise = Noise(size_bytes)
    s3_storage.put("key", cast(BinaryIO, noise))
    with s3_storage.open("key") as file:
        assert hashlib.sha256(file.read()).digest() == noise.hash.digest()
        assert file.tell() == size_bytes
        assert file.seek(-3, 2) == size_bytes - 3
        assert len(file.read()) == 3
        assert file.read() == b""


@pytest.mark.parametrize(("racers", "size_bytes"), [(16, 1000), (6, PART_BYTES + 1)], ids=["whole", "in parts"])
def test_many_puts_at_one_moment_leave_one_content_whole(
    s3_storage: S3Storage, s3_server: S3Server, racers: int, size_bytes: int
) -> None:
    """Hold what every server keeps: SeaweedFS lets a second one win where the first takes longer than its lock, 5 s.

    That the first wins is held by the contract, where one put ends within another.
    """
    contents = {digest(bytes([number]) * size_bytes): bytes([number]) * size_bytes for number in range(racers)}
    seen = at_once([partial(put_and_read, s3_storage, "key", each) for each in contents.values()])
    assert {*map(digest, seen), digest(content(s3_storage, "key"))} <= contents.keys()
    assert unfinished_uploads(s3_server) == []


@pytest.mark.parametrize("size_bytes", [100, PART_BYTES + 100])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_stream_that_breaks_leaves_nothing(
    s3_storage: S3Storage, s3_server: S3Server, size_bytes: int, error: type[BaseException]
) -> None:
    with pytest.raises(error, match="the sender is gone"):
        s3_storage.put("key", cast(BinaryIO, Noise(size_bytes, error("the sender is gone"))))
    assert not s3_storage.exists("key")
    assert unfinished_uploads(s3_server) == []


def test_keys_begin_with_the_prefix(s3_storage: S3Storage, s3_server: S3Server) -> None:
    with closing(S3Storage(BUCKET, "talks/2026-", s3_server.endpoint_url)) as other:
        other.put("a/key", BytesIO(b"content"))
        assert not s3_storage.exists("a/key")
    with closing(s3_server.client()) as client:
        assert client.head_object(Bucket=BUCKET, Key="talks/2026-a/key")["ContentLength"] == len(b"content")


def test_a_viewer_reads_a_part_of_the_file_at_the_public_address(s3_storage: S3Storage, s3_server: S3Server) -> None:
    public = s3_server.endpoint_url.replace("127.0.0.1", "localhost")
    with closing(S3Storage(BUCKET, "public/", s3_server.endpoint_url, public)) as storage:
        storage.put("talk.webm", BytesIO(b"0123456789"))
        location = storage.location("talk.webm", "audio/webm")
    assert location.startswith(f"{public}/{BUCKET}/public/talk.webm?")
    request = urllib.request.Request(location, headers={"Range": "bytes=4-6"})
    with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
        assert (answer.status, answer.read()) == (206, b"456")
        assert answer.headers["Content-Type"] == "audio/webm"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_viewer_keeps_the_file_by_its_name(s3_storage: S3Storage) -> None:
    s3_storage.put("talk.mp3", BytesIO(b"sound"))
    for disposition in (
        'inline; filename="a-talk-audio-basic.mp3"',
        'attachment; filename="a-talk-audio-basic.mp3"',
        "attachment; filename*=UTF-8''%D8%AD%20%25.mp3",
        None,
    ):
        location = s3_storage.location("talk.mp3", "audio/mpeg", disposition)
        with urllib.request.urlopen(location, timeout=WAIT_S) as answer:
            assert (answer.read(), answer.headers["Content-Disposition"]) == (b"sound", disposition)


def test_an_address_stays_the_same_for_hours(s3_storage: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.time() // SAME_LOCATION_S * SAME_LOCATION_S
    seen: list[str] = []
    for later_s in (0, SAME_LOCATION_S - 1, SAME_LOCATION_S):
        monkeypatch.setattr(s3, "time", partial(float, began + later_s))
        seen.append(s3_storage.location("talk.webm", "audio/webm"))
        # Addresses that are signed in different seconds differ.
        time.sleep(1.1)
    assert seen[0] == seen[1] != seen[2]


def test_an_address_is_for_one_file(s3_storage: S3Storage) -> None:
    s3_storage.put("talk.webm", BytesIO(b"one"))
    s3_storage.put("secret.webm", BytesIO(b"two"))
    location = s3_storage.location("talk.webm", "audio/webm").replace("talk.webm", "secret.webm")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(location, timeout=WAIT_S)
    assert refused.value.code == 403
    refused.value.close()


def calls(storage: Storage, folder: Path) -> list[Callable[[], object]]:
    return [
        lambda: storage.exists("key"),
        lambda: storage.put("key", BytesIO(b"x")),
        lambda: storage.put("key", cast(BinaryIO, Noise(PART_BYTES + 1))),
        lambda: storage.open("key"),
        lambda: storage.fetch("key", folder / "fetched"),
    ]


def test_a_wrong_secret_is_refused(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", CREDENTIALS["AWS_ACCESS_KEY_ID"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    with closing(S3Storage(BUCKET, endpoint_url=s3_server.endpoint_url)) as storage:
        for call in [*calls(storage, tmp_path), lambda: storage.delete("key")]:
            with pytest.raises(StorageUnavailable, match="the bucket talks refuses these credentials"):
                call()
    assert not (tmp_path / "fetched").exists()


def test_without_credentials_nothing_works(
    s3_server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with closing(S3Storage(BUCKET, endpoint_url=s3_server.endpoint_url)) as storage:
        for call in [*calls(storage, tmp_path), lambda: storage.location("key", "audio/webm")]:
            with pytest.raises(StorageUnavailable, match="credentials"):
                call()


@pytest.mark.usefixtures("s3_storage")
def test_a_bucket_that_is_not_there_is_told(s3_server: S3Server, tmp_path: Path) -> None:
    with closing(S3Storage("other", endpoint_url=s3_server.endpoint_url)) as storage:
        for call in calls(storage, tmp_path):
            with pytest.raises(StorageUnavailable, match="there is no bucket other"):
                call()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="endpoint"):
        S3Storage(BUCKET, endpoint_url="the server")


@pytest.mark.timeout(90)
def test_a_server_that_is_gone_is_told_soon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with seaweedfs() as server, closing(S3Storage(BUCKET, endpoint_url=server.endpoint_url)) as storage:
        storage.put("large", cast(BinaryIO, Noise(4 * PART_BYTES)))
        with storage.open("large") as reading:
            assert len(reading.read(1000)) == 1000
            server.process.kill()
            server.process.wait()
            with pytest.raises(StorageUnavailable):
                reading.read()
        for call in [*calls(storage, tmp_path), lambda: storage.delete("key")]:
            with pytest.raises(StorageUnavailable):
                call()
    assert not (tmp_path / "fetched").exists()


def test_a_file_that_goes_away_while_it_is_read_is_not_found(s3_storage: S3Storage) -> None:
    s3_storage.put("key", BytesIO(b"0123456789"))
    with s3_storage.open("key") as file:
        s3_storage.delete("key")
        file.seek(4)
        with pytest.raises(NotFound):
            file.read()
