"""Files of releases as they go over HTTP: whole, in ranges, or where they are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from mediasvc.delivery.etags import etag_of, is_known
from mediasvc.delivery.headers import OF_ITS_TYPE, disposition
from mediasvc.delivery.ranges import parts_of
from mediasvc.domain.errors import Usage
from mediasvc.ports import Storage

MEDIA_TYPES = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "audio/webm",
}
# The query of an address whose file is saved. Opened without it, a sound plays.
SAVED = "download"
# What people keep, and so has a name that says of which talk it is.
KEPT_BY_PEOPLE = (".flac", ".mp3", ".mp4", ".pdf", ".txt", ".webm")
# Addresses inside some are relative to where they are, and browsers ask other origins for leave to read them.
SMALL_AND_ALWAYS_HERE = (".json", ".txt", ".vtt")


@dataclass(frozen=True)
class Keeping:
    """Who may read a file, and for how long its bytes, and the address where they are, are kept: Cache-Control."""

    headers: Mapping[str, str]
    file: str
    address: str


class PastEndError(Usage):
    """The range is past the file's end."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__()
        self.headers = {"Content-Range": f"bytes */{size_bytes}"}


@dataclass(frozen=True)
class ReleaseFile:
    """A file of a release of the talk that has this slug, its key in storage, and whether who asks wants to save it."""

    key: str
    slug: str
    href: str
    is_saved: bool

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.href).suffix

    @property
    def disposition(self) -> str | None:
        """Return its Content-Disposition, with the name to keep it by, if people keep such files."""
        if not self.is_saved and self.suffix not in KEPT_BY_PEOPLE:
            return None
        return disposition(f"{self.slug}-{PurePosixPath(self.href).name}", self.is_saved)


def file_answer(storage: Storage, file: ReleaseFile, asked: Headers, keeping: Keeping) -> Response:
    """Return the file, or the parts of it that the headers ask for, or where it is.

    Raises:
        PastEndError: the parts are all past its end.
        NotFound, StorageUnavailable: it cannot be had.
    """
    media_type = MEDIA_TYPES.get(file.suffix, "application/octet-stream")
    etag = etag_of(hashlib.sha256(file.key.encode()).hexdigest())
    told = {"ETag": etag, "Cache-Control": keeping.file, **keeping.headers, **OF_ITS_TYPE}
    if is_known(asked.get("if-none-match", ""), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    location = storage.location(file.key, media_type, file.disposition)
    if file.disposition is not None:
        told["Content-Disposition"] = file.disposition
    if isinstance(location, Path):
        return _File(asked, location, headers=told, media_type=media_type, stat_result=location.stat())
    if file.suffix in SMALL_AND_ALWAYS_HERE:
        with storage.open(file.key) as content:
            return Response(content.read(), headers=told, media_type=media_type)
    kept = {**keeping.headers, "Cache-Control": keeping.address}
    return RedirectResponse(location, HTTPStatus.TEMPORARY_REDIRECT, kept)


class _File(FileResponse):
    """A file or ranges of it. A Range that makes no sense is not there."""

    chunk_size = 256 * 1024

    def __init__(self, asked: Headers, path: Path, **given: object) -> None:
        super().__init__(path, **given)  # pyright: ignore[reportArgumentType] - as FileResponse takes them
        size_bytes = int(self.headers["content-length"])
        validators = self.headers["etag"], self.headers["last-modified"]
        self._parts = None
        if asked.get("if-range", validators[0]) in validators:
            self._parts = parts_of(asked.get("range", ""), size_bytes)
        if self._parts == []:
            raise PastEndError(size_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        if self._parts is not None:
            meant = ",".join(f"{part[0]}-{part[-1]}" for part in self._parts)
            headers.append((b"range", f"bytes={meant}".encode()))
        await super().__call__({**scope, "headers": headers}, receive, send)
