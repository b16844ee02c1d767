"""Consents of speakers: read them, and replace them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Response

from mediasvc.api.consent_schemas import ConsentsIn, ConsentsOut
from mediasvc.api.deps import Known, Parts, Slug, problems, problems_of_json
from mediasvc.delivery.etags import etag_of_version, versions_in
from mediasvc.domain.errors import VersionMissing
from mediasvc.usecases.consents import ConsentEdit, Consents, edit_consents, read_consents

router = APIRouter(tags=["consents"])

IfMatch = Annotated[
    str | None, Header(description="The ETag of the consents that were read; `*` replaces whatever is there.")
]


@router.get("/seminars/{slug}/consents", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def get_consents(parts: Parts, who: Known, slug: Slug, response: Response) -> ConsentsOut:
    """Read what the speakers have consented to; the ETag says which version that is. No viewer sees any of it."""
    return _answer(read_consents(parts, who, slug), response)


@router.put(
    "/seminars/{slug}/consents",
    responses=problems_of_json(
        HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED
    ),
)
def put_consents(
    parts: Parts, who: Known, slug: Slug, consents: ConsentsIn, response: Response, if_match: IfMatch = None
) -> ConsentsOut:
    """Replace the consents that were read. What stays as it was keeps by whom and when it was recorded."""
    if if_match is None:
        raise VersionMissing
    edit = ConsentEdit(versions_in(if_match), [each.consent for each in consents.consents])
    return _answer(edit_consents(parts, who, slug, edit), response)


def _answer(found: Consents, response: Response) -> ConsentsOut:
    consents = ConsentsOut.of(found)
    etag = etag_of_version(found.version, consents.model_dump_json().encode())
    response.headers.update({"ETag": etag, "Cache-Control": "no-store"})
    return consents
