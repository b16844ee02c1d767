"""Bring back a talk that was withdrawn, or an earlier release of it."""

from datetime import UTC, datetime

from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Database


def restore(database: Database, slug: str, number: int | None = None) -> Seminar:
    """Viewers see this release, or the one that they saw last, with what was said about the seminar then.

    Raises:
        NotFound: no such seminar, or no such release of it.
    """
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        number = seminar.release if number is None else number
        if number is None:
            raise NotFound(f"{slug} has no release yet")
        release = catalogue.releases.by_number(seminar.id, number)
        details = catalogue.builds.by_id(release.build_id).request.details
        catalogue.seminars.point(seminar.id, number, details, datetime.now(UTC))
        catalogue.seminars.bring_back(seminar.id)
        return catalogue.seminars.by_id(seminar.id)
