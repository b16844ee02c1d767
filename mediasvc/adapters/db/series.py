"""Series of seminars in one transaction of a SQL database."""

import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.tables import SeriesRow
from mediasvc.domain.search import words_of
from mediasvc.domain.seminar import Series, SeriesId


class SqlSeries:
    """Fills AllSeries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_title(self, title: str, title_slug: str) -> Series:
        while (row := self._row(title)) is None:
            slug = free_slug(title_slug, self._slugs())
            words = " ".join(words_of([title]))
            new = SeriesRow(id=uuid.uuid4().hex, slug=slug, title=title, description="", words=words)
            try:
                with self._session.begin_nested():
                    self._session.add(new)
            except IntegrityError:
                # Another transaction was faster, and is known from now on.
                if slug not in self._slugs() and self._row(title) is None:
                    raise
        return series_of(row)

    def _row(self, title: str) -> SeriesRow | None:
        return self._session.scalar(select(SeriesRow).where(SeriesRow.title == title))

    def _slugs(self) -> set[str]:
        return set(self._session.scalars(select(SeriesRow.slug)))


def series_of(row: SeriesRow) -> Series:
    """The series that the row holds."""
    return Series(SeriesId(row.id), row.slug, row.title, row.description)
