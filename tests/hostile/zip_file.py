"""Writes zips as no honest program does: with entries that lie, overlap, or lead somewhere else."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from stat import S_IFLNK

from hostile.pdf_file import deflated_run

Parts = Mapping[str, bytes]


@dataclass(frozen=True)
class Entry:
    """An entry of a zip; sizes and checksum are the content's where they are not given."""

    name: str
    content: bytes
    says_size: int | None = None
    says_crc: int | None = None
    unix_mode: int = 0
    deflated: bytes = b""
    """What stands in the zip instead of the content, deflated."""


def zipped(parts: Parts) -> bytes:
    """Return an honest zip of these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def entries_of(parts: Parts) -> list[Entry]:
    return [Entry(name, content) for name, content in parts.items()]


def written(entries: Iterable[Entry], shared: Iterable[str] = (), megabytes: int = 0) -> bytes:
    """Return a zip of these entries, and of `shared` ones that are all the same run of zeros."""
    body, directory, count = bytearray(), bytearray(), 0
    for entry in entries:
        local, central = _both(entry, len(body))
        body += local
        directory += central
        count += 1
    packed, place = (deflated_run(b"\0", megabytes)[2:-4] if megabytes else b""), len(body)
    for name in shared:
        local, central = _both(Entry(name, b"", megabytes << 20, 0, deflated=packed), place)
        body[place:] = local
        directory += central
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return bytes(body + directory) + b"PK\5\6" + end


def _both(entry: Entry, place: int) -> tuple[bytes, bytes]:
    """Return what stands of an entry at this place, and in the directory."""
    data = entry.deflated or _deflated(entry.content)
    size = len(entry.content) if entry.says_size is None else entry.says_size
    crc = zlib.crc32(entry.content) if entry.says_crc is None else entry.says_crc
    name = entry.name.encode()
    common = struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 33, crc, len(data), size, len(name), 0)
    outer = struct.pack("<HHHII", 0, 0, 0, entry.unix_mode << 16, place)
    central = b"PK\1\2" + struct.pack("<H", 3 << 8 | 20) + common + outer + name
    return b"PK\3\4" + common + name + data, central


def lying(parts: Parts, name: str, size: int | None = None, crc: int | None = None) -> bytes:
    """Return a zip of these parts in which one has another size or checksum than it says."""
    entries = [
        Entry(each, content, size if each == name else None, crc if each == name else None)
        for each, content in parts.items()
    ]
    return written(entries)


def with_run(parts: Parts, names: Iterable[str], megabytes: int) -> bytes:
    """Return a zip of these parts, and of others that are nothing but this many megabytes of zeros each."""
    packed = deflated_run(b"\0", megabytes)[2:-4]
    size = megabytes << 20
    return written([*entries_of(parts), *(Entry(name, b"", size, 0, deflated=packed) for name in names)])


def with_link(parts: Parts, name: str, target: str) -> bytes:
    """Return a zip of these parts, of which one is a symbolic link."""
    others = [entry for entry in entries_of(parts) if entry.name != name]
    return written([*others, Entry(name, target.encode(), unix_mode=S_IFLNK | 0o777)])


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
