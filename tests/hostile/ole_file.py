"""Compound files of old PowerPoint: encrypted, cut, or with chains that never end."""

import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path

from integration.makers import make_ole

from hostile.case import UNREADABLE, Case, codes, deck
from hostile.pdf_file import noise

DOCUMENT = "PowerPoint Document"
SECTOR = 512
# Where the file allocation table stands, and how long an entry of it is.
TABLE, ENTRY = 512, 4
CONTAINER_VERSION = 0x0F
DOCUMENT_RECORD = 0x03E8
LEFT, RIGHT = 68, 72


def ole(streams: Mapping[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        make_ole(path, streams)
        return path.read_bytes()


def encrypted_package() -> bytes:
    """Return what Office writes of a PPTX with a password."""
    return ole({"EncryptionInfo": b"\4\0\4\0\x40\0\0\0", "EncryptedPackage": noise(9_000)})


def presentation(document: bytes) -> bytes:
    """Return a deck whose document is this."""
    user = struct.pack("<HHIII", 0, 0x0FF6, 20, 0x14, 0xE391C05F).ljust(64, b"\0")
    return ole({"Current User": user, DOCUMENT: document})


def record(kind: int, content: bytes, size: int | None = None) -> bytes:
    return struct.pack("<HHI", CONTAINER_VERSION, kind, len(content) if size is None else size) + content


def nested_records(depth: int) -> bytes:
    """Return containers in containers, each of which claims to reach to the end of the file and beyond."""
    return struct.pack("<HHI", CONTAINER_VERSION, DOCUMENT_RECORD, 0xFFFFFFF0) * depth


def patched(content: bytes, place: int, value: int, size: int = ENTRY) -> bytes:
    return content[:place] + value.to_bytes(size, "little") + content[place + size :]


def looping_chain() -> bytes:
    """Return a deck whose document's chain of sectors leads back to its first one."""
    whole = presentation(noise(20_000))
    # Sector 0 is the table and 1 the directory; the document's are the last of all.
    count = len(whole) // SECTOR - 1
    for sector in range(count - 30, count):
        whole = patched(whole, TABLE + sector * ENTRY, count - 30)
    return whole


def looping_directory() -> bytes:
    """Return a deck whose directory's entries are each other's neighbours."""
    whole = presentation(noise(9_000))
    directory = TABLE + SECTOR
    for index in range(3):
        for side in (LEFT, RIGHT):
            whole = patched(whole, directory + index * 128 + side, (index + 1) % 3)
    return whole


def many_tables() -> bytes:
    """Return a deck that claims more tables of sectors than there can be, in a chain that loops."""
    return patched(patched(patched(presentation(noise(9_000)), 44, 0x7FFFFFFF), 68, 0), 72, 0x7FFFFFFF)


CASES: tuple[Case, ...] = (
    deck("ppt-chain-loops", "deck.ppt", lambda _: looping_chain(), UNREADABLE),
    deck("ppt-directory-loops", "deck.ppt", lambda _: looping_directory(), UNREADABLE),
    deck("ppt-tables-lie", "deck.ppt", lambda _: many_tables(), UNREADABLE),
    deck("ppt-sector-size", "deck.ppt", lambda _: patched(presentation(noise(9_000)), 30, 0xFFFF, 2), UNREADABLE),
    deck("ppt-cut", "deck.ppt", lambda _: presentation(noise(40_000))[:6_000], UNREADABLE),
    deck("ppt-noise", "deck.ppt", lambda _: presentation(noise(40_000)), UNREADABLE),
    deck("ppt-records-nested", "deck.ppt", lambda _: presentation(nested_records(5_000)), UNREADABLE),
    deck("ppt-record-huge", "deck.ppt", lambda _: presentation(record(DOCUMENT_RECORD, b"", 0x7FFFFFFF)), UNREADABLE),
    deck("ppt-empty", "deck.ppt", lambda _: presentation(b""), UNREADABLE),
    deck("ppt-encrypted", "deck.ppt", lambda _: encrypted_package(), codes("deck_encrypted")),
    deck("ppt-of-words", "deck.ppt", lambda _: ole({"WordDocument": noise(5_000)}), codes("deck_unsupported")),
)
