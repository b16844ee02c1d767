"""What Staging promises, for every adapter."""

import hashlib
from contextlib import suppress
from functools import partial

import pytest
from at_once import at_once

from mediasvc.domain.errors import NotFound, UploadInUse
from mediasvc.domain.upload import Piece, Staged, UploadId, upload_id
from mediasvc.ports import Staging, Storage

NOTHING = Staged()
ID, OTHER = upload_id("one"), upload_id("two")


def content(staging: Staging, staged: Staged, upload: UploadId = ID) -> bytes:
    with staging.open(upload, staged) as file:
        return file.read()


def append_all(staging: Staging, *blocks: bytes, staged: Staged = NOTHING, fence: int = 1) -> Staged:
    """Append block after block, each kept before the next, as uploads do."""
    for block in blocks:
        before, staged = staged, staging.append(ID, fence, staged, block)
        staging.drop(ID, set(before.pieces) - set(staged.pieces))
    return staged


def kept(storage: Storage, key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


def test_blocks_become_one_file(staging: Staging) -> None:
    staged = append_all(staging, b"one\0", b"two", b"three" * 1000, b"4")
    assert staged.size_bytes == 5008
    assert content(staging, staged) == b"one\0two" + b"three" * 1000 + b"4"
    assert set(staging.uploads()) == {ID}


def test_nothing_staged_is_an_empty_file(staging: Staging, storage: Storage) -> None:
    assert content(staging, NOTHING) == b""
    staging.deliver(ID, 1, NOTHING, "empty")
    assert kept(storage, "empty") == b""
    assert set(staging.uploads()) == set()


def test_uploads_do_not_meet(staging: Staging) -> None:
    staged = append_all(staging, b"one")
    other = staging.append(OTHER, 1, NOTHING, b"another")
    staging.discard(OTHER)
    assert content(staging, staged) == b"one"
    with pytest.raises(NotFound):
        content(staging, other, OTHER)
    assert set(staging.uploads()) == {ID}


def test_what_was_not_kept_does_not_count(staging: Staging) -> None:
    staged = append_all(staging, b"one")
    lost = staging.append(ID, 1, staged, b" and a long rest that nobody kept")
    assert lost.size_bytes > staged.size_bytes
    assert content(staging, staged) == b"one"
    staged = append_all(staging, b"two", staged=staged)
    assert content(staging, staged) == b"onetwo"


def test_a_late_writer_harms_nothing(staging: Staging) -> None:
    """It was presumed dead, and goes on writing after another one has begun."""
    staged = append_all(staging, b"begin", fence=1)
    ours = append_all(staging, b"-ours", staged=staged, fence=2)
    # It is refused, or writes beside, or misses what has been dropped.
    with suppress(UploadInUse, NotFound):
        staging.append(ID, 1, staged, b"THEIRS AND LONGER")
    assert content(staging, ours) == b"begin-ours"
    ours = append_all(staging, b"-more", staged=ours, fence=2)
    assert content(staging, ours) == b"begin-ours-more"


def test_writers_at_one_moment_harm_nothing(staging: Staging) -> None:
    staged = append_all(staging, b"begin")

    def write(fence: int) -> bytes | None:
        try:
            return content(staging, staging.append(ID, fence, staged, bytes([64 + fence]) * 1000))
        except UploadInUse:
            return None

    found = at_once([partial(write, fence) for fence in range(2, 8)])
    newest = staging.append(ID, 8, staged, b"newest")
    assert content(staging, newest) == b"beginnewest"
    assert any(found)


def test_many_small_blocks_make_few_pieces(staging: Staging) -> None:
    blocks = [bytes([number % 256]) * 10 for number in range(200)]
    staged = append_all(staging, *blocks)
    assert content(staging, staged) == b"".join(blocks)
    assert len(staged.pieces) <= 11


def test_a_file_is_delivered_and_discarded(staging: Staging, storage: Storage) -> None:
    blocks = [hashlib.sha256(bytes([number])).digest() * 100_000 for number in range(4)]
    staged = append_all(staging, *blocks)
    for _ in range(2):
        staging.deliver(ID, 1, staged, "sources/file")
    assert kept(storage, "sources/file") == b"".join(blocks)
    for _ in range(2):
        staging.discard(ID)
    assert set(staging.uploads()) == set()
    assert kept(storage, "sources/file") == b"".join(blocks)


def test_what_was_delivered_is_not_what_was_written_late(staging: Staging, storage: Storage) -> None:
    staged = append_all(staging, b"right", fence=1)
    staging.append(ID, 1, staged, b" and more")
    staging.deliver(ID, 2, staged, "key")
    assert kept(storage, "key") == b"right"


def test_what_is_gone_is_not_found(staging: Staging) -> None:
    gone = Staged((Piece("0" * 32, 10),))
    with pytest.raises(NotFound):
        content(staging, gone)
    with pytest.raises(NotFound):
        staging.deliver(ID, 1, gone, "key")
    staged = append_all(staging, b"some")
    staging.discard(ID)
    with pytest.raises(NotFound):
        content(staging, staged)
    staging.discard(OTHER)
