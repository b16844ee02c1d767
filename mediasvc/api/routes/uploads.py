"""Uploads that are not finished, for those who may hand in. The files themselves are sent to `/uploads`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from mediasvc.api.deps import Known, Parts, Slug, problems
from mediasvc.api.schemas import UploadOut
from mediasvc.domain import upload
from mediasvc.usecases import uploads

router = APIRouter(tags=["uploads"])

UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The upload's id, as the list of them has it.")]


@router.get("/seminars/{slug}/uploads", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def list_uploads(parts: Parts, who: Known, slug: Slug) -> list[UploadOut]:
    """List the uploads into a seminar that are not finished, in the order in which they were begun."""
    return [UploadOut.of(each) for each in uploads.list_uploads(parts, who, slug)]


@router.delete(
    "/seminars/{slug}/uploads/{upload_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
)
def remove_upload(parts: Parts, who: Known, slug: Slug, upload_id: UploadId) -> None:
    """Forget an unfinished upload, and what has come of it."""
    uploads.remove_upload(parts, who, slug, upload.UploadId(upload_id))
