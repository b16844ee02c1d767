"""Forget talks that were removed and not brought back in time, and drafts of which nothing is to be left."""

from collections.abc import Sequence
from datetime import datetime

from mediasvc.domain.access import Actor
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, NotFound
from mediasvc.domain.seminar import Seminar, SeminarId, SeminarState
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_removable
from mediasvc.usecases.hand_in import remove_unused
from mediasvc.usecases.note import SERVICE, note_of
from mediasvc.usecases.remove import remove_found
from mediasvc.usecases.versions import Versions, check_version

# Each may mean to delete files of gigabytes, and others wait for whoever does it.
TALKS_AT_ONCE = 20


def purge(parts: Parts, now: datetime) -> int:
    """Forget some of the talks whose removal can be undone until `now` or earlier; return how many they were.

    Sources that nobody else uses are deleted, and files that each release has for itself; what its renditions and
    pictures are made of stays. Several may do so at once. Where nothing is to be done, it costs one query.

    Raises:
        StorageUnavailable
    """
    with parts.database.reading() as catalogue:
        over = catalogue.removals.over(now, TALKS_AT_ONCE)
    return sum(_purge(parts, seminar_id, now) for seminar_id in over)


def discard_draft(parts: Parts, actor: Actor, slug: str, versions: Versions = None) -> Seminar:
    """Forget a draft at once: nobody brings it back, and its slug is free for another one.

    So programs clean up what they have just made. Return the draft as it was removed.

    Raises:
        NotFound: no such seminar.
        Conflict: it was published, and can only be removed for a while; or a build of it is not at its end.
        VersionChanged: it has none of these versions.
        StorageUnavailable
    """
    with parts.database.transaction() as catalogue:
        seminar = find_removable(catalogue, actor, slug)
        check_version(catalogue, seminar, versions)
        if seminar.state_unless_removed is not SeminarState.DRAFT:
            raise Conflict(f"{slug} has been published: it can be removed, and brought back for a while")
        if any(not build.state.is_final for build in catalogue.builds.of_seminar(seminar.id)):
            raise Conflict(f"{slug} is being built; cancel that first")
        remove_found(catalogue, actor, seminar, kept_days=0)
        removed = catalogue.seminars.by_id(seminar.id)
        own_keys = _forget(parts, catalogue, seminar)
    for key in own_keys:
        parts.storage.delete(key)
    return removed


def _purge(parts: Parts, seminar_id: SeminarId, now: datetime) -> bool:
    """Forget the talk, and return whether that was still to be done."""
    with parts.database.transaction() as catalogue:
        try:
            seminar = catalogue.seminars.by_id(seminar_id)
        except NotFound:
            return False
        if seminar.removal is None or not seminar.removal.is_over(now):
            return False
        own_keys = _forget(parts, catalogue, seminar)
    for key in own_keys:
        parts.storage.delete(key)
    return True


def _forget(parts: Parts, catalogue: Catalogue, seminar: Seminar) -> Sequence[str]:
    """Forget the talk, and delete its sources. Return the keys of other files that are its alone."""
    builds = catalogue.builds.of_seminar(seminar.id)
    sources = {*catalogue.sources.of_seminar(seminar.id), *(s for build in builds for s in build.request.sources)}
    releases = catalogue.releases.of_seminar(seminar.id)
    catalogue.removals.purge(seminar.id)
    remove_unused(catalogue, parts.storage, sources)
    note_of(catalogue, SERVICE, Action.SEMINAR_PURGED, seminar)
    return [key for release in releases for key in release.own_keys]
