"""Series of seminars in one transaction of a SQL database."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.stages import IS_REMOVED
from mediasvc.adapters.db.tables import MemberRow, SeminarRow, SeriesRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.search import words_of
from mediasvc.domain.series import Series, SeriesId, SeriesPicture, SeriesSize


class SqlSeries:
    """Fills AllSeries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_title(self, title: str, title_slug: str) -> Series:
        row = self._session.scalar(select(SeriesRow).where(SeriesRow.title == title))
        if row is None:
            slug = free_slug(title_slug, set(self._session.scalars(select(SeriesRow.slug))))
            row = SeriesRow(id=uuid.uuid4().hex, slug=slug, title=title, description="", words=_words(title))
            feed = free_slug(title, set(self._session.scalars(select(_FEED))))
            row.feed_name = None if feed == title else feed
            self._session.add(row)
            self._session.flush()
        return series_of(row)

    def by_title(self, title: str) -> Series:
        return series_of(self._one(SeriesRow.title == title, title))

    def by_id(self, series_id: SeriesId) -> Series:
        return series_of(self._one(SeriesRow.id == series_id, series_id))

    def by_slug(self, slug: str) -> Series:
        return series_of(self._one(SeriesRow.slug == slug, slug))

    def by_feed(self, name: str) -> Series:
        own_title = and_(SeriesRow.feed_name.is_(None), SeriesRow.title == name)
        return series_of(self._one(or_(SeriesRow.feed_name == name, own_title), name))

    def all(self) -> Sequence[Series]:
        # Sorted here: databases have alphabets of their own.
        return sorted(map(series_of, self._session.scalars(select(SeriesRow))), key=lambda series: series.title)

    def description(self, series_id: SeriesId) -> str:
        return self._one(SeriesRow.id == series_id, series_id).description

    def descriptions(self) -> Mapping[SeriesId, str]:
        found = self._session.execute(select(SeriesRow.id, SeriesRow.description))
        return {SeriesId(series): description for series, description in found}

    def describe(self, series_id: SeriesId, title: str, description: str) -> Series:
        row = self._one(SeriesRow.id == series_id, series_id)
        before = series_of(row)
        try:
            with self._session.begin_nested():
                row.title, row.description, row.words = title, description, _words(title)
                row.feed_name = None if title == before.feed else before.feed
                self._session.flush()
        except IntegrityError as error:
            raise ValueError(f"refused by the database: {error.orig}") from error
        if title != before.title:
            # What viewers see of its seminars is other than before.
            of_series = update(SeminarRow).where(SeminarRow.series_id == series_id)
            self._session.execute(of_series.values(version=SeminarRow.version + 1))
        return series_of(row)

    def picture(self, series_id: SeriesId) -> SeriesPicture:
        row = self._one(SeriesRow.id == series_id, series_id)
        return SeriesPicture(row.picture, row.picture_given, row.picture_failure)

    def change_picture(self, series_id: SeriesId, picture: SeriesPicture) -> None:
        row = self._one(SeriesRow.id == series_id, series_id)
        row.picture, row.picture_given, row.picture_failure = picture.shown, picture.given, picture.failure
        self._session.flush()

    def with_given_picture(self) -> Collection[SeriesId]:
        given = select(SeriesRow.id).where(SeriesRow.picture_given.is_not(None))
        return [SeriesId(each) for each in self._session.scalars(given)]

    def sizes(self) -> Mapping[SeriesId, SeriesSize]:
        of_series = SeminarRow.series_id == SeriesRow.id
        talks, members, removed = (
            select(func.count()).where(*conditions).scalar_subquery()
            for conditions in (
                (of_series, not_(IS_REMOVED)),
                (MemberRow.series_id == SeriesRow.id,),
                (of_series, IS_REMOVED),
            )
        )
        found = self._session.execute(select(SeriesRow.id, talks, members, removed))
        return {SeriesId(series): SeriesSize(*counts) for series, *counts in found}

    def remove(self, series_id: SeriesId) -> None:
        self._one(SeriesRow.id == series_id, series_id)
        try:
            with self._session.begin_nested():
                removed = update(SeminarRow).where(SeminarRow.series_id == series_id, IS_REMOVED)
                self._session.execute(removed.values(series_id=None))
                self._session.execute(delete(MemberRow).where(MemberRow.series_id == series_id))
                self._session.execute(delete(SeriesRow).where(SeriesRow.id == series_id))
        except IntegrityError as error:
            raise ValueError(f"refused by the database: {error.orig}") from error

    def _one(self, condition: ColumnElement[bool], name: str) -> SeriesRow:
        row = self._session.scalar(select(SeriesRow).where(condition))
        if row is None:
            raise NotFound(name)
        return row


# As Series.feed has it.
_FEED = func.coalesce(SeriesRow.feed_name, SeriesRow.title)


def series_of(row: SeriesRow) -> Series:
    """The series that the row holds."""
    return Series(SeriesId(row.id), row.slug, row.title, row.feed_name)


def _words(title: str) -> str:
    return " ".join(words_of([title]))
