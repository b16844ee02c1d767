"""An Office package: a zip of parts that name each other, with the names as Office reads them.

Office, unlike LibreOffice, takes `ppt\\slides\\slide1.xml` or `/ppt/Slides/slide1.xml` for ppt/slides/slide1.xml. So
does this. Nothing is unpacked to the disk: a name only ever finds a part. Runs inside the sandbox.
"""

import posixpath
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from zipfile import BadZipFile, ZipFile, ZipInfo

from mediasvc.domain.errors import DeckTooLarge, DeckUnsupported
from workers.decks import bounds
from workers.decks.markup import parse

ZIP_MAGIC = b"PK\x03\x04"
FOLDER_ENDS = ("/", "\\")
CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"


@dataclass(frozen=True)
class Relation:
    """What a part refers to: a part's name, or the address of something outside the package."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of the package at a path. Raises BadZipFile where it is no zip."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip = ZipFile(path)
        self._relations: dict[str, dict[str, Relation]] = {}
        entries = [entry for entry in self._zip.infolist() if not entry.filename.endswith(FOLDER_ENDS)]
        # An entry whose name is as it should be is never replaced by one whose name only means the same.
        entries.sort(key=lambda entry: entry.filename == plain_name(entry.filename))
        self._entries = {name.lower(): entry for entry in entries if (name := plain_name(entry.filename))}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    @property
    def entries(self) -> list[ZipInfo]:
        """Every entry of the zip, as its directory has them."""
        return self._zip.infolist()

    @property
    def names(self) -> list[str]:
        """The parts' names, in the zip's order."""
        kept = sorted(self._entries.values(), key=lambda entry: entry.header_offset)
        return [plain_name(entry.filename) for entry in kept]

    @property
    def is_plain(self) -> bool:
        """Whether LibreOffice opens the zip: nothing before it or behind it, and every name as it should be."""
        with self._path.open("rb") as file:
            begins = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
        spelled = (entry.filename.rstrip("/") == plain_name(entry.filename) for entry in self._zip.infolist())
        return begins and not self._zip.comment and all(spelled)

    def entry(self, name: str) -> ZipInfo:
        """Return the zip's entry of this part. Raises KeyError where there is none."""
        return self._entries[name.lower()]

    def open(self, name: str) -> IO[bytes]:
        """Open the part's content. Raises KeyError where there is none."""
        return self._zip.open(self.entry(name))

    def read(self, name: str) -> bytes:
        """Return the part's XML.

        Raises:
            KeyError: there is none. BadZipFile: it cannot be unpacked. DeckTooLarge: it is over the bounds.
        """
        entry = self.entry(name)
        if entry.file_size > bounds.XML_PART_BYTES:
            raise DeckTooLarge(f"{name} has {entry.file_size} bytes, {bounds.XML_PART_BYTES} are allowed")
        try:
            return self._zip.read(entry)
        except (zlib.error, LZMAError) as broken:
            raise BadZipFile(f"{name} cannot be unpacked: {broken}") from broken

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the part's relations by their id; of "", those of the package itself."""
        path = relations_name(part)
        if path not in self:
            return {}
        if part in self._relations:
            return self._relations[part]
        found: dict[str, Relation] = {}
        for relation in parse(self.read(path)):
            target = relation.get("Target", "")
            external = relation.get("TargetMode") == "External"
            if not external:
                target = resolved(part, target)
            found[relation.get("Id", "")] = Relation(relation.get("Type", "").rpartition("/")[2], target, external)
        self._relations[part] = found
        return found

    def main_part(self) -> str:
        """Return the name of the part that the package is about. Raises KeyError where it names none."""
        if ROOT_RELATIONS not in self:
            raise DeckUnsupported("it is an archive, not slides")
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and not relation.external:
                return relation.target
        raise KeyError("the package names no main part")


def plain_name(name: str) -> str:
    """Return the part's name that a zip's entry stands for; empty where it leads out of the package."""
    pieces = [piece for piece in name.replace("\\", "/").split("/") if piece not in ("", ".")]
    return "" if ".." in pieces else "/".join(pieces)


def relations_name(part: str) -> str:
    """Return the name of the part that holds this one's relations."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def resolved(part: str, target: str) -> str:
    """Return the name of the part that this relation's target of `part` means."""
    target = target.replace("\\", "/").partition("#")[0]
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def walk(package: Package) -> Iterator[tuple[str, Relation]]:
    """Yield every relation inside the package with the part that has it, from the package itself on."""
    waiting, seen = [""], {""}
    while waiting:
        part = waiting.pop()
        for relation in package.relations(part).values():
            if relation.external:
                continue
            yield part, relation
            if relation.target.lower() not in seen and relation.target in package:
                seen.add(relation.target.lower())
                waiting.append(relation.target)
