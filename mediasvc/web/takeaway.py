"""`/s/{slug}/takeaway/{variant}.zip`: a talk to keep and to pass on, made as it is sent, from any byte on."""

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.domain.errors import NotFound
from mediasvc.domain.manifest import json_of, named_files
from mediasvc.domain.release import Release
from mediasvc.domain.takeaway import takeaway, ways
from mediasvc.usecases.export import COMPRESSIBLE, PAGE
from mediasvc.usecases.watch import MANIFEST, captions_of, manifest_of, watch
from mediasvc.web.addresses import slug_of
from mediasvc.web.answers import is_known
from mediasvc.web.archive import CHUNK_BYTES, Archive, Entry, deflated, stored
from mediasvc.web.offline import offline_page

# A number a file: what is asked for again, after a broken download, is not read again.
CHECKSUMS_KEPT = 100_000
RANGE = re.compile(r"bytes=\s*(\d{0,30})-(\d{0,30})\s*", re.ASCII)
ZIP = "application/zip"


def takeaway_routes(service: Service) -> list[Route]:
    """To stand among the pages. The handler runs in a thread: the database and the storage may be slow."""
    return [Route("/s/{slug}/takeaway/{variant}.zip", _Takeaways(service).send)]


class _Takeaways:
    def __init__(self, service: Service) -> None:
        self._database, self._storage = service.database, service.storage
        # Files never change.
        self._crc32 = lru_cache(CHECKSUMS_KEPT)(self._read_crc32)

    def send(self, request: Request) -> Response:
        slug, variant = slug_of(request), request.path_params["variant"]
        release = watch(self._database, slug).release
        whole = manifest_of(self._storage, release)
        if variant not in [way["variant"] for way in ways(whole)]:
            raise NotFound
        archive = Archive(self._entries(release, takeaway(whole, [variant])), release.created_at)
        return _answer(request, archive, f"{slug}-{variant}.zip")

    def _entries(self, release: Release, manifest: Mapping[str, Any]) -> list[Entry]:
        page = offline_page(manifest, captions_of(self._storage, release, manifest))
        made = [deflated(PAGE, page.encode()), deflated(MANIFEST, json_of(manifest).encode())]
        return made + [self._entry(release, file) for file in named_files(manifest)]

    def _entry(self, release: Release, file: Mapping[str, Any]) -> Entry:
        href = file["href"]
        key = release.files[href]
        if href.endswith(COMPRESSIBLE):
            with self._storage.open(key) as words:
                return deflated(href, words.read())
        return stored(href, key, file["size_bytes"], partial(self._crc32, key), partial(self._storage.open, key))

    def _read_crc32(self, key: str) -> int:
        checksum = 0
        with self._storage.open(key) as file:
            while chunk := file.read(CHUNK_BYTES):
                checksum = zlib.crc32(chunk, checksum)
        return checksum


def _answer(request: Request, archive: Archive, name: str) -> Response:
    """The archive, the part of it that is asked for, or that it is known already."""
    size_bytes = archive.size_bytes
    told = {
        "ETag": f'"{archive.digest[:32]}"',
        # The next release has the same address.
        "Cache-Control": "no-cache",
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request.headers.get("if-none-match", ""), told["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=told)
    if request.method == "HEAD":
        return Response(headers={**told, "Content-Length": str(size_bytes)}, media_type=ZIP)
    asked = None
    if request.headers.get("if-range", told["ETag"]) == told["ETag"]:
        asked = part_of(request.headers.get("range", ""), size_bytes)
    if asked is None:
        told["Content-Length"] = str(size_bytes)
        return StreamingResponse(archive.read(0, size_bytes), headers=told, media_type=ZIP)
    if not asked:
        refused = {"Content-Range": f"bytes */{size_bytes}"}
        return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE.value, headers=refused)
    told |= {"Content-Range": f"bytes {asked[0]}-{asked[-1]}/{size_bytes}", "Content-Length": str(len(asked))}
    chunks = archive.read(asked.start, asked.stop)
    return StreamingResponse(chunks, HTTPStatus.PARTIAL_CONTENT.value, told, ZIP)


def part_of(asked: str, size_bytes: int) -> range | None:
    """The bytes that a Range means: none for one past the end, None for one that is none, or names several parts."""
    found = RANGE.fullmatch(asked)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return range(max(0, size_bytes - int(found[2])), size_bytes)
    first, last = int(found[1]), int(found[2] or size_bytes)
    return range(first, min(last + 1, size_bytes)) if first <= last or not found[2] else None
