"""Publish the releases whose time has come."""

from datetime import datetime

from mediasvc.ports import Database
from mediasvc.usecases.pointer import note_published_by_itself, point


def publish_due(database: Database, now: datetime) -> int:
    """Let viewers see the releases that were planned for `now` or earlier; return how many there were.

    Of several of one seminar it is that of the newest build. What somebody has published or gone back to since they
    were planned stays where it is newer, and a withdrawn seminar stays withdrawn. Several may do so at once. Where
    nothing is to be done, it costs one query.

    Raises:
        StorageUnavailable
    """
    with database.reading() as catalogue:
        if not catalogue.releases.due(now):
            return 0
    with database.transaction() as catalogue:
        newest = {release.seminar_id: release for release in catalogue.releases.due(now)}
        for release in newest.values():
            seminar = catalogue.seminars.by_id(release.seminar_id)
            point(catalogue, seminar, release)
            note_published_by_itself(catalogue, seminar)
    return len(newest)
