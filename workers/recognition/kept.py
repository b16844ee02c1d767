"""What of a recognition is kept on its way, so that one which ends in the middle goes on there."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from mediasvc.domain.build import Digest
from workers.recognition.chunks import Chunk
from workers.recognition.heard import HeardChunk, Line

FILE = "heard.jsonl"
LINE: TypeAdapter[Line] = TypeAdapter(Line)


class Kept:
    """The engine's answers so far, in a file of `folder`: what they are of, then a line each.

    What is there of another recognition, by its `identity`, is thrown away, and so is a line that was not written to
    its end.
    """

    def __init__(self, folder: Path, identity: Digest) -> None:
        self._path = folder / FILE
        self._identity = identity
        self.language: str | None = None
        self.chunks: list[HeardChunk] = []
        self._read()

    def add(self, line: bytes) -> Line:
        """Keep a line, without its end, and return what it says. Raises ValueError where it is none of the engine's."""
        told = LINE.validate_json(line)
        if told.language is not None or told.chunk is not None:
            with self._path.open("ab") as file:
                file.write(line + b"\n")
            self._hear(told)
        return told

    def _hear(self, told: Line) -> None:
        self.language = told.language or self.language
        if told.chunk is not None:
            self.chunks.append(told.chunk)

    def _read(self) -> None:
        header = self._identity.encode()
        lines = self._path.read_bytes().split(b"\n") if self._path.exists() else []
        whole = lines[1:-1] if lines[:1] == [header] else []
        self._path.write_bytes(b"".join(line + b"\n" for line in (header, *whole)))
        for line in whole:
            self._hear(LINE.validate_json(line))


def identity_of(version: int, model: Digest, language: str | None, master: Path, chunks: Sequence[Chunk]) -> Digest:
    """Return what tells a recognition from every other one: who hears what."""
    told = repr((version, model, language, master.stat().st_size, tuple(chunks)))
    return Digest(hashlib.sha256(told.encode()).hexdigest())
