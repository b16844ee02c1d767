"""ZIP files in parts: any range of one is the same slice of the whole, which Python's reader takes."""

import zipfile
import zlib
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

from fuzz.given import Given
from mediasvc.web.archive import Archive, Entry, deflated, stored

MADE_AT = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)
MOST_FILES = 5
SEEDS = (
    b"",
    bytes([0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 5]) + b"words in a file" * 3,
    bytes([0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 20]) + "\u00e9\u4e2d".encode() * 9,
)


def check(data: bytes) -> None:
    given = Given(data)
    first, length = given.number(4_096), given.number(4_096)
    entries = [_entry(given, index) for index in range(given.number(MOST_FILES + 1))]
    archive = Archive(entries, MADE_AT)
    whole = b"".join(archive.read(0, archive.size_bytes))
    assert len(whole) == archive.size_bytes
    assert b"".join(archive.read(first, first + length)) == whole[first : first + length]
    with zipfile.ZipFile(BytesIO(whole)) as read:
        assert read.testzip() is None
        assert len(read.infolist()) == len(entries)


def _entry(given: Given, index: int) -> Entry:
    is_packed, name_bytes, size_bytes = given.number(2), given.number(20), given.number(500)
    # Hrefs have no control characters.
    letters = (letter for letter in given.take(name_bytes).decode(errors="ignore") if letter.isprintable())
    name = "".join([f"{index}", *letters])
    content = given.take(size_bytes)
    if is_packed:
        return deflated(name, content)
    return stored(name, "key", len(content), partial(zlib.crc32, content), partial(BytesIO, content))
