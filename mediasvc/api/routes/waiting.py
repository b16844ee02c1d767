"""The order that waits until a seminar's files have come."""

from http import HTTPStatus

from fastapi import APIRouter

from mediasvc.api.deps import Expected, Known, Parts, Slug, problems, problems_of_json
from mediasvc.api.schemas import BuildOrder, BuildOut, OrderOut, OrderState
from mediasvc.api.versioned import SEMINAR_CHANGED
from mediasvc.domain.build import Build
from mediasvc.usecases import waiting

router = APIRouter(tags=["builds"])


@router.put(
    "/seminars/{slug}/waiting-order",
    status_code=HTTPStatus.ACCEPTED,
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def order_when_complete(parts: Parts, who: Known, slug: Slug, order: BuildOrder, versions: Expected) -> OrderOut:
    """Start a build as soon as all its files have come: at once, or when the last upload is finished.

    The order may name files that are still on their way. It replaces one that waits.
    """
    ordered = waiting.order_when_complete(parts, who, slug, order.order, versions)
    if isinstance(ordered, Build):
        return OrderOut(state=OrderState.BEGUN, build=BuildOut.of_build(ordered, slug))
    return OrderOut.of(ordered)


@router.get("/seminars/{slug}/waiting-order", responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
def read_waiting_order(parts: Parts, who: Known, slug: Slug) -> OrderOut:
    """Read which files the order that waits is waiting for, or why no build could begin when they had come."""
    return OrderOut.of(waiting.read_waiting(parts, who, slug))


@router.delete(
    "/seminars/{slug}/waiting-order",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**problems(HTTPStatus.NOT_FOUND, HTTPStatus.GONE), **SEMINAR_CHANGED},
)
def cancel_waiting_order(parts: Parts, who: Known, slug: Slug, versions: Expected) -> None:
    """Take back the order that waits."""
    waiting.cancel_waiting(parts, who, slug, versions)
