"""Sources: upload decks, recordings, cues and captions files."""

import base64
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Header, Path, Request, Response

from mediasvc.api.body import body_of
from mediasvc.api.deps import Known, Parts, Slug, problems
from mediasvc.api.schemas import SourceOut, sources_out
from mediasvc.delivery.addresses import API
from mediasvc.domain.build import Digest
from mediasvc.domain.errors import SourceTooLarge
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS
from mediasvc.usecases import browse
from mediasvc.usecases.upload import Sent, detach, upload

router = APIRouter(tags=["sources"])

MOST_UPLOADS_AT_ONCE = 64

DIGEST = r"^sha-256=:[A-Za-z0-9+/]{43}=:$"

FileName = Annotated[str, Path(max_length=MAX_NAME_CHARACTERS, description="The file's name.", examples=["talk.mp3"])]
ReprDigest = Annotated[
    str,
    Header(
        pattern=DIGEST,
        description="The file's SHA-256, as RFC 9530 writes it: `sha-256=:` + base64 + `:`.",
        examples=["sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"],
    ),
]

# A slow upload holds a thread for as long as it takes; pages must not wait for one.
_uploads = CapacityLimiter(MOST_UPLOADS_AT_ONCE)


@router.put(
    "/seminars/{slug}/sources/{name}",
    status_code=HTTPStatus.CREATED,
    responses=problems(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.GONE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.INSUFFICIENT_STORAGE,
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def put_source(
    parts: Parts,
    who: Known,
    slug: Slug,
    name: FileName,
    repr_digest: ReprDigest,
    request: Request,
    response: Response,
) -> SourceOut:
    """Upload a file. One that had this name leaves the seminar's list; builds that were made of it keep it."""
    limits = parts.settings.limits
    most_bytes = max(limits.deck_bytes, limits.recording_bytes)
    if int(request.headers.get("content-length", "0")) > most_bytes:
        raise SourceTooLarge(f"{most_bytes} bytes are allowed")
    digest = Digest(base64.b64decode(repr_digest.removeprefix("sha-256=:").removesuffix(":")).hex())

    def keep() -> SourceOut:
        with body_of_request as file:
            return SourceOut.of(upload(parts, who, slug, Sent(name, digest, file, most_bytes)))

    body_of_request = body_of(request)
    told = await to_thread.run_sync(keep, limiter=_uploads)
    response.headers["Location"] = f"{API}/seminars/{slug}/sources/{quote(told.name, safe='')}"
    return told


@router.get("/seminars/{slug}/sources", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def list_sources(parts: Parts, who: Known, slug: Slug) -> list[SourceOut]:
    """List what was uploaded for a seminar, in the order of arrival."""
    return sources_out(browse.list_sources(parts, who, slug))


@router.delete(
    "/seminars/{slug}/sources/{name}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
)
def remove_source(parts: Parts, who: Known, slug: Slug, name: FileName) -> None:
    """Take a file off a seminar's list; builds that were made of it keep it."""
    detach(parts, who, slug, name)
