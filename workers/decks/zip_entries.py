"""A zip's entries as they really are: the directory may be wrong about what lies where, and how much it unpacks to.

Runs inside the sandbox.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from mediasvc.domain.errors import DeckUnreadable

LOCAL_HEADER = struct.Struct("<4s22xHH")
LOCAL_MAGIC = b"PK\x03\x04"
PIECE_BYTES = 256 * 1024


def check_directory(entries: Sequence[ZipInfo]) -> None:
    """Raise DeckUnreadable where entries lie over each other, or two of one name have different content."""
    seen: dict[str, ZipInfo] = {}
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        same = seen.setdefault(entry.filename, entry)
        if (same.CRC, same.file_size) != (entry.CRC, entry.file_size):
            raise DeckUnreadable(f"it holds two parts of the name {entry.filename}")
        if entry.header_offset < end:
            raise DeckUnreadable(f"the part {entry.filename} lies over another one")
        end = entry.header_offset + LOCAL_HEADER.size + len(entry.filename) + entry.compress_size


def pieces(path: Path, entry: ZipInfo) -> Iterator[bytes]:
    """Yield the entry's content as far as its compressed bytes go, whatever the directory says of its size.

    Raises:
        DeckUnreadable: it has another size or checksum than the directory says, or is broken.
    """
    size = checksum = 0
    with path.open("rb") as file:
        for piece in _unpacked(entry, _packed(file, entry)):
            size += len(piece)
            if size > entry.file_size:
                break
            checksum = zlib.crc32(piece, checksum)
            yield piece
    if size != entry.file_size:
        raise DeckUnreadable(f"the part {entry.filename} has another size than the {entry.file_size} bytes it claims")
    if checksum != entry.CRC:
        raise DeckUnreadable(f"the part {entry.filename} has another checksum than it claims")


def _packed(file: IO[bytes], entry: ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    header = file.read(LOCAL_HEADER.size)
    magic, name, extra = LOCAL_HEADER.unpack(header) if len(header) == LOCAL_HEADER.size else (b"", 0, 0)
    if magic != LOCAL_MAGIC:
        raise DeckUnreadable(f"the part {entry.filename} is not where the directory says")
    file.seek(name + extra, 1)
    left = entry.compress_size
    while left and (packed := file.read(min(left, PIECE_BYTES))):
        left -= len(packed)
        yield packed


def _unpacked(entry: ZipInfo, packed: Iterator[bytes]) -> Iterator[bytes]:
    if entry.compress_type == ZIP_STORED:
        yield from packed
        return
    if entry.compress_type != ZIP_DEFLATED:
        raise DeckUnreadable(f"the part {entry.filename} is packed in a way that no office program knows")
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            while piece:
                yield unpack.decompress(piece, PIECE_BYTES)
                piece = unpack.unconsumed_tail
    except zlib.error as broken:
        raise DeckUnreadable(f"the part {entry.filename} is broken: {broken}") from broken
