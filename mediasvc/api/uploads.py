"""`/uploads`: files that are sent by tus 1.0, and go on after breaks.

The address of an upload is a capability: whoever has it may send this file, and nothing else.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediasvc.api import tus
from mediasvc.api.receiving import Incoming, Receiver, in_thread
from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import UPLOADS
from mediasvc.delivery.askers import asker_of
from mediasvc.delivery.problems import log_refusal, problem
from mediasvc.domain.access import Right, check
from mediasvc.domain.errors import (
    ChecksumMismatch,
    MediasvcError,
    NotFound,
    SourceTooLarge,
    TransientError,
    Usage,
)
from mediasvc.domain.seminar import SLUG
from mediasvc.domain.upload import Upload
from mediasvc.usecases import receive
from mediasvc.usecases.uploads import Announced, begin_upload

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")

Answer = Callable[[Service, Request], Awaitable[Response]]


def upload_routes(service: Service) -> list[Route]:
    """Return what answers at `/uploads` and at the addresses of uploads."""
    return [_route(service, UPLOADS, _AT_THE_DOOR), _route(service, UPLOADS + "/{secret}", _AT_AN_UPLOAD)]


def _route(service: Service, path: str, answers: Mapping[str, Answer]) -> Route:
    async def answer(request: Request) -> Response:
        # Some networks let nothing through but GET and POST.
        method = request.headers.get("x-http-method-override", request.method).upper()
        try:
            told = await _answer(service, request, answers, method)
        except MediasvcError as error:
            told = _refusal(error, method)
        for name, value in tus.PRIVATE.items():
            told.headers.setdefault(name, value)
        return told

    return Route(path, answer, methods=[*answers, "POST", "PUT", "GET"])


async def _answer(service: Service, request: Request, answers: Mapping[str, Answer], method: str) -> Response:
    if method not in answers:
        allowed = {"Allow": ", ".join(answers)}
        return problem(Usage("the method is not allowed here"), HTTPStatus.METHOD_NOT_ALLOWED, allowed)
    if method != "OPTIONS" and request.headers.get("tus-resumable") != tus.VERSION:
        other = Usage(f"the header Tus-Resumable is to be {tus.VERSION}, the version of tus that is spoken here")
        return problem(other, HTTPStatus.PRECONDITION_FAILED, {"Tus-Version": tus.VERSION})
    return await answers[method](service, request)


def _refusal(error: MediasvcError, method: str) -> Response:
    log_refusal(error)
    if method == "HEAD" and isinstance(error, TransientError):
        # By any other answer, clients conclude that the upload is gone, and begin from the first byte.
        return problem(error, HTTPStatus.LOCKED)
    status = tus.CHECKSUM_MISMATCH if isinstance(error, _UploadChecksumMismatch) else None
    # What is refused in the middle of its body need not send the rest.
    return problem(error, status, {"Connection": "close"} if method == "PATCH" else None)


class _UploadChecksumMismatch(ChecksumMismatch):
    __doc__ = ChecksumMismatch.__doc__


async def _tell(service: Service, _: Request) -> Response:
    limits = service.settings.limits
    told = {
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(max(limits.deck_bytes, limits.recording_bytes)),
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=told)


async def _create(service: Service, request: Request) -> Response:
    who = await in_thread(asker_of, service, request)
    # Strangers do not hear what is wrong with what they sent.
    check(who, Right.HAND_IN)
    told = tus.metadata(request.headers)
    for needed in ("filename", "seminar"):
        if not told.get(needed):
            raise Usage(f"Upload-Metadata names no {needed}; it is to have filename and seminar, each in base64")
    if not SLUG.fullmatch(told["seminar"]):
        raise NotFound(told["seminar"][:100])
    length_bytes, digest = tus.length(request.headers), tus.repr_digest(request.headers)
    announced = Announced(told["filename"], length_bytes, digest, told.get("talk"))
    brings_bytes = request.headers.get("content-type") == tus.OFFSET_STREAM
    body_checksum = tus.checksum(request.headers) if brings_bytes else None
    upload, secret = await in_thread(begin_upload, service, who, told["seminar"], announced, service.settings.limits)
    if brings_bytes or upload.is_complete:
        upload = await _first_bytes(service, request, secret, body_checksum)
    headers = {"Location": f"{UPLOADS}/{secret}", **tus.progress(upload)}
    return Response(status_code=HTTPStatus.CREATED, headers=headers)


async def _first_bytes(service: Service, request: Request, secret: str, checksum: tus.Checksum | None) -> Upload:
    """Take in what comes with the creation. Whatever becomes of it, the upload is there, and says how far it is."""
    try:
        return await _append(service, request, secret, 0, checksum)
    except TransientError:
        return await in_thread(receive.look, service, secret)


async def _head(service: Service, request: Request) -> Response:
    upload = await in_thread(receive.look, service, _secret(request))
    headers = {"Upload-Length": str(upload.length_bytes), **tus.progress(upload)}
    return Response(status_code=HTTPStatus.OK, headers=headers)


async def _patch(service: Service, request: Request) -> Response:
    if request.headers.get("content-type") != tus.OFFSET_STREAM:
        wrong = Usage(f"the body's Content-Type is to be {tus.OFFSET_STREAM}")
        return problem(wrong, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    offset_bytes, checksum = tus.number(request.headers, "Upload-Offset"), tus.checksum(request.headers)
    upload = await _append(service, request, _secret(request), offset_bytes, checksum)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=tus.progress(upload))


async def _append(
    service: Service, request: Request, secret: str, offset_bytes: int, checksum: tus.Checksum | None
) -> Upload:
    incoming = Incoming(request.receive)
    try:
        upload = await in_thread(receive.take, service, secret, offset_bytes)
        await _check_length(service, request, upload)
        if not upload.is_complete:
            upload = await _receive(service, incoming, upload, checksum)
    finally:
        incoming.close()
    if upload.is_complete and not upload.is_finished:
        upload = await in_thread(receive.finish, service, upload)
    return upload


async def _check_length(service: Service, request: Request, held: Upload) -> None:
    sent_bytes = tus.number(request.headers, "Content-Length") if "content-length" in request.headers else 0
    if sent_bytes > held.length_bytes - held.offset_bytes:
        await in_thread(receive.release, service, held)
        raise SourceTooLarge(f"{held.length_bytes} bytes were announced, and more are sent")


async def _receive(service: Service, incoming: Incoming, held: Upload, checksum: tus.Checksum | None) -> Upload:
    receiver = Receiver(service, held, checksum)
    try:
        await receiver.receive(incoming)
    except ChecksumMismatch as error:
        if checksum is not None and checksum.mismatch == tus.CHECKSUM_MISMATCH:
            raise _UploadChecksumMismatch(error.detail) from error
        raise
    return receiver.upload


async def _delete(service: Service, request: Request) -> Response:
    await in_thread(receive.abandon, service, _secret(request))
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _secret(request: Request) -> str:
    """Return the secret in the address. Raises NotFound for what cannot be one."""
    secret: str = request.path_params["secret"]
    if not _SECRET.fullmatch(secret):
        raise NotFound("this upload")
    return secret


_AT_THE_DOOR: Mapping[str, Answer] = {"POST": _create, "OPTIONS": _tell}
_AT_AN_UPLOAD: Mapping[str, Answer] = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete, "OPTIONS": _tell}
