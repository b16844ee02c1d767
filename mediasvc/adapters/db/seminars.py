"""Seminars in one transaction of a SQL database."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_, delete, false, func, literal, select, tuple_, type_coerce, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mediasvc.adapters.db.locks import hold_sources
from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.tables import (
    BuildRow,
    BuildSourceRow,
    ReleaseRow,
    ReleaseWordsRow,
    SeminarRow,
    SeminarSourceRow,
    UtcDateTime,
    can_be_kept,
)
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState, Visibility

_AGE = tuple_(SeminarRow.created_at, SeminarRow.id)
_NEWEST_FIRST = select(SeminarRow).order_by(SeminarRow.created_at.desc(), SeminarRow.id.desc())
_SEEN = and_(ReleaseWordsRow.seminar_id == SeminarRow.id, ReleaseWordsRow.number == SeminarRow.release)
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
        seminar_id, now = SeminarId(uuid.uuid4().hex), datetime.now(UTC)
        while True:
            slug = free_slug(title_slug, self._slugs(title_slug))
            row = SeminarRow(id=seminar_id, slug=slug, details=details, created_at=now)
            try:
                with self._session.begin_nested():
                    self._session.add(row)
            except IntegrityError:
                # Another transaction was faster, and is known from now on.
                if slug not in self._slugs(title_slug):
                    raise
            else:
                return _seminar(row)

    def by_slug(self, slug: str) -> Seminar:
        return self._one(SeminarRow.slug == slug, slug)

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        return self._one(SeminarRow.id == seminar_id, seminar_id)

    def all(self) -> Sequence[Seminar]:
        return [_seminar(row) for row in self._session.scalars(_NEWEST_FIRST)]

    def some(
        self,
        limit: int,
        after: SeminarId | None = None,
        state: SeminarState | None = None,
        visibility: Visibility | None = None,
        series: str | None = None,
        language: str | None = None,
        words: Collection[str] = (),
    ) -> Sequence[Seminar]:
        wanted = _NEWEST_FIRST.limit(limit)
        if after is not None:
            last = self.by_id(after)
            wanted = wanted.where(tuple_(literal(last.created_at, UtcDateTime), literal(last.id)) > _AGE)
        if state is not None:
            wanted = wanted.where(_STATES[state])
        for name, value in {"visibility": visibility, "series": series, "language": language}.items():
            if value is not None:
                wanted = wanted.where(_told(name) == value if can_be_kept(value) else false())
        if words:
            wanted = wanted.join(ReleaseWordsRow, _SEEN).where(*map(_said, words))
        return [_seminar(row) for row in self._session.scalars(wanted)]

    def version(self) -> int:
        # Each row counts its own changes: one number for all would have every writer wait for it, and a sequence's
        # newest number may be seen before an earlier one is committed.
        counted = select(func.coalesce(func.sum(SeminarRow.version), 0)).where(SeminarRow.release.is_not(None))
        return int(self._session.scalar(counted) or 0)

    def describe(self, seminar_id: SeminarId, details: SeminarDetails) -> None:
        self._set(seminar_id, details=details)

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails, decided_at: datetime) -> None:
        self._set(seminar_id, release=release, details=details, decided_at=decided_at)

    def bring_back(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=None)

    def withdraw(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=datetime.now(UTC))

    def remove_draft(self, seminar_id: SeminarId) -> None:
        # Nobody adds a build or a source while the sources are held, nor a release while the seminar's row is.
        hold_sources(self._session)
        self._session.execute(select(SeminarRow.id).where(SeminarRow.id == seminar_id).with_for_update())
        if self._session.scalar(select(ReleaseRow.number).where(ReleaseRow.seminar_id == seminar_id).limit(1)):
            return
        builds = select(BuildRow.id).where(BuildRow.seminar_id == seminar_id)
        self._session.execute(delete(BuildSourceRow).where(BuildSourceRow.build_id.in_(builds)))
        self._session.execute(delete(BuildRow).where(BuildRow.seminar_id == seminar_id))
        self._session.execute(delete(SeminarSourceRow).where(SeminarSourceRow.seminar_id == seminar_id))
        self._session.execute(delete(SeminarRow).where(SeminarRow.id == seminar_id))

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
    """The word, or one that it is a part of, is among the release's."""
    return ReleaseWordsRow.words.contains(word, autoescape=True)


def _told(name: str) -> ColumnElement[str]:
    """What the seminar's details say under this name."""
    details: Any = type_coerce(SeminarRow.details, JSON)
    return details[name].as_string()


def _seminar(row: SeminarRow) -> Seminar:
    return Seminar(
        id=SeminarId(row.id),
        slug=row.slug,
        details=row.details,
        created_at=row.created_at,
        release=row.release,
        withdrawn_at=row.withdrawn_at,
        decided_at=row.decided_at,
    )
