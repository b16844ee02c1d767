"""Forget talks that were removed and not brought back in time."""

from collections.abc import Sequence
from datetime import datetime

from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarId
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.hand_in import remove_unused
from mediasvc.usecases.note import SERVICE, note_of

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
