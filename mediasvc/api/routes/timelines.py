"""Timelines: which slide is shown when. Read them, and replace them."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from mediasvc.api.deps import NEEDS_NO_TOKEN, Anyone, Known, Parts, Slug, problems, problems_of_json
from mediasvc.api.routes.builds import read_build
from mediasvc.api.schemas import BuildOut
from mediasvc.api.timeline_schemas import TimelineIn, TimelineOut, TimelineProblem
from mediasvc.delivery.addresses import API
from mediasvc.delivery.etags import etag_of_version, is_known, versions_in
from mediasvc.domain.errors import VersionMissing
from mediasvc.usecases.edit_timeline import Edit, edit_timeline
from mediasvc.usecases.timeline_base import ReadTimeline
from mediasvc.usecases.timelines import read_timeline

router = APIRouter(tags=["timelines"])

# What is there depends on who asks.
FOR_ITS_ASKER = {"Cache-Control": "private, no-cache"}
CHANGED: dict[int | str, dict[str, Any]] = {412: {"model": TimelineProblem, "description": "They were changed since."}}
UNCHANGED: dict[int | str, dict[str, Any]] = {
    200: {"model": BuildOut, "description": "Nothing was changed, and nothing is built."}
}
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The client has them."}}
IfMatch = Annotated[
    str | None, Header(description="The ETag of the slide times that were read; `*` replaces whatever is there.")
]


@router.get(
    "/seminars/{slug}/timeline",
    response_model=TimelineOut,
    responses={**problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **NOT_MODIFIED},
    openapi_extra=NEEDS_NO_TOKEN,
)
def get_timeline(parts: Parts, who: Anyone, slug: Slug, request: Request, response: Response) -> TimelineOut | Response:
    """Read which slide is shown when; the ETag says which version that is.

    Those who may edit it read what an edit replaces: where a build is on its way, the slide times that it will have, if
    they are known. Others read those of the newest release that they may see; without a token it is what the manifest
    says, without reasons, other candidates and findings.
    """
    found = read_timeline(parts, who, slug)
    told = TimelineOut.of(found)
    headers = {"ETag": _etag(found, told), **FOR_ITS_ASKER}
    if is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return told


@router.put(
    "/seminars/{slug}/timeline",
    status_code=HTTPStatus.ACCEPTED,
    responses={
        **problems_of_json(
            HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_REQUIRED
        ),
        **CHANGED,
        **UNCHANGED,
    },
)
def put_timeline(
    parts: Parts, who: Known, slug: Slug, timeline: TimelineIn, response: Response, if_match: IfMatch = None
) -> BuildOut:
    """Replace the slide times that were read: a build makes a release of them, which encodes no sound.

    They stay the talk's own until other cues are given. Where they were changed after they were read, this is refused
    with what was changed. Where these are the times that are there, nothing is built: the answer is 200, and the build
    is the one that they came from. The answer's ETag is that of the talk's slide times now.
    """
    if if_match is None:
        raise VersionMissing
    cues = [cue.sent for cue in timeline.cues]
    edited = edit_timeline(parts, who, slug, Edit(versions_in(if_match), cues, parts.settings.limits.cues))
    response.headers["Location"] = f"{API}/builds/{edited.build.id}"
    response.headers["ETag"] = _etag(edited.now, TimelineOut.of(edited.now))
    if not edited.is_new:
        response.status_code = HTTPStatus.OK
    return read_build(parts, who, edited.build.id)


def _etag(read: ReadTimeline, told: TimelineOut) -> str:
    """Return the ETag of an answer: findings and reasons may be others without a new version."""
    return etag_of_version(read.version, told.model_dump_json().encode())
