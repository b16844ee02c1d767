"""Record a build's release, and let viewers see it where that is to be at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediasvc.domain.build import Build, BuildWarning, Digest
from mediasvc.domain.characters import readable
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.listing import Listing, details_alone
from mediasvc.domain.publishing import ON_REQUEST
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.domain.timeline import Timeline
from mediasvc.ports import Catalogue, Database
from mediasvc.usecases.identities import still_publishes
from mediasvc.usecases.pointer import note_published_by_itself, point, take_plans


@dataclass(frozen=True)
class Contents:
    """The part of a release that the database keeps: its listing, or else its details alone; its timeline.

    `awaits_words` is the recognition that it was made without, as the words were not in yet.
    """

    listing: Listing | None = None
    timeline: Timeline | None = None
    awaits_words: Digest | None = None


UNKNOWN = Contents()


def publish(
    database: Database,
    build: Build,
    files_of: Callable[[Seminar, int], Mapping[str, str]],
    warnings: Sequence[BuildWarning],
    contents: Contents = UNKNOWN,
) -> None:
    """Record the release with the files that `files_of` writes, and move the seminar's pointer to it, as one change.

    The pointer stays where the build's request says that viewers see the release later, and where the release needs
    approval: whoever ordered it may not publish it, or may not any more.

    `files_of` is given the seminar and the release's number, and may be called again, with a higher number.

    A withdrawn talk stays withdrawn, and where viewers see what was handed in later, or what somebody went back to
    since, they go on seeing it. A build that is final by now, published by a second run of it or cancelled, stays as
    it is. The first release of files that another talk is published of gets a warning.
    """
    listing = contents.listing or details_alone(build.request.details)
    made = _Made(build, listing, _readable(warnings), contents.timeline, contents.awaits_words)
    while (seminar_and_number := _next_release(database, build)) is not None:
        # Storage may be slow, and nobody is to wait for it: where another build takes the number meanwhile, these files
        # are written again, under the next one.
        seminar, number = seminar_and_number
        files = files_of(seminar, number)
        with database.transaction() as catalogue:
            if catalogue.releases.next_number(seminar.id) == number:
                _record(catalogue, made, number, files)


@dataclass(frozen=True)
class _Made:
    """A build that is at its end, with the listing of its release, its warnings, its timeline, and what it awaits."""

    build: Build
    listing: Listing
    warnings: Sequence[BuildWarning]
    timeline: Timeline | None
    awaits_words: Digest | None


def _next_release(database: Database, build: Build) -> tuple[Seminar, int] | None:
    """Return the build's seminar, and the number that its next release would have; None for a build that is final."""
    with database.reading() as catalogue:
        if catalogue.builds.by_id(build.id).state.is_final:
            return None
        seminar = catalogue.seminars.by_id(build.seminar_id)
        return seminar, catalogue.releases.next_number(seminar.id)


def _record(catalogue: Catalogue, made: _Made, number: int, files: Mapping[str, str]) -> None:
    """Record the release of this number, point to it if it is due, and end the build, unless that is final."""
    build = catalogue.builds.by_id(made.build.id)
    if build.state.is_final:
        return
    seminar, now = catalogue.seminars.by_id(build.seminar_id), datetime.now(UTC)
    needs_approval = _needs_approval(catalogue, build, seminar)
    publishing = ON_REQUEST if needs_approval else build.request.publishing
    release = Release(seminar.id, number, build.id, files, now, publish_at=publishing.at, needs_approval=needs_approval)
    catalogue.releases.add(release)
    catalogue.releases.add_listing(seminar.id, number, made.listing)
    waiting = catalogue.releases.waiting([seminar.id])
    is_overtaken = release in waiting[1:]
    if release in waiting and publishing.is_due(now) and not (is_overtaken and publishing.at):
        point(catalogue, seminar, release)
    else:
        # What is planned is the newest: a version that was corrected since does not come out by itself.
        take_plans(catalogue, seminar, waiting[1:], "a newer one waits")
    twins = _twins(catalogue, build) if number == 1 else ()
    catalogue.builds.publish(build.id, [*made.warnings, *twins])
    if made.timeline is not None:
        catalogue.builds.keep_timeline(build.id, made.timeline)
    catalogue.builds.await_words(build.id, made.awaits_words)
    kind, slug = EventKind.BUILD_PUBLISHED, seminar.slug
    catalogue.events.add(Event(kind, now, build.id, seminar.id, slug, release=number, ordered_by=build.ordered_by))
    note_published_by_itself(catalogue, seminar)


def _needs_approval(catalogue: Catalogue, build: Build, seminar: Seminar) -> bool:
    if build.needs_approval or build.request.publishing.is_held:
        return build.needs_approval
    # Roles can have changed while it was built.
    return not still_publishes(catalogue, build.ordered_by, seminar)


def _twins(catalogue: Catalogue, build: Build) -> list[BuildWarning]:
    """Return a warning where viewers see another talk that is made of the same files."""
    digests = _digests(build)
    builds = (other for digest in digests[:1] for other in catalogue.builds.of_source(digest))
    for seminar_id in dict.fromkeys(other.seminar_id for other in builds):
        twin = catalogue.seminars.by_id(seminar_id)
        if seminar_id == build.seminar_id or twin.state is not SeminarState.PUBLISHED or twin.release is None:
            continue
        shown = catalogue.releases.by_number(twin.id, twin.release)
        if _digests(catalogue.builds.by_id(shown.build_id)) == digests:
            sentence = (
                f'These files are the talk "{twin.slug}" already, so this is a second talk of them. To replace the '
                f'first one instead, withdraw this one and hand the files in under the slug "{twin.slug}".'
            )
            return [BuildWarning("files_published_before", sentence)]
    return []


def _digests(build: Build) -> list[Digest]:
    """Return the digests of the build's decks and recordings, in an order that does not depend on theirs."""
    return sorted(source.digest for source in build.request.files)


def _readable(warnings: Sequence[BuildWarning]) -> list[BuildWarning]:
    """Return the warnings without what files' names and words may hold that is no writing."""
    return [replace(warning, message=readable(warning.message)) for warning in warnings]
