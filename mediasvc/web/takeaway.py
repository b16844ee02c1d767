"""`/s/{slug}/takeaway/{variant}.zip`: a talk to keep and to pass on, made as it is sent, from any byte on."""

import zlib
from functools import lru_cache, partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.etags import etag_of, is_known
from mediasvc.delivery.headers import ASKED_AGAIN, OF_ITS_TYPE, disposition
from mediasvc.delivery.ranges import parts_of
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import NotFound
from mediasvc.domain.manifest import File, Manifest, TextTrack
from mediasvc.domain.release import Release
from mediasvc.domain.takeaway import takeaway, takeaways
from mediasvc.usecases.export import COMPRESSIBLE, PAGE
from mediasvc.usecases.watch import MANIFEST, captions_of, check_saving, manifest_of, watch
from mediasvc.web.addresses import slug_of
from mediasvc.web.archive import CHUNK_BYTES, Archive, Entry, deflated, stored
from mediasvc.web.offline import offline_page

# A number a file: what is asked for again, after a broken download, is not read again.
CHECKSUMS_KEPT = 100_000
ZIP = "application/zip"


def takeaway_routes(service: Service) -> list[Route]:
    """To stand among the pages. The handler runs in a thread: the database and the storage may be slow."""
    return [Route("/s/{slug}/takeaway/{variant}.zip", _Takeaways(service).send)]


class _Takeaways:
    def __init__(self, service: Service) -> None:
        self._service, self._storage = service, service.storage
        # Files never change.
        self._crc32 = lru_cache(CHECKSUMS_KEPT)(self._read_crc32)

    def send(self, request: Request) -> Response:
        slug, variant = slug_of(request), request.path_params["variant"]
        talk = watch(self._service, Anonymous(), slug)
        check_saving(talk.seminar)
        release = talk.release
        whole = manifest_of(self._storage, release)
        if variant not in [way.variant for way, _ in takeaways(whole)]:
            raise NotFound
        # Unpacked beside others, it is a folder of its own.
        name = f"{slug}-{variant}"
        entries = [entry.within(name) for entry in self._entries(release, takeaway(whole, [variant]))]
        return _answer(request, Archive(entries, release.created_at), f"{name}.zip")

    def _entries(self, release: Release, manifest: Manifest) -> list[Entry]:
        page = offline_page(manifest, captions_of(self._storage, release, manifest))
        made = [deflated(PAGE, page.encode()), deflated(MANIFEST, manifest.to_json().encode())]
        return made + [self._entry(release, file) for file in manifest.files]

    def _entry(self, release: Release, file: File) -> Entry:
        href = file.href
        key = release.files[href]
        if isinstance(file, TextTrack) or href.endswith(COMPRESSIBLE):
            with self._storage.open(key) as words:
                return deflated(href, words.read())
        return stored(href, key, file.size_bytes, partial(self._crc32, key), partial(self._storage.open, key))

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
        "ETag": etag_of(archive.digest),
        # The next release has the same address.
        "Cache-Control": ASKED_AGAIN,
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(name, is_saved=True),
        **OF_ITS_TYPE,
    }
    if is_known(request.headers.get("if-none-match", ""), told["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=told)
    if request.method == "HEAD":
        return Response(headers={**told, "Content-Length": str(size_bytes)}, media_type=ZIP)
    asked = request.headers.get("range", "")
    # Several parts are sent as the whole.
    is_part = request.headers.get("if-range", told["ETag"]) == told["ETag"] and "," not in asked
    parts = parts_of(asked, size_bytes) if is_part else None
    if parts is None:
        told["Content-Length"] = str(size_bytes)
        return StreamingResponse(archive.read(0, size_bytes), headers=told, media_type=ZIP)
    if not parts:
        refused = {"Content-Range": f"bytes */{size_bytes}"}
        return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE.value, headers=refused)
    [part] = parts
    told |= {"Content-Range": f"bytes {part[0]}-{part[-1]}/{size_bytes}", "Content-Length": str(len(part))}
    chunks = archive.read(part.start, part.stop)
    return StreamingResponse(chunks, HTTPStatus.PARTIAL_CONTENT.value, told, ZIP)
