"""Seminars in one transaction of a SQL database."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_, delete, false, func, or_, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from mediasvc.adapters.db.series import series_of
from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.tables import (
    BuildRow,
    BuildSourceRow,
    ReleaseRow,
    ReleaseWordsRow,
    SeminarRow,
    SeminarSourceRow,
    SeriesRow,
    UploadRow,
    WaitingOrderRow,
    can_be_kept,
)
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState, Series, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter

_NEWEST_FIRST = select(SeminarRow).order_by(SeminarRow.number.desc())
_SEEN = and_(ReleaseWordsRow.seminar_id == SeminarRow.id, ReleaseWordsRow.number == SeminarRow.release)
_DETAILS: Any = type_coerce(SeminarRow.details, JSON)
_LANGUAGE: ColumnElement[str] = _DETAILS["language"].as_string()
_STATES = {
    SeminarState.DRAFT: and_(SeminarRow.withdrawn_at.is_(None), SeminarRow.release.is_(None)),
    SeminarState.PUBLISHED: and_(SeminarRow.withdrawn_at.is_(None), SeminarRow.release.is_not(None)),
    SeminarState.WITHDRAWN: SeminarRow.withdrawn_at.is_not(None),
}


class SqlSeminars:
    """Fills Seminars."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, title_slug: str, details: SeminarDetails) -> Seminar:
        row = SeminarRow(
            id=uuid.uuid4().hex,
            slug=free_slug(title_slug, self._slugs(title_slug)),
            details=details,
            created_at=datetime.now(UTC),
            number=(self._session.scalar(select(func.max(SeminarRow.number))) or 0) + 1,
            decided=0,
            visibility=Visibility.PUBLIC,
        )
        self._session.add(row)
        self._session.flush()
        return _seminar(row)

    def by_slug(self, slug: str) -> Seminar:
        return self._one(SeminarRow.slug == slug, slug)

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        return self._one(SeminarRow.id == seminar_id, seminar_id)

    def all(self) -> Sequence[Seminar]:
        return [_seminar(row) for row in self._session.scalars(_NEWEST_FIRST)]

    def some(self, limit: int, after: SeminarId | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        found = _NEWEST_FIRST.limit(limit)
        if after is not None:
            found = found.where(SeminarRow.number < self.by_id(after).number)
        if wanted.state is not None:
            found = found.where(_STATES[wanted.state])
        if wanted.visibility is not None:
            found = found.where(SeminarRow.visibility == wanted.visibility)
        if wanted.series is not None:
            of_title = select(SeriesRow.id).where(_is(SeriesRow.title, wanted.series))
            found = found.where(SeminarRow.series_id.in_(of_title))
        if wanted.language is not None:
            found = found.where(_is(_LANGUAGE, wanted.language))
        if wanted.words:
            found = found.outerjoin(ReleaseWordsRow, _SEEN).where(*map(_said, wanted.words))
        return [_seminar(row) for row in self._session.scalars(found)]

    def version(self) -> int:
        # Each row counts its own changes, and none of these rows is ever removed.
        counted = select(func.coalesce(func.sum(SeminarRow.version), 0)).where(SeminarRow.release.is_not(None))
        return int(self._session.scalar(counted) or 0)

    def place(self, seminar_id: SeminarId, series: Series | None, visibility: Visibility) -> None:
        self._set(seminar_id, series_id=series and series.id, visibility=visibility)
        self._note_shown(seminar_id)

    def describe(self, seminar_id: SeminarId, details: SeminarDetails) -> None:
        self._set(seminar_id, details=details)

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails, decided: int) -> None:
        self._set(seminar_id, release=release, details=details, decided=decided, decided_at=datetime.now(UTC))
        self._note_shown(seminar_id)

    def bring_back(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=None)
        self._note_shown(seminar_id)

    def withdraw(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=datetime.now(UTC))

    def remove_draft(self, seminar_id: SeminarId) -> None:
        if self._session.scalar(select(ReleaseRow.number).where(ReleaseRow.seminar_id == seminar_id).limit(1)):
            return
        builds = select(BuildRow.id).where(BuildRow.seminar_id == seminar_id)
        self._session.execute(delete(BuildSourceRow).where(BuildSourceRow.build_id.in_(builds)))
        self._session.execute(delete(BuildRow).where(BuildRow.seminar_id == seminar_id))
        for listed in (SeminarSourceRow, UploadRow, WaitingOrderRow):
            self._session.execute(delete(listed).where(listed.seminar_id == seminar_id))
        self._session.execute(delete(SeminarRow).where(SeminarRow.id == seminar_id))

    def _note_shown(self, seminar_id: SeminarId) -> None:
        """Note of the release that the seminar points to that it is shown, where it is."""
        seminar = self.by_id(seminar_id)
        if seminar.is_open:
            seen = and_(ReleaseRow.seminar_id == seminar_id, ReleaseRow.number == seminar.release)
            self._session.execute(update(ReleaseRow).where(seen).values(shown=True))

    def _slugs(self, prefix: str) -> set[str]:
        return set(
            self._session.scalars(select(SeminarRow.slug).where(SeminarRow.slug.startswith(prefix, autoescape=True)))
        )

    def _one(self, condition: ColumnElement[bool], name: str) -> Seminar:
        row = self._session.scalar(select(SeminarRow).where(condition))
        if row is None:
            raise NotFound(name)
        return _seminar(row)

    def _set(self, seminar_id: SeminarId, **values: object) -> None:
        values["version"] = SeminarRow.version + 1
        changed = update(SeminarRow).where(SeminarRow.id == seminar_id).values(**values).returning(SeminarRow.id)
        if self._session.scalar(changed) is None:
            raise NotFound(seminar_id)


def _said(word: str) -> ColumnElement[bool]:
    """The word, or one that it is a part of, is among the release's or the series'."""
    series = select(SeriesRow.id).where(SeriesRow.words.contains(word, autoescape=True))
    return or_(ReleaseWordsRow.words.contains(word, autoescape=True), SeminarRow.series_id.in_(series))


def _is(column: ColumnElement[str] | InstrumentedAttribute[str], value: str) -> ColumnElement[bool]:
    return column == value if can_be_kept(value) else false()


def _seminar(row: SeminarRow) -> Seminar:
    return Seminar(
        id=SeminarId(row.id),
        slug=row.slug,
        details=row.details,
        created_at=row.created_at,
        release=row.release,
        withdrawn_at=row.withdrawn_at,
        number=row.number,
        decided=row.decided,
        decided_at=row.decided_at,
        visibility=Visibility(row.visibility),
        series=None if row.series is None else series_of(row.series),
    )
