"""A ZIP file that is nowhere whole: its length is known before it is made, and any part is made without those before.

The format is PKWARE's APPNOTE 6.3.10, as plain as it was in 1993: each file's size and CRC-32 stand before its bytes,
because Java's reader, and with it many a phone's, refuses stored files that say them behind (decision 15).
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import BinaryIO

from mediasvc.domain.errors import StorageUnavailable

CHUNK_BYTES = 256 * 1024
# Beyond these another format would be needed, ZIP64.
MOST_BYTES, MOST_ENTRIES = 2**32 - 1, 2**16 - 1

HEADER = struct.Struct("<4s5H3I2H")
LISTED = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
VERSION = 20
MADE_ON_UNIX = 3 << 8
NAMES_ARE_UTF_8 = 1 << 11
STORED, DEFLATED = 0, 8
PLAIN_FILE = 0o100644 << 16

Open = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class Entry:
    """A file in an archive. `open` begins a seekable stream of its `packed_bytes`; `crc32` is asked when it is needed.

    `size_bytes` and `crc32` are of what it is unpacked. `key` is another one where what `open` reads is another.
    """

    name: str
    key: str
    method: int
    size_bytes: int
    packed_bytes: int
    crc32: Callable[[], int]
    open: Open

    def within(self, folder: str) -> "Entry":
        """Return the same file in this folder of the archive."""
        return replace(self, name=f"{folder}/{self.name}")


def stored(name: str, key: str, size_bytes: int, crc32: Callable[[], int], open_file: Open) -> Entry:
    """A file as it is."""
    return Entry(name, key, STORED, size_bytes, size_bytes, crc32, open_file)


def deflated(name: str, content: bytes) -> Entry:
    """A small file of words."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    key = hashlib.sha256(packed).hexdigest()
    return Entry(name, key, DEFLATED, len(content), len(packed), partial(zlib.crc32, content), partial(BytesIO, packed))


# How many bytes of an archive there are, and what makes some of them.
_Piece = tuple[int, Callable[[int, int], Iterator[bytes]]]


class Archive:
    """The ZIP file of these entries, in their order, of one date. Equal ones are the same bytes."""

    def __init__(self, entries: Sequence[Entry], made_at: datetime) -> None:
        """Raises ValueError where it would be too large."""
        self._entries = entries
        self._date, self._time = _dos_time(made_at)
        self._pieces = [piece for entry in entries for piece in self._pieces_of(entry)]
        listed_bytes = sum(LISTED.size + len(entry.name.encode()) for entry in entries)
        self._pieces.append((listed_bytes + END.size, self._read_list))
        self.size_bytes = sum(size_bytes for size_bytes, _ in self._pieces)
        if self.size_bytes > MOST_BYTES or len(entries) > MOST_ENTRIES:
            raise ValueError(f"no plain ZIP file: {self.size_bytes} bytes, {len(entries)} files")

    @property
    def digest(self) -> str:
        """SHA-256 of what decides every byte, so that another one means other bytes; no file is read for it."""
        told = [(entry.name, entry.key, entry.method, entry.size_bytes, entry.packed_bytes) for entry in self._entries]
        return hashlib.sha256(repr((self._date, self._time, told)).encode()).hexdigest()

    def read(self, first: int, end: int) -> Iterator[bytes]:
        """The bytes from `first` on and before `end`, in chunks. Raises what opening and reading the files does."""
        at = 0
        for size_bytes, read in self._pieces:
            begin, stop = max(first - at, 0), min(end - at, size_bytes)
            if begin < stop:
                yield from read(begin, stop)
            at += size_bytes

    def _pieces_of(self, entry: Entry) -> tuple[_Piece, _Piece]:
        def read_header(begin: int, stop: int) -> Iterator[bytes]:
            yield self._header(entry)[begin:stop]

        header_bytes = HEADER.size + len(entry.name.encode())
        return (header_bytes, read_header), (entry.packed_bytes, partial(_read_file, entry.open))

    def _header(self, entry: Entry) -> bytes:
        name = entry.name.encode()
        return HEADER.pack(b"PK\x03\x04", *self._told(entry), len(name), 0) + name

    def _told(self, entry: Entry) -> tuple[int, ...]:
        """What is said of a file both before it and in the list."""
        sizes = entry.packed_bytes, entry.size_bytes
        return VERSION, NAMES_ARE_UTF_8, entry.method, self._time, self._date, entry.crc32(), *sizes

    def _read_list(self, begin: int, stop: int) -> Iterator[bytes]:
        listed, at = b"", 0
        for entry in self._entries:
            name = entry.name.encode()
            told = self._told(entry)
            listed += LISTED.pack(b"PK\x01\x02", MADE_ON_UNIX | VERSION, *told, len(name), 0, 0, 0, 0, PLAIN_FILE, at)
            listed += name
            at += HEADER.size + len(name) + entry.packed_bytes
        count = len(self._entries)
        listed += END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
        yield listed[begin:stop]


def _read_file(open_file: Open, begin: int, stop: int) -> Iterator[bytes]:
    while begin < stop:
        opened_at = begin
        try:
            for chunk in _read_some(open_file, begin, stop):
                begin += len(chunk)
                yield chunk
        except StorageUnavailable:
            # A store hangs up on who reads as slowly as a thin link makes it: what is left is asked for again.
            if begin == opened_at:
                raise


def _read_some(open_file: Open, begin: int, stop: int) -> Iterator[bytes]:
    with open_file() as file:
        file.seek(begin)
        while begin < stop:
            chunk = file.read(min(stop - begin, CHUNK_BYTES))
            if not chunk:
                raise EOFError("a file is shorter than it was said to be")
            begin += len(chunk)
            yield chunk


def _dos_time(moment: datetime) -> tuple[int, int]:
    """Date and time as they were kept in 1981: from 1980 on, to two seconds."""
    date = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return date, moment.hour << 11 | moment.minute << 5 | moment.second // 2
