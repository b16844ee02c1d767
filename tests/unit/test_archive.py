"""A ZIP file in parts, held against Python's reader of whole ones."""

import zipfile
import zlib
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.errors import StorageUnavailable
from mediasvc.web.archive import CHUNK_BYTES, Archive, Entry, deflated, stored

MADE_AT = datetime(2026, 11, 21, 9, 30, 13, tzinfo=UTC)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=20)


def as_it_is(name: str, content: bytes, key: str = "key") -> Entry:
    return stored(name, key, len(content), partial(zlib.crc32, content), partial(BytesIO, content))


def whole(archive: Archive) -> bytes:
    return b"".join(archive.read(0, archive.size_bytes))


@given(st.dictionaries(NAMES, st.tuples(st.booleans(), st.binary(max_size=300)), max_size=5), st.data())
def test_every_part_is_a_part_of_a_good_archive(files: dict[str, tuple[bool, bytes]], data: st.DataObject) -> None:
    entries = [deflated(name, content) if pack else as_it_is(name, content) for name, (pack, content) in files.items()]
    archive = Archive(entries, MADE_AT)
    made = whole(archive)
    assert len(made) == archive.size_bytes
    with zipfile.ZipFile(BytesIO(made)) as read:
        assert read.testzip() is None
        assert {entry.filename: read.read(entry) for entry in read.infolist()} == {
            name: content for name, (_, content) in files.items()
        }
        for entry in read.infolist():
            assert entry.date_time == (2026, 11, 21, 9, 30, 12)
            assert entry.external_attr >> 16 == 0o100644
            # Readers of streams need sizes before the bytes, and old ones the format of 1993.
            assert (entry.flag_bits & 8, entry.extract_version, entry.extra) == (0, 20, b"")
    first = data.draw(st.integers(0, len(made)))
    end = data.draw(st.integers(first, len(made)))
    assert b"".join(archive.read(first, end)) == made[first:end]


def test_a_part_opens_only_the_files_that_it_is_of() -> None:
    opened: list[str] = []

    def noted(name: str) -> Entry:
        def open_file() -> BytesIO:
            opened.append(name)
            return BytesIO(b"x" * 1_000)

        return stored(name, name, 1_000, lambda: zlib.crc32(b"x" * 1_000), open_file)

    archive = Archive([noted(name) for name in "abc"], MADE_AT)
    assert b"".join(archive.read(1_500, 1_600)) == b"x" * 100
    assert opened == ["b"]


def test_equal_archives_have_one_digest_and_others_another() -> None:
    entries = [as_it_is("a", b"1", "key-a"), deflated("b", b"2")]
    digest = Archive(entries, MADE_AT).digest
    assert Archive([as_it_is("a", b"1", "key-a"), deflated("b", b"2")], MADE_AT).digest == digest
    others = [
        Archive(entries[::-1], MADE_AT),
        Archive(entries[:1], MADE_AT),
        Archive(entries, datetime(2026, 11, 22, tzinfo=UTC)),
        Archive([as_it_is("a", b"1", "key-b"), entries[1]], MADE_AT),
        Archive([as_it_is("A", b"1", "key-a"), entries[1]], MADE_AT),
        Archive([entries[0], deflated("b", b"3")], MADE_AT),
    ]
    assert len({digest, *(other.digest for other in others)}) == len(others) + 1


def test_a_file_that_is_cut_short_ends_in_an_error() -> None:
    archive = Archive([stored("a", "a", 10, lambda: 0, partial(BytesIO, b"short"))], MADE_AT)
    with pytest.raises(EOFError):
        whole(archive)


class HangingUp(BytesIO):
    """Gives one chunk, and hangs up."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.closing:
            raise StorageUnavailable
        self.closing = True
        return super().read(size)

    closing = False


def test_a_store_that_hangs_up_is_asked_for_the_rest() -> None:
    content = bytes(range(256)) * (3 * CHUNK_BYTES // 256) + b"end"
    archive = Archive(
        [stored("a", "a", len(content), partial(zlib.crc32, content), partial(HangingUp, content))], MADE_AT
    )
    with zipfile.ZipFile(BytesIO(whole(archive))) as read:
        assert read.read("a") == content


def test_a_store_that_gives_nothing_is_told_as_such() -> None:
    def gone() -> BytesIO:
        raise StorageUnavailable

    with pytest.raises(StorageUnavailable):
        whole(Archive([stored("a", "a", 10, lambda: 0, gone)], MADE_AT))


def test_what_no_plain_archive_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="4294967"):
        Archive([stored("a", "a", 2**32 - 100, lambda: 0, BytesIO)], MADE_AT)
    with pytest.raises(ValueError, match="65536 files"):
        Archive([as_it_is("a", b"")] * 2**16, MADE_AT)
