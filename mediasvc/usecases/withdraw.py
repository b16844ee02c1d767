"""Take a talk off the public pages."""

from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Database


def withdraw(database: Database, slug: str) -> Seminar:
    """Nothing of the seminar is public any more. Its sources and releases stay; doing it again changes nothing.

    Raises:
        NotFound: no such seminar, or it was never published.
    """
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        if seminar.state is SeminarState.DRAFT:
            raise NotFound(f"{slug} is not published")
        if seminar.state is SeminarState.PUBLISHED:
            catalogue.seminars.withdraw(seminar.id)
        return catalogue.seminars.by_slug(slug)
