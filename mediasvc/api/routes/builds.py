"""Builds: start, follow, cancel."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from mediasvc.api.deps import BuildId, Known, Parts, Slug, problems, problems_of_json
from mediasvc.api.schemas import BuildOrder, BuildOut
from mediasvc.delivery.addresses import API
from mediasvc.domain import build as domain
from mediasvc.domain.errors import NotFound, TransientError
from mediasvc.usecases import builds, follow
from mediasvc.usecases.build import build

router = APIRouter(tags=["builds"])

LOOK_EVERY_S = 0.5


@router.post(
    "/seminars/{slug}/builds",
    status_code=HTTPStatus.ACCEPTED,
    responses=problems_of_json(HTTPStatus.NOT_FOUND),
)
def start_build(parts: Parts, who: Known, slug: Slug, order: BuildOrder, response: Response) -> BuildOut:
    """Start a build: a new release of the seminar, which viewers see when it is done, or as the order says."""
    begun = build(parts, who, slug, order.order)
    response.headers["Location"] = f"{API}/builds/{begun.id}"
    return BuildOut.of(begun, slug, None)


@router.get("/seminars/{slug}/builds", responses=problems(HTTPStatus.NOT_FOUND))
def list_builds(parts: Parts, who: Known, slug: Slug) -> list[BuildOut]:
    """List a seminar's builds, newest first."""
    return [_told(each) for each in builds.list_builds(parts, who, slug)]


@router.get("/builds/{build_id}", responses=problems(HTTPStatus.NOT_FOUND))
def read_build(parts: Parts, who: Known, build_id: BuildId) -> BuildOut:
    """Read how far a build is, or how it ended."""
    return _told(builds.read_build(parts, who, domain.BuildId(build_id)))


Begun = Annotated[BuildOut, Depends(read_build)]


@router.get("/builds/{build_id}/events", response_class=EventSourceResponse, responses=problems(HTTPStatus.NOT_FOUND))
async def follow_build(parts: Parts, who: Known, begun: Begun) -> AsyncIterator[ServerSentEvent]:
    """Follow a build: an event `progress` with the build whenever something has changed, the last one named `end`."""
    seen: BuildOut | None = None
    now = begun
    while True:
        final = now.state.is_final
        if now != seen:
            yield ServerSentEvent(event="end" if final else "progress", data=now)
            seen = now
        if final:
            return
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            now = await run_in_threadpool(read_build, parts, who, begun.id)
        except TransientError:
            continue
        except NotFound:
            return


@router.post("/builds/{build_id}/cancel", responses=problems(HTTPStatus.NOT_FOUND))
def cancel_build(parts: Parts, who: Known, build_id: BuildId) -> BuildOut:
    """Cancel a build: nothing is published by it. One that is at its end stays as it is."""
    follow.cancel(parts, who, domain.BuildId(build_id))
    return read_build(parts, who, build_id)


def _told(found: builds.BuildOfSeminar) -> BuildOut:
    return BuildOut.of(found.build, found.seminar.slug, found.release, found.waits)
