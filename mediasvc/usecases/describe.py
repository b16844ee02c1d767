"""Change what is said about a seminar."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from mediasvc.domain.build import Build
from mediasvc.domain.errors import Conflict, NotFound, QueueUnavailable
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarState
from mediasvc.ports import BuildQueue, Catalogue, Database
from mediasvc.usecases.hand_in import last_request, new_build


def describe(
    database: Database, queue: BuildQueue, slug: str, change: Callable[[SeminarDetails], SeminarDetails]
) -> tuple[Seminar, Build | None]:
    """Give the seminar the details that `change` makes of its own.

    A release says what was true when it was built: where there is one, or one is on its way, a build of the same
    sources follows, and viewers see the change when it is published. Nothing is encoded for it.

    Raises:
        NotFound: no such seminar.
        Conflict: it is withdrawn; a build would bring it back.
    """
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        if seminar.state is SeminarState.WITHDRAWN:
            raise Conflict(f"{slug} is withdrawn; bring it back first")
        seminar = replace(seminar, details=_announced(catalogue, seminar))
        details = change(seminar.details)
        if details == seminar.details:
            return seminar, None
        catalogue.seminars.describe(seminar.id, details)
        build = _follow_up(catalogue, seminar, details)
    if build is not None:
        # Where the queue is away, the build is put into it when it is back.
        with suppress(QueueUnavailable):
            queue.enqueue(build.id)
    return replace(seminar, details=details), build


def _announced(catalogue: Catalogue, seminar: Seminar) -> SeminarDetails:
    """What is said once everything that is on its way has been published.

    An older build that ends before a newer one says again what was said when it was handed in.
    """
    for build in catalogue.builds.of_seminar(seminar.id):
        if not build.state.is_final:
            return build.request.details
    return seminar.details


def _follow_up(catalogue: Catalogue, seminar: Seminar, details: SeminarDetails) -> Build | None:
    try:
        request = last_request(catalogue, seminar)
    except NotFound:
        return None
    return new_build(catalogue, replace(request, details=details), seminar)
