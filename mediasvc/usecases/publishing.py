"""Decide when viewers see what somebody hands in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from mediasvc.domain.access import Actor, Right, identity_of, may
from mediasvc.domain.build import BuildRequest
from mediasvc.domain.errors import NotAllowed
from mediasvc.domain.order import Order
from mediasvc.domain.publishing import ON_REQUEST, checked_time
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue

File = TypeVar("File")
Asked = TypeVar("Asked", Order[Any], BuildRequest)


def as_allowed(actor: Actor, seminar: Seminar, order: Order[File]) -> Order[File]:
    """Return the order, whose release is held where the actor may not publish and does not ask for it.

    Raises:
        NotAllowed: the actor asks for a release that is published, and may not publish.
        Usage: the release is to be published at a time that has passed.
    """
    asked = order.publishing
    if not may(actor, Right.PUBLISH, seminar):
        if asked not in (None, ON_REQUEST):
            raise NotAllowed(
                "publishing a talk", "Hand it in without saying when it is published; an organiser can publish it."
            )
        return held_unless_allowed(actor, seminar, order)
    if asked is not None:
        checked_time(asked, datetime.now(UTC))
    return order


def held_unless_allowed(actor: Actor, seminar: Seminar, asked: Asked) -> Asked:
    """Return the order or the request, whose release is held where the actor may not publish."""
    return asked if may(actor, Right.PUBLISH, seminar) else replace(asked, publishing=ON_REQUEST)


def hold_order(catalogue: Catalogue, actor: Actor, seminar: Seminar) -> None:
    """Hold the order that waits for the seminar's files, where the actor changes what it uses and may not publish.

    It is the actor's order from now on, so that nothing of theirs comes out because somebody else had asked before.
    """
    waiting = catalogue.waiting_orders.of_seminar(seminar.id)
    if waiting is None or waiting.asked_by == identity_of(actor) or may(actor, Right.PUBLISH, seminar):
        return
    held = held_unless_allowed(actor, seminar, waiting.order)
    catalogue.waiting_orders.put(replace(waiting, order=held, asked_by=identity_of(actor)))
