"""`/media/{slug}/{release}/{href}`: the files of releases, which never change."""

import hashlib
import re
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from mediasvc.api.errors import problem
from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import MEDIA
from mediasvc.delivery.etags import etag_of, is_known
from mediasvc.delivery.headers import FOR_ANYBODY, FOR_EVER, FOR_HALF_AN_HOUR, OF_ITS_TYPE
from mediasvc.delivery.ranges import parts_of
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import MediasvcError, NotFound, Usage
from mediasvc.domain.release import LAST_NUMBER
from mediasvc.domain.seminar import SLUG
from mediasvc.usecases.watch import file_key

MEDIA_TYPES = {
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "audio/webm",
}
# Addresses inside some are relative to where they are, and browsers ask other origins for leave to read them.
SMALL_AND_ALWAYS_HERE = (".json", ".txt", ".vtt")

# Python refuses to read numbers of thousands of digits.
NUMBER = re.compile(r"[0-9]{1,10}")


def media_routes(service: Service) -> Mount:
    """What answers GET and HEAD: whole files, ranges of them, or where they are."""

    def media(request: Request) -> Response:
        given = request.path_params
        try:
            return _answer(service, request.headers, given["slug"], given["number"], given["href"])
        except MediasvcError as error:
            return problem(error)

    return Mount(MEDIA, routes=[Route("/{slug}/{number}/{href:path}", media)])


def _answer(service: Service, headers: Headers, slug: str, number: str, href: str) -> Response:
    if not SLUG.fullmatch(slug) or not NUMBER.fullmatch(number) or int(number) > LAST_NUMBER:
        raise NotFound(slug[:100])
    key = file_key(service, Anonymous(), slug, int(number), href)
    suffix = PurePosixPath(href).suffix
    media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
    shared = {**FOR_ANYBODY, "Cross-Origin-Resource-Policy": "cross-origin"}
    told = {
        "ETag": etag_of(hashlib.sha256(key.encode()).hexdigest()),
        "Cache-Control": FOR_EVER,
        **shared,
        **OF_ITS_TYPE,
    }
    if is_known(headers.get("if-none-match", ""), told["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    location = service.storage.location(key, media_type)
    if isinstance(location, Path):
        return _File(location, headers=told, media_type=media_type, stat_result=location.stat())
    if suffix in SMALL_AND_ALWAYS_HERE:
        with service.storage.open(key) as file:
            return Response(file.read(), headers=told, media_type=media_type)
    return RedirectResponse(location, HTTPStatus.TEMPORARY_REDIRECT, {**shared, "Cache-Control": FOR_HALF_AN_HOUR})


class _File(FileResponse):
    """A file or ranges of it. A Range that makes no sense is not there; one that is past the end is a problem."""

    chunk_size = 256 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked, size_bytes = Headers(scope=scope), int(self.headers["content-length"])
        validators = self.headers["etag"], self.headers["last-modified"]
        parts = None
        if asked.get("if-range", validators[0]) in validators:
            parts = parts_of(asked.get("range", ""), size_bytes)
        if parts == []:
            beyond = Usage("the range is past the file's end")
            told = {"Content-Range": f"bytes */{size_bytes}"}
            await problem(beyond, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, told)(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        if parts is not None:
            meant = ",".join(f"{part[0]}-{part[-1]}" for part in parts)
            headers.append((b"range", f"bytes={meant}".encode()))
        await super().__call__({**scope, "headers": headers}, receive, send)
