"""Stages of a talk on its way, as its people see them."""

from enum import StrEnum

from mediasvc.domain.build import Build, BuildState
from mediasvc.domain.errors import Cancelled
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.domain.waiting import WaitingOrder


class Stage(StrEnum):
    PREPARING = "preparing"
    """Nothing was asked for yet."""
    ARRIVING = "arriving"
    """It is built as soon as its files are here."""
    WAITING = "waiting"
    WORKING = "working"
    FAILED = "failed"
    READY = "ready"
    """A release waits for somebody to publish it."""
    PLANNED = "planned"
    """A release waits for the time at which it is published."""
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"


_OF_BUILDS = {BuildState.QUEUED: Stage.WAITING, BuildState.RUNNING: Stage.WORKING}


def stage_of(seminar: Seminar, newest: Build | None, waiting: Release | None, order: WaitingOrder | None) -> Stage:
    """Return the stage of a seminar with this `newest` build, and this release that is still to be published.

    `order` waits for its files, or could not begin when they had come.
    """
    if newest is not None and newest.state in _OF_BUILDS:
        return _OF_BUILDS[newest.state]
    if order is not None:
        return Stage.ARRIVING if order.failure is None else Stage.FAILED
    if newest is not None and newest.failure is not None and newest.failure.code != Cancelled.code:
        return Stage.FAILED
    if seminar.state is SeminarState.WITHDRAWN:
        return Stage.WITHDRAWN
    if waiting is not None:
        return Stage.READY if waiting.publish_at is None else Stage.PLANNED
    return Stage.PUBLIC if seminar.state is SeminarState.PUBLISHED else Stage.PREPARING
