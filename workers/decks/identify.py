"""What kind of deck a file is, told by its content. Runs inside the sandbox."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import olefile

from mediasvc.domain.errors import DeckEncrypted, DeckTooLarge, DeckUnreadable, DeckUnsupported
from workers.decks import bounds
from workers.decks.markup import local, parse
from workers.decks.media_heads import begins_as_media
from workers.decks.package import ZIP_MAGIC, Package

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_MAGIC = b"%PDF-"

# What a zip that is none, or parts of it that are no XML, raise.
BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ParseError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RecursionError,
)

# [MS-PPT] 2.3.2: CurrentUserAtom.headerToken of an encrypted document.
PPT_ENCRYPTED_TOKEN = bytes.fromhex("dfc4d1f3")


# Of a Keynote file, or of the folder that one is, as it is sent when it is packed. Pages and Numbers have no slides.
KEYNOTE_PART = re.compile(
    r"(?:^|/)Index/(?:Master|Template)?Slide[^/]*\.iwa$|(?:^|/)index\.apxl(?:\.gz)?$|\.key/Index\.zip$"
)


class DeckKind(StrEnum):
    """Each value is the file extension by which the office programs know the kind. Nothing here opens Keynote's."""

    PPTX = "pptx"
    PPT = "ppt"
    ODP = "odp"
    PDF = "pdf"
    KEYNOTE = "key"


def looks_like_a_deck(head: bytes) -> bool:
    """Whether a file that begins with these bytes (1 KiB) is a document: PDF, a zip package, or an OLE container.

    PDFs and zips are found behind a few other bytes, too, as a gateway or an unpacking program leaves them, but not in
    a file that begins as a recording.
    """
    if begins_as_media(head):
        return False
    return head.startswith(OLE_MAGIC) or PDF_MAGIC in head or ZIP_MAGIC in head


def identify(path: Path, unpacked_bytes: int) -> DeckKind:
    """The kind of the deck at `path`, whose head looks like one.

    Raises:
        DeckEncrypted, DeckUnreadable, DeckUnsupported, DeckTooLarge: over `unpacked_bytes`, as its directory says.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(OLE_MAGIC):
        return _identify_ole(path)
    if head.startswith(ZIP_MAGIC) or PDF_MAGIC not in head:
        return _identify_zip(path, unpacked_bytes)
    return DeckKind.PDF


def _identify_zip(path: Path, unpacked_bytes: int) -> DeckKind:
    try:
        with Package(path) as package:
            entries = package.entries
            if len(entries) > bounds.ENTRIES or sum(entry.file_size for entry in entries) > unpacked_bytes:
                raise DeckTooLarge("unpacked it would fill more room than is allowed")
            if "mimetype" in package:
                return _identify_opendocument(package)
            if any(map(KEYNOTE_PART.search, package.names)):
                return DeckKind.KEYNOTE
            root = local(parse(package.read(package.main_part())))
    except BROKEN as broken:
        raise DeckUnreadable(str(broken)) from broken
    except RuntimeError as encrypted:
        raise DeckEncrypted from encrypted
    if root != "presentation":
        raise DeckUnsupported(f"it is a package that holds a {root}, not slides")
    return DeckKind.PPTX


def _identify_opendocument(package: Package) -> DeckKind:
    kind = package.read("mimetype").decode("ascii", "replace").strip()
    if not kind.startswith("application/vnd.oasis.opendocument.presentation"):
        raise DeckUnsupported(f"it is {kind}, not slides")
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise DeckEncrypted
    return DeckKind.ODP


def _identify_ole(path: Path) -> DeckKind:
    try:
        container: Any
        with olefile.OleFileIO(str(path)) as container:
            if container.exists("EncryptedPackage"):
                raise DeckEncrypted
            if container.exists("Current User"):
                token = container.openstream("Current User").read(16)[12:16]
                if token == PPT_ENCRYPTED_TOKEN:
                    raise DeckEncrypted
            if any(container.exists(name) for name in ("PowerPoint Document", "PP40", "PP97_DUALSTORAGE")):
                return DeckKind.PPT
    except (OSError, ValueError, IndexError) as broken:
        raise DeckUnreadable(str(broken)) from broken
    raise DeckUnsupported("it is an Office document, but holds no slides")
