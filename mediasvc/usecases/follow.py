"""Wait for a build."""

import time
from collections.abc import Callable
from contextlib import suppress

from mediasvc.domain.build import Build, BuildId
from mediasvc.domain.errors import Cancelled, QueueUnavailable
from mediasvc.ports import BuildQueue, Database

LOOK_EVERY_S = 0.2


def follow(
    database: Database, build_id: BuildId, on_change: Callable[[Build], None], check: Callable[[], None]
) -> Build:
    """The build as it ended; `on_change` sees it whenever something has changed.

    Raises:
        NotFound: there is no such build any more.
        MediasvcError: what `check`, which is asked again and again, raises because nobody can run builds.
    """
    seen: Build | None = None
    while True:
        with database.reading() as catalogue:
            build = catalogue.builds.by_id(build_id)
        if build != seen:
            on_change(build)
            seen = build
        if build.state.is_final:
            return build
        check()
        time.sleep(LOOK_EVERY_S)


def cancel(database: Database, queue: BuildQueue, build: Build) -> None:
    """The build has failed, as cancelled, unless it is final already; whoever runs it is told to stop."""
    with database.transaction() as catalogue:
        catalogue.builds.fail(build.id, Cancelled().failure)
    with suppress(QueueUnavailable):
        queue.cancel(build.id)
