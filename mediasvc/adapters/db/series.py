"""Series of seminars in one transaction of a SQL database."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.tables import SeriesRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.search import words_of
from mediasvc.domain.series import Series, SeriesId


class SqlSeries:
    """Fills AllSeries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_title(self, title: str, title_slug: str) -> Series:
        row = self._session.scalar(select(SeriesRow).where(SeriesRow.title == title))
        if row is None:
            slug = free_slug(title_slug, set(self._session.scalars(select(SeriesRow.slug))))
            words = " ".join(words_of([title]))
            row = SeriesRow(id=uuid.uuid4().hex, slug=slug, title=title, description="", words=words)
            self._session.add(row)
            self._session.flush()
        return series_of(row)

    def by_title(self, title: str) -> Series:
        return self._one(SeriesRow.title == title, title)

    def by_id(self, series_id: SeriesId) -> Series:
        return self._one(SeriesRow.id == series_id, series_id)

    def all(self) -> Sequence[Series]:
        # Sorted here: databases have alphabets of their own.
        return sorted(map(series_of, self._session.scalars(select(SeriesRow))), key=lambda series: series.title)

    def _one(self, condition: ColumnElement[bool], name: str) -> Series:
        row = self._session.scalar(select(SeriesRow).where(condition))
        if row is None:
            raise NotFound(name)
        return series_of(row)


def series_of(row: SeriesRow) -> Series:
    """The series that the row holds."""
    return Series(SeriesId(row.id), row.slug, row.title, row.description)
