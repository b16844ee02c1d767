"""Files in memory, for tests."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from mediasvc.adapters.storage.keys import checked_key
from mediasvc.domain.errors import NotFound

_CHUNK_BYTES = 1 << 20


class MemoryStorage:
    """Fills Storage. Single operations on a dict are atomic, so threads need no lock."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def exists(self, key: str) -> bool:
        return checked_key(key) in self._files

    def put(self, key: str, file: BinaryIO) -> None:
        checked_key(key)
        content = b"".join(iter(lambda: file.read(_CHUNK_BYTES), b""))
        self._files.setdefault(key, content)

    def open(self, key: str) -> BinaryIO:
        return BytesIO(self._content(key))

    def fetch(self, key: str, into: Path) -> None:
        content = self._content(key)
        with into.open("xb") as file:
            file.write(content)

    def location(self, key: str, media_type: str, disposition: str | None = None) -> str:  # noqa: ARG002 - no place for it
        return f"data:{media_type};base64,{b64encode(self._content(key)).decode()}"

    def delete(self, key: str) -> None:
        self._files.pop(checked_key(key), None)

    def keys(self, prefix: str) -> list[str]:
        """Return every key that begins so."""
        return [key for key in list(self._files) if key.startswith(prefix)]

    def _content(self, key: str) -> bytes:
        content = self._files.get(checked_key(key))
        if content is None:
            raise NotFound(key)
        return content
