"""Stages of a talk on its way, as its people see them."""

from collections.abc import Sequence
from enum import StrEnum

from mediasvc.domain.approval import Approval
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
    APPROVAL = "approval"
    """A release waits for somebody to publish it, as whoever handed it in may not, or to send it back."""
    SENT_BACK = "sent_back"
    """A release waits that somebody has sent back to whoever handed it in."""
    PLANNED = "planned"
    """A release waits for the time at which it is published."""
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"


_OF_SEMINARS = {SeminarState.PUBLISHED: Stage.PUBLIC, SeminarState.WITHDRAWN: Stage.WITHDRAWN}
OF_APPROVALS = {Approval.AWAITED: Stage.APPROVAL, Approval.SENT_BACK: Stage.SENT_BACK, None: Stage.READY}
_OF_BUILDS = {BuildState.QUEUED: Stage.WAITING, BuildState.RUNNING: Stage.WORKING}


def stages_of(
    seminar: Seminar, newest: Build | None, waiting: Release | None, order: WaitingOrder | None
) -> Sequence[Stage]:
    """Return every stage that a seminar is at: what viewers see, then what is still to be published, then the work.

    There is one at least, and where nothing else is true, it is being prepared. `newest` is its newest build, `waiting`
    the newest release that is still to be published; `order` waits for its files, or could not begin when they had
    come. A seminar that was removed is at those at which it is again when that is undone.
    """
    found = (_OF_SEMINARS.get(seminar.state_unless_removed), _of_waiting(seminar, waiting), _of_work(newest, order))
    return tuple(stage for stage in found if stage is not None) or (Stage.PREPARING,)


def _of_waiting(seminar: Seminar, waiting: Release | None) -> Stage | None:
    if waiting is None:
        return None
    # Whatever is planned for it, nobody sees anything of a talk that was withdrawn.
    is_planned = waiting.publish_at is not None and seminar.state_unless_removed is not SeminarState.WITHDRAWN
    return Stage.PLANNED if is_planned else OF_APPROVALS[waiting.approval(waits=True)]


def _of_work(newest: Build | None, order: WaitingOrder | None) -> Stage | None:
    if newest is not None and newest.state in _OF_BUILDS:
        return _OF_BUILDS[newest.state]
    if order is not None:
        return Stage.ARRIVING if order.failure is None else Stage.FAILED
    has_failed = newest is not None and newest.failure is not None and newest.failure.code != Cancelled.code
    return Stage.FAILED if has_failed else None
