"""Build talks again that were published without their words, once these are in."""

import uuid
from contextlib import suppress
from datetime import UTC, datetime

from mediasvc.domain.build import Build, BuildId, BuildState, Source
from mediasvc.domain.errors import NotFound, QueueUnavailable
from mediasvc.domain.order import Order, request_of
from mediasvc.domain.recognition_job import Recognition, warning_of
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Catalogue, Database, JobQueue
from mediasvc.usecases.hand_in import announced_details, last_request
from mediasvc.usecases.identities import still_publishes
from mediasvc.usecases.note import SERVICE, note_build


def build_with_words(database: Database, queue: JobQueue) -> int:
    """Build every talk again that awaits words that are in; return how many that are.

    A talk without words gets a warning instead. That a talk awaits nothing any more, and the build that follows, are
    one change: however often this is done, and by however many at once, one build follows. Where nothing is to be done,
    it costs one query.

    Raises:
        StorageUnavailable
    """
    with database.reading() as catalogue:
        if not catalogue.builds.awaiting_words():
            return 0
    with database.transaction() as catalogue:
        added = [again for build in catalogue.builds.awaiting_words() if (again := _follow_up(catalogue, build))]
    for build in added:
        # What the queue does not hear of now, it hears of when the service reconciles.
        with suppress(QueueUnavailable):
            queue.enqueue(build.job)
    return len(added)


def _follow_up(catalogue: Catalogue, build: Build) -> Build | None:
    """Return the build that follows this one with its words; None where none does, or not yet."""
    recognition, seminar = _recognition(catalogue, build), catalogue.seminars.by_id(build.seminar_id)
    is_unfinished = recognition is not None and not recognition.state.is_final
    if is_unfinished or _is_to_wait(catalogue, seminar, build):
        return None
    catalogue.builds.await_words(build.id, None)
    if recognition is None:
        return None
    if (warning := warning_of(recognition)) is not None:
        catalogue.builds.warn(build.id, warning)
        return None
    return _again(catalogue, seminar, build) if _is_newest(catalogue, seminar, build) else None


def _recognition(catalogue: Catalogue, build: Build) -> Recognition | None:
    try:
        return None if build.awaits_words is None else catalogue.recognitions.by_id(build.awaits_words)
    except NotFound:
        return None


def _is_newest(catalogue: Catalogue, seminar: Seminar, build: Build) -> bool:
    """Return whether nothing was handed in since that may still come out, and nobody has chosen another release."""
    builds = (other for other in catalogue.builds.of_seminar(seminar.id) if other.state is not BuildState.FAILED)
    release = catalogue.releases.of_build(build.id)
    if release is None or next(builds).id != build.id or release.sent_back is not None:
        return False
    return release.number == seminar.release or build.number > seminar.decided


def _is_to_wait(catalogue: Catalogue, seminar: Seminar, build: Build) -> bool:
    """Return whether the next build is not to come yet.

    That is so while nobody is to see the talk, while a newer build may still fail, and while a release is planned whose
    next one would need approval: it would take the plan away.
    """
    if seminar.removal is not None or seminar.state is SeminarState.WITHDRAWN:
        return True
    if any(not other.state.is_final for other in catalogue.builds.of_seminar(seminar.id)):
        return True
    is_planned = any(_is_planned(each) for each in catalogue.releases.waiting([seminar.id])[:1])
    return is_planned and (build.needs_approval or not still_publishes(catalogue, build.ordered_by, seminar))


def _is_planned(release: Release) -> bool:
    return release.publish_at is not None


def _again(catalogue: Catalogue, seminar: Seminar, build: Build) -> Build:
    """Add a build as whoever ordered the first one would get it by asking for the same again."""
    request = request_of(Order[Source](), last_request(catalogue, seminar), announced_details(catalogue, seminar))
    again = catalogue.builds.add(
        Build(
            BuildId(uuid.uuid4().hex),
            seminar.id,
            request,
            datetime.now(UTC),
            ordered_by=build.ordered_by,
            needs_approval=build.needs_approval,
        )
    )
    note_build(catalogue, SERVICE, again, seminar)
    return again
