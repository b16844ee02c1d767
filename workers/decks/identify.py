"""What kind of deck a file is, told by its content. Runs inside the sandbox."""

import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import olefile
from defusedxml.ElementTree import fromstring

from mediasvc.domain.errors import DeckEncrypted, DeckTooLarge, DeckUnreadable, DeckUnsupported

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
PDF_MAGIC = b"%PDF-"
MAX_ZIP_ENTRIES = 50_000

# [MS-PPT] 2.3.2: CurrentUserAtom.headerToken of an encrypted document.
PPT_ENCRYPTED_TOKEN = bytes.fromhex("dfc4d1f3")


class DeckKind(StrEnum):
    """Each value is the file extension by which the office programs know the kind."""

    PPTX = "pptx"
    PPT = "ppt"
    ODP = "odp"
    PDF = "pdf"


def looks_like_a_deck(head: bytes) -> bool:
    """Whether a file that begins with these bytes (1 KiB) is a document: PDF, a zip package, or an OLE container."""
    return head.startswith((OLE_MAGIC, ZIP_MAGIC)) or PDF_MAGIC in head


def identify(path: Path, unpacked_bytes: int) -> DeckKind:
    """The kind of the deck at `path`, whose head looks like one.

    Raises:
        DeckEncrypted, DeckUnreadable, DeckUnsupported, DeckTooLarge: over `unpacked_bytes`, as its directory says.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(ZIP_MAGIC):
        return _identify_zip(path, unpacked_bytes)
    if head.startswith(OLE_MAGIC):
        return _identify_ole(path)
    return DeckKind.PDF


def _identify_zip(path: Path, unpacked_bytes: int) -> DeckKind:
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > unpacked_bytes:
                raise DeckTooLarge("unpacked it would fill more room than is allowed")
            names = {entry.filename for entry in entries}
            if "mimetype" in names:
                return _identify_opendocument(package, names)
            main = main_part(package)
            root = fromstring(package.read(main)).tag.rpartition("}")[2]
    except (zipfile.BadZipFile, KeyError, ParseError, EOFError, OSError, NotImplementedError, ValueError) as broken:
        raise DeckUnreadable(str(broken)) from broken
    except RuntimeError as encrypted:
        raise DeckEncrypted from encrypted
    if root != "presentation":
        raise DeckUnsupported(f"it is a package that holds a {root}, not slides")
    return DeckKind.PPTX


def main_part(package: zipfile.ZipFile) -> str:
    """The name of an Office Open XML package's main part. Raises KeyError where there is none."""
    if "_rels/.rels" not in package.namelist():
        raise DeckUnsupported("it is an archive, not slides")
    for relation in fromstring(package.read("_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    raise KeyError("the package names no main part")


def _identify_opendocument(package: zipfile.ZipFile, names: set[str]) -> DeckKind:
    kind = package.read("mimetype").decode("ascii", "replace").strip()
    if not kind.startswith("application/vnd.oasis.opendocument.presentation"):
        raise DeckUnsupported(f"it is {kind}, not slides")
    if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
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
