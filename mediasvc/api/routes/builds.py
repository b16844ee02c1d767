"""Builds: start, follow, cancel."""

import asyncio
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from mediasvc.api.deps import BuildId, Expected, Known, Parts, Slug, problems, problems_of_json
from mediasvc.api.schemas import BuildOrder, BuildOut
from mediasvc.api.versioned import SEMINAR_CHANGED
from mediasvc.api.watched import WatchedBuilds
from mediasvc.delivery.addresses import API
from mediasvc.delivery.askers import asker_of
from mediasvc.domain import build as domain
from mediasvc.domain.errors import NotAllowed, NotFound, TransientError
from mediasvc.usecases import builds, follow
from mediasvc.usecases.build import build
from mediasvc.usecases.retry import retry

router = APIRouter(tags=["builds"])

LOOK_EVERY_S = 0.5
# What another one saw is taken where it is younger than this share of the time between two looks.
GOOD_FOR = 0.8
# A token that was revoked, or a session that has ended, shows nothing new after so long.
ASK_AGAIN_AFTER_S = 5.0


@router.post(
    "/seminars/{slug}/builds",
    status_code=HTTPStatus.ACCEPTED,
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def start_build(
    parts: Parts, who: Known, slug: Slug, order: BuildOrder, versions: Expected, response: Response
) -> BuildOut:
    """Start a build: a new release of the seminar, which viewers see when it is done, or as the order says."""
    begun = build(parts, who, slug, order.order, versions)
    response.headers["Location"] = f"{API}/builds/{begun.id}"
    return read_build(parts, who, begun.id)


@router.get("/seminars/{slug}/builds", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def list_builds(parts: Parts, who: Known, slug: Slug) -> list[BuildOut]:
    """List a seminar's builds, newest first."""
    return [_told(each) for each in builds.list_builds(parts, who, slug)]


@router.get("/builds/{build_id}", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def read_build(parts: Parts, who: Known, build_id: BuildId) -> BuildOut:
    """Read how far a build is, or how it ended."""
    return _told(builds.read_build(parts, who, domain.BuildId(build_id)))


def _watched(request: Request) -> WatchedBuilds:
    watched: WatchedBuilds = request.app.state.watched
    return watched


Watched = Annotated[WatchedBuilds, Depends(_watched)]
Begun = Annotated[BuildOut, Depends(read_build)]


@router.get(
    "/builds/{build_id}/events",
    response_class=EventSourceResponse,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
)
async def follow_build(
    parts: Parts, who: Known, request: Request, watched: Watched, begun: Begun
) -> AsyncIterator[ServerSentEvent]:
    """Follow a build: an event `progress` with the build whenever something has changed, the last one named `end`.

    The first event is the build as it is, so that who comes back has missed nothing. It ends without `end` where the
    asker may not read the build any more.
    """
    seen: BuildOut | None = None
    now, asked_at = begun, time.monotonic()
    while True:
        final = now.state.is_final
        if now != seen:
            yield ServerSentEvent(event="end" if final else "progress", data=now)
            seen = now
        if final:
            return
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            if time.monotonic() - asked_at > ASK_AGAIN_AFTER_S:
                who, asked_at = await run_in_threadpool(asker_of, parts, request), time.monotonic()
            now = _told(await watched.read(parts, who, domain.BuildId(begun.id), GOOD_FOR * LOOK_EVERY_S))
        except TransientError:
            continue
        except (NotFound, NotAllowed):
            return


@router.post(
    "/builds/{build_id}/retry",
    status_code=HTTPStatus.ACCEPTED,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.CONFLICT),
)
def retry_build(parts: Parts, who: Known, build_id: BuildId, response: Response) -> BuildOut:
    """Build once more what a build that failed was to make, of the files that are there now under their names."""
    begun = retry(parts, who, domain.BuildId(build_id))
    response.headers["Location"] = f"{API}/builds/{begun.id}"
    return read_build(parts, who, begun.id)


@router.post("/builds/{build_id}/cancel", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def cancel_build(parts: Parts, who: Known, build_id: BuildId) -> BuildOut:
    """Cancel a build: nothing is published by it. One that is at its end stays as it is."""
    follow.cancel(parts, who, domain.BuildId(build_id))
    return read_build(parts, who, build_id)


def _told(found: builds.BuildOfSeminar) -> BuildOut:
    return BuildOut.of_build(found.build, found.seminar.slug, found.release, found.place, waits=found.waits)
