"""Move a seminar's pointer, by which viewers see a release."""

from collections.abc import Sequence
from datetime import UTC, datetime

from mediasvc.domain.audit import Action
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.person import PersonId
from mediasvc.domain.publishing import planned
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Catalogue
from mediasvc.usecases.note import SERVICE, note_of


def point(catalogue: Catalogue, seminar: Seminar, release: Release) -> None:
    """Point to the release, with the details that it carries. A withdrawn seminar stays so.

    A release that waited leaves what is newer on its way. To go back to one that did not is to decide on everything
    that has been handed in: no build of it moves the pointer any more.
    """
    build = catalogue.builds.by_id(release.build_id)
    waited = build.number > seminar.decided
    decided = build.number if waited else catalogue.builds.of_seminar(seminar.id)[0].number
    catalogue.seminars.point(seminar.id, release.number, build.request.details, decided)


def note_published(catalogue: Catalogue, before: Seminar, by: PersonId | None = None) -> Release | None:
    """Keep the event that viewers see another release than `before`, or something again, and return it, if they do.

    `by` is the person who has published it now.
    """
    after = catalogue.seminars.by_id(before.id)
    if after.state is not SeminarState.PUBLISHED or (after.state, after.release) == (before.state, before.release):
        return None
    release = catalogue.releases.by_number(after.id, after.release or 0)
    build = catalogue.builds.by_id(release.build_id)
    event = Event(
        EventKind.RELEASE_PUBLISHED,
        datetime.now(UTC),
        build.id,
        after.id,
        after.slug,
        release=release.number,
        ordered_by=build.ordered_by,
        by=by,
    )
    catalogue.events.add(event)
    return release


def note_published_by_itself(catalogue: Catalogue, before: Seminar) -> None:
    """Keep the same event, and note in the audit log that it was no person who did it now."""
    release = note_published(catalogue, before)
    if release is not None:
        build = catalogue.builds.by_id(release.build_id)
        when = planned(release.publish_at) if release.publish_at else build.request.publishing
        note_of(catalogue, SERVICE, Action.RELEASE_PUBLISHED, before, f"{release.number}, {when}")


def take_plans(catalogue: Catalogue, seminar: Seminar, releases: Sequence[Release], reason: str) -> None:
    """Let these releases of the seminar wait for a request. `reason` is short, for the audit log."""
    for release in releases:
        if release.publish_at is not None:
            catalogue.releases.plan(seminar.id, release.number, None)
            note_of(catalogue, SERVICE, Action.RELEASE_HELD, seminar, f"{release.number}, as {reason}")
