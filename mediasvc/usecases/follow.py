"""Wait for a build."""

import time
from collections.abc import Callable
from contextlib import suppress

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.audit import Action
from mediasvc.domain.build import Build, BuildId
from mediasvc.domain.errors import Cancelled, QueueUnavailable
from mediasvc.domain.seminar import SeminarState
from mediasvc.ports import JobQueue, Parts
from mediasvc.usecases.fail import fail
from mediasvc.usecases.find import find_build
from mediasvc.usecases.note import note

# Who has waited long does not mind to wait a little longer.
LOOK_AFTER = 0.05
LOOK_SOONEST_S, LOOK_LATEST_S = 0.02, 0.2
NOTES_WITHIN_S = 1.0


def follow(
    parts: Parts, actor: Actor, build_id: BuildId, on_change: Callable[[Build], None], check: Callable[[], None]
) -> Build:
    """Return the build as it ended; `on_change` sees it whenever something has changed.

    Raises:
        NotFound: there is no such build any more.
        MediasvcError: what `check`, which is asked again and again, raises because nobody can run builds.
    """
    seen: Build | None = None
    began = time.monotonic()
    while True:
        with parts.database.reading() as catalogue:
            build, _ = find_build(catalogue, actor, Right.READ, build_id)
        if build != seen:
            on_change(build)
            seen = build
        if build.state.is_final:
            return build
        check()
        waited_s = time.monotonic() - began
        time.sleep(min(LOOK_LATEST_S, max(LOOK_SOONEST_S, LOOK_AFTER * waited_s)))


def await_words(parts: Parts, actor: Actor, build_id: BuildId, check: Callable[[], None]) -> tuple[Build, Build | None]:
    """Wait until the build awaits no words any more; return it, with the one that follows it, if one does.

    Where nobody is to see its talk any more, nothing follows until that has changed: that is not waited for.

    Raises:
        NotFound: there is no such build any more.
        MediasvcError: what `check` raises.
    """
    while True:
        with parts.database.reading() as catalogue:
            build, seminar = find_build(catalogue, actor, Right.READ, build_id)
            newest = catalogue.builds.of_seminar(seminar.id)[0]
        if build.awaits_words is None or seminar.state in (SeminarState.WITHDRAWN, SeminarState.REMOVED):
            return build, newest if newest.number > build.number else None
        check()
        time.sleep(LOOK_LATEST_S)


def let_go(queue: JobQueue, build: Build) -> None:
    """Wait a moment until the worker of a final build has recorded how it went; it may be stopped afterwards."""
    until = time.monotonic() + NOTES_WITHIN_S
    with suppress(QueueUnavailable):
        while build.job in queue.live() and time.monotonic() < until:
            time.sleep(LOOK_SOONEST_S)


def cancel(parts: Parts, actor: Actor, build_id: BuildId) -> None:
    """Let the build have failed, as cancelled, unless it is final already; whoever runs it is told to stop.

    Raises:
        NotFound: there is no such build.
    """
    with parts.database.transaction() as catalogue:
        build, seminar = find_build(catalogue, actor, Right.HAND_IN, build_id)
        if not build.state.is_final:
            note(catalogue, actor, Action.BUILD_CANCELLED, seminar)
        fail(catalogue, build, Cancelled().failure)
    with suppress(QueueUnavailable):
        parts.queue.cancel(build.job)
