"""An archive of what is in storage, wherever that is: whole, and in parts that fit together."""

import zipfile
import zlib
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import pairwise
from random import Random

from mediasvc.ports import Storage
from mediasvc.web.archive import CHUNK_BYTES, Archive, stored

MADE_AT = datetime(2026, 11, 21, tzinfo=UTC)


def test_an_archive_is_the_same_in_parts(storage: Storage) -> None:
    contents = {f"file-{number}": Random(number).randbytes(number * CHUNK_BYTES // 2 + number) for number in range(5)}
    for key, content in contents.items():
        storage.put(key, BytesIO(content))
    entries = [
        stored(f"{key}.bin", key, len(content), partial(zlib.crc32, content), partial(storage.open, key))
        for key, content in contents.items()
    ]
    archive = Archive(entries, MADE_AT)
    whole = b"".join(archive.read(0, archive.size_bytes))
    with zipfile.ZipFile(BytesIO(whole)) as read:
        assert {name: read.read(name) for name in read.namelist()} == {
            f"{key}.bin": content for key, content in contents.items()
        }
    cuts = [0, 1, 100_000, 300_007, len(whole) - 500, len(whole)]
    parts = [b"".join(archive.read(first, end)) for first, end in pairwise(cuts)]
    assert b"".join(parts) == whole
