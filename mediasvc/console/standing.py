"""Buttons that decide what viewers see. They are about the talk as it stood when its page was opened."""

from collections.abc import Callable
from contextlib import suppress

from mediasvc.console.visit import Visit
from mediasvc.domain.access import Right, check
from mediasvc.domain.errors import Conflict, VersionChanged
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.restore import restore, restore_sent_back
from mediasvc.usecases.versions import Versions, read_version

STANDS_FIELD = "stands"


def stands(seminar: Seminar) -> str:
    """Return what a form holds of what viewers see."""
    return f"{seminar.state} {seminar.release or 0}"


def as_it_stood(visit: Visit, change: Callable[[Versions], object], is_done: Callable[[Seminar], bool]) -> None:
    """Make the change, unless viewers have come to see something else since the form was opened.

    Where that is what the change would do, because the form is sent twice or two people press the same button, nothing
    is left to do. Raises Conflict, NotAllowed for somebody who publishes nothing, and what `change` raises.
    """
    check(visit.actor, Right.PUBLISH)
    while True:
        version = read_version(visit.service, visit.actor, visit.slug)
        seminar = my_talk(visit.service, visit.actor, visit.slug).seminar
        if visit.text(STANDS_FIELD) not in ("", stands(seminar)):
            if is_done(seminar):
                return
            raise _stands_otherwise(seminar)
        with suppress(VersionChanged):
            change(None if version is None else {version})
            return


def publish_as_it_stood(visit: Visit, number: int | None) -> None:
    """Let viewers see this release, or again what they saw before a withdrawal, unless they see something else."""

    def change(versions: Versions) -> object:
        if number is not None and visit.shows_sent_back:
            return restore_sent_back(visit.service, visit.actor, visit.slug, number, versions)
        return restore(visit.service, visit.actor, visit.slug, number, versions)

    def is_seen(seminar: Seminar) -> bool:
        return seminar.state is SeminarState.PUBLISHED and number in (None, seminar.release)

    as_it_stood(visit, change, is_seen)


def is_withdrawn(seminar: Seminar) -> bool:
    """Return whether viewers see nothing of the seminar any more."""
    return seminar.state is SeminarState.WITHDRAWN


def is_never_done(_: Seminar) -> bool:
    """Return False: what the change does is not seen by viewers."""
    return False


def _stands_otherwise(seminar: Seminar) -> Conflict:
    reason = "withdrawn_since" if is_withdrawn(seminar) else "published_since"
    return Conflict(f"{seminar.slug} is {seminar.state} since").because(reason)
