"""The sounds and videos of a package as files. Runs inside the sandbox."""

from pathlib import Path
from zipfile import BadZipFile

from mediasvc.domain.errors import DeckUnreadable
from workers.decks.package import Package
from workers.decks.zip_entries import pieces
from workers.heartbeat import beat


def unpack(path: Path, parts: list[str], into: list[Path]) -> None:
    """Write the parts of these names, each to its own path. Raises DeckUnreadable."""
    try:
        with Package(path) as package:
            for part, file in zip(parts, into, strict=True):
                with file.open("wb") as out:
                    for piece in pieces(path, package.entry(part)):
                        out.write(piece)
                        beat()
    except (BadZipFile, KeyError, OSError, ValueError) as broken:
        raise DeckUnreadable(str(broken)) from broken
