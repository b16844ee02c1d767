"""`/media/{slug}/{release}/{href}`: the files of releases, which never change."""

import hashlib
import re
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send

from mediasvc.api.errors import problem
from mediasvc.bootstrap import Service
from mediasvc.domain.errors import MediasvcError, NotFound, Usage
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

FOR_EVER = "public, max-age=31536000, immutable"
# Shorter than a signed address is good for.
FOR_A_WHILE = "public, max-age=1800"

ONE_RANGE = r"(\d{1,30}-\d{0,30}|-\d{1,30})"
RANGE = re.compile(rf"bytes=\s*{ONE_RANGE}(\s*,\s*{ONE_RANGE}){{0,99}}", re.ASCII)
MOST_RELEASES = 2**31 - 1
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

    return Mount("/media", routes=[Route("/{slug}/{number}/{href:path}", media)])


def _answer(service: Service, headers: Headers, slug: str, number: str, href: str) -> Response:
    if not SLUG.fullmatch(slug) or not NUMBER.fullmatch(number) or int(number) > MOST_RELEASES:
        raise NotFound(slug[:100])
    key = file_key(service.database, slug, int(number), href)
    suffix = PurePosixPath(href).suffix
    media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
    told = {
        "ETag": f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"',
        "Cache-Control": FOR_EVER,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if _has(headers.get("if-none-match", ""), told["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    location = service.storage.location(key, media_type)
    if isinstance(location, Path):
        return _File(location, headers=told, media_type=media_type, stat_result=location.stat())
    if suffix in SMALL_AND_ALWAYS_HERE:
        with service.storage.open(key) as file:
            return Response(file.read(), headers=told, media_type=media_type)
    moved = {name: told[name] for name in ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")}
    return RedirectResponse(location, HTTPStatus.TEMPORARY_REDIRECT, {**moved, "Cache-Control": FOR_A_WHILE})


def _has(if_none_match: str, etag: str) -> bool:
    """Proxies that pack answers on the way make validators weak."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in given or etag in given


class _File(FileResponse):
    """A file or ranges of it. A Range that makes no sense is not there; one that is past the end is a problem."""

    chunk_size = 256 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope).get("range")
        if asked is not None and self.stat_result is not None:
            meant = satisfiable(asked, self.stat_result.st_size)
            others = [(name, value) for name, value in scope["headers"] if name != b"range"]
            scope = {**scope, "headers": others if meant is None else [*others, (b"range", meant.encode())]}
        refused: dict[str, str] | None = None

        async def told(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                size = Headers(raw=message["headers"]).get("content-range")
                refused = {} if size is None else {"Content-Range": size}
            if refused is None:
                await send(message)

        await super().__call__(scope, receive, told)
        if refused is not None:
            beyond = Usage("the range is past the file's end")
            await problem(beyond, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, refused)(scope, receive, send)


def satisfiable(asked: str, size_bytes: int) -> str | None:
    """The Range without its parts that are past the end, unless all are; None for one that makes no sense."""
    if not RANGE.fullmatch(asked):
        return None
    parts = [part.strip() for part in asked.removeprefix("bytes=").split(",")]
    bounds = [part.split("-") for part in parts]
    if any(first and last and int(first) > int(last) for first, last in bounds):
        return None
    within = [
        part
        for part, (first, last) in zip(parts, bounds, strict=True)
        if (int(first) < size_bytes if first else int(last) > 0)
    ]
    return f"bytes={','.join(within or parts)}"
