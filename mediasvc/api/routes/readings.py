"""Readings: what was found in sources before anything is built of them."""

from http import HTTPStatus
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import FileResponse, RedirectResponse, Response

from mediasvc.api.deps import Known, Parts, Slug, problems
from mediasvc.api.reading_schemas import ReadingsOut
from mediasvc.delivery.headers import NEVER, OF_ITS_TYPE
from mediasvc.domain.build import Digest
from mediasvc.usecases.readings import readings, thumbnail_key

router = APIRouter(tags=["readings"])

JPEG = "image/jpeg"
# A picture never changes, but who may see it does, and it may be of a slide that is not public.
UNKEPT = {"Cache-Control": NEVER}

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The source's SHA-256.")]
SlideNumber = Annotated[
    int, Path(ge=1, le=100_000, description="The slide's number in its deck, hidden ones left out.")
]


@router.get("/seminars/{slug}/readings", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def list_readings(parts: Parts, who: Known, slug: Slug) -> ReadingsOut:
    """List what was found in each uploaded file, and what that lets guess of the seminar's details."""
    return ReadingsOut.of(readings(parts, who, slug))


@router.get(
    "/seminars/{slug}/readings/{sha256}/slides/{number}",
    response_class=Response,
    responses={
        **problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
        200: {"content": {JPEG: {}}, "description": "The picture."},
    },
)
def show_slide(parts: Parts, who: Known, slug: Slug, sha256: Sha256, number: SlideNumber) -> Response:
    """Show a small picture of a slide of an uploaded deck."""
    location = parts.storage.location(thumbnail_key(parts, who, slug, Digest(sha256), number), JPEG)
    if isinstance(location, FilePath):
        return FileResponse(location, headers={**UNKEPT, **OF_ITS_TYPE}, media_type=JPEG)
    return RedirectResponse(location, HTTPStatus.TEMPORARY_REDIRECT, UNKEPT)
