"""Timelines: which slide is shown when. Read them, and replace them."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from mediasvc.api.deps import NEEDS_NO_TOKEN, Anyone, Known, Parts, Slug, problems, problems_of_json
from mediasvc.api.routes.builds import read_build
from mediasvc.api.schemas import BuildOut
from mediasvc.api.timeline_schemas import TimelineIn, TimelineOut, TimelineProblem
from mediasvc.delivery.addresses import API
from mediasvc.delivery.etags import etag_of, is_known, versions_in
from mediasvc.domain.errors import VersionMissing
from mediasvc.usecases.edit_timeline import Edit, edit_timeline
from mediasvc.usecases.timelines import read_timeline

router = APIRouter(tags=["timelines"])

# What is there depends on who asks.
FOR_ITS_ASKER = {"Cache-Control": "private, no-cache"}
CHANGED: dict[int | str, dict[str, Any]] = {412: {"model": TimelineProblem, "description": "They were changed since."}}
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
    """Read which slide is shown when, in the newest release that the asker may see; its ETag is its version.

    Without a token it is what the manifest says, without reasons, other candidates and findings.
    """
    found = read_timeline(parts, who, slug)
    headers = {"ETag": etag_of(found.version), **FOR_ITS_ASKER}
    if is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return TimelineOut.of(found)


@router.put(
    "/seminars/{slug}/timeline",
    status_code=HTTPStatus.ACCEPTED,
    responses={
        **problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_REQUIRED),
        **CHANGED,
    },
)
def put_timeline(
    parts: Parts, who: Known, slug: Slug, timeline: TimelineIn, response: Response, if_match: IfMatch = None
) -> BuildOut:
    """Replace the slide times that were read: a build makes a release of them, which encodes no sound.

    They stay the talk's own until other cues are given. Where they were changed after they were read, this is refused
    with what was changed. The answer's ETag is that of the new ones.
    """
    if if_match is None:
        raise VersionMissing
    cues = [cue.sent for cue in timeline.cues]
    edited = edit_timeline(parts, who, slug, Edit(versions_in(if_match), cues, parts.settings.limits.cues))
    response.headers["Location"] = f"{API}/builds/{edited.build.id}"
    response.headers["ETag"] = etag_of(edited.version)
    return read_build(parts, who, edited.build.id)
