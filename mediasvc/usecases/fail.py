"""End a build without a release."""

from datetime import UTC, datetime

from mediasvc.domain.build import Build
from mediasvc.domain.errors import Failure
from mediasvc.domain.event import Event, EventKind
from mediasvc.ports import Catalogue


def fail(catalogue: Catalogue, build: Build, failure: Failure) -> None:
    """Record that the build has failed, for good, and the event. One that is final already, or gone, stays as it is."""
    if not catalogue.builds.fail(build.id, failure):
        return
    slug = catalogue.seminars.by_id(build.seminar_id).slug
    now = datetime.now(UTC)
    event = Event(
        EventKind.BUILD_FAILED, now, build.id, build.seminar_id, slug, failure=failure, ordered_by=build.ordered_by
    )
    catalogue.events.add(event)
