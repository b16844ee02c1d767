"""Seminars in one transaction of a SQL database."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, and_, delete, false, func, literal, or_, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from mediasvc.adapters.db.series import series_of
from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.tables import (
    BuildRow,
    BuildSourceRow,
    FormerSlugRow,
    ReadingRow,
    ReleaseListingRow,
    ReleaseRow,
    SeminarRow,
    SeminarSourceRow,
    SeriesRow,
    Text,
    UploadRow,
    WaitingOrderRow,
    can_be_kept,
)
from mediasvc.domain.errors import NotFound
from mediasvc.domain.listing import Placed, moved, place_of
from mediasvc.domain.person import PersonId
from mediasvc.domain.search import words_of_talk
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState, Visibility
from mediasvc.domain.seminar_filter import EVERY, Reach, SeminarFilter
from mediasvc.domain.series import Series

_NEWEST_FIRST = select(SeminarRow).order_by(SeminarRow.number.desc())
_SEEN = and_(ReleaseListingRow.seminar_id == SeminarRow.id, ReleaseListingRow.number == SeminarRow.release)
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

    def add(self, title_slug: str, details: SeminarDetails, owner: PersonId | None = None) -> Seminar:
        row = SeminarRow(
            id=uuid.uuid4().hex,
            slug=free_slug(title_slug, self._slugs(title_slug)),
            details=details,
            words=_words(details),
            created_at=datetime.now(UTC),
            number=(self._session.scalar(select(func.max(SeminarRow.number))) or 0) + 1,
            decided=0,
            visibility=Visibility.PUBLIC,
            owner_id=owner,
        )
        self._session.add(row)
        self._session.flush()
        return _seminar(row)

    def by_slug(self, slug: str) -> Seminar:
        return self._one(SeminarRow.slug == slug, slug)

    def by_former_slug(self, slug: str) -> Seminar:
        former = select(FormerSlugRow.seminar_id).where(FormerSlugRow.slug == slug)
        return self._one(SeminarRow.id.in_(former), slug)

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        return self._one(SeminarRow.id == seminar_id, seminar_id)

    def all(self, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        return [_seminar(row) for row in self._session.scalars(_found(wanted))]

    def some(self, limit: int, after: SeminarId | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        found = _found(wanted).limit(limit)
        if after is not None:
            found = found.where(SeminarRow.number < self.by_id(after).number)
        return [_seminar(row) for row in self._session.scalars(found)]

    def by_day(self, limit: int, after: str | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Placed]:
        found = _found(wanted).order_by(None).order_by(SeminarRow.place.desc()).where(SeminarRow.place.is_not(None))
        if after is not None:
            found = found.where(SeminarRow.place < after)
        return [Placed(_seminar(row), row.place or "") for row in self._session.scalars(found.limit(limit))]

    def version(self) -> int:
        # Each row counts its own changes, and none of these rows is ever removed.
        counted = select(func.coalesce(func.sum(SeminarRow.version), 0)).where(SeminarRow.release.is_not(None))
        return int(self._session.scalar(counted) or 0)

    def place(self, seminar_id: SeminarId, series: Series | None, visibility: Visibility) -> None:
        self._set(seminar_id, series_id=series and series.id, visibility=visibility)
        self._note_shown(seminar_id)

    def describe(self, seminar_id: SeminarId, details: SeminarDetails) -> None:
        self._set(seminar_id, details=details, words=_words(details))
        self._move(seminar_id)

    def name(self, seminar_id: SeminarId, title_slug: str) -> Seminar:
        before = self.by_id(seminar_id).slug
        former = FormerSlugRow.seminar_id == seminar_id
        own = {before, *self._session.scalars(select(FormerSlugRow.slug).where(former))}
        slug = free_slug(title_slug, self._slugs(title_slug) - own)
        if slug != before:
            self._session.execute(delete(FormerSlugRow).where(FormerSlugRow.slug == slug))
            self._session.add(FormerSlugRow(slug=before, seminar_id=seminar_id))
            self._session.flush()
        self._set(seminar_id, slug=slug)
        return self.by_id(seminar_id)

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails, decided: int) -> None:
        of_release = {"release": release, "details": details, "words": _words(details)}
        self._set(seminar_id, **of_release, decided=decided, decided_at=datetime.now(UTC))
        self._move(seminar_id)
        self._note_shown(seminar_id)

    def bring_back(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=None)
        self._note_shown(seminar_id)

    def withdraw(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=datetime.now(UTC))

    def remove_draft(self, seminar_id: SeminarId) -> None:
        draft = select(SeminarRow.id).where(SeminarRow.id == seminar_id, _STATES[SeminarState.DRAFT])
        if self._session.scalar(draft) is None:
            return
        self._session.execute(delete(ReleaseListingRow).where(ReleaseListingRow.seminar_id == seminar_id))
        self._session.execute(delete(ReleaseRow).where(ReleaseRow.seminar_id == seminar_id))
        builds = select(BuildRow.id).where(BuildRow.seminar_id == seminar_id)
        self._session.execute(delete(BuildSourceRow).where(BuildSourceRow.build_id.in_(builds)))
        self._session.execute(delete(BuildRow).where(BuildRow.seminar_id == seminar_id))
        for owned in (FormerSlugRow, ReadingRow, SeminarSourceRow, UploadRow, WaitingOrderRow):
            self._session.execute(delete(owned).where(owned.seminar_id == seminar_id))
        self._session.execute(delete(SeminarRow).where(SeminarRow.id == seminar_id))

    def _note_shown(self, seminar_id: SeminarId) -> None:
        """Note of the release that the seminar points to that it is shown, where it is."""
        seminar = self.by_id(seminar_id)
        if seminar.is_open:
            seen = and_(ReleaseRow.seminar_id == seminar_id, ReleaseRow.number == seminar.release)
            self._session.execute(update(ReleaseRow).where(seen).values(shown=True))
            first = and_(SeminarRow.id == seminar_id, SeminarRow.place.is_(None))
            place = place_of(seminar.details.held_on, datetime.now(UTC), seminar_id)
            self._session.execute(update(SeminarRow).where(first).values(place=place))

    def _move(self, seminar_id: SeminarId) -> None:
        """Let the seminar's place follow its details, where it has one."""
        row = self._session.get_one(SeminarRow, seminar_id, populate_existing=True)
        if row.place is not None:
            row.place = moved(row.place, row.details.held_on, seminar_id)
            self._session.flush()

    def _slugs(self, prefix: str) -> set[str]:
        """Return the slugs that seminars have, or have had."""
        found: set[str] = set()
        for slug in (SeminarRow.slug, FormerSlugRow.slug):
            found.update(self._session.scalars(select(slug).where(slug.startswith(prefix, autoescape=True))))
        return found

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


def _words(details: SeminarDetails) -> str:
    return " ".join(words_of_talk(details, ()))


def _found(wanted: SeminarFilter) -> Select[SeminarRow]:
    found = _NEWEST_FIRST.outerjoin(ReleaseListingRow, _SEEN) if wanted.words else _NEWEST_FIRST
    return found.where(*_conditions(wanted))


def _conditions(wanted: SeminarFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of the wanted seminars."""
    if wanted.state is not None:
        yield _STATES[wanted.state]
    if wanted.visibility is not None:
        yield SeminarRow.visibility == wanted.visibility
    if wanted.series is not None:
        yield SeminarRow.series_id.in_(select(SeriesRow.id).where(_is(SeriesRow.title, wanted.series)))
    if wanted.language is not None:
        yield _is(_LANGUAGE, wanted.language)
    if wanted.reach is not None and not wanted.reach.is_everything:
        yield _within(wanted.reach)
    yield from map(_said, wanted.words)


def _within(reach: Reach) -> ColumnElement[bool]:
    # To compare with nobody would find what has no owner.
    is_own = false() if reach.owner is None else SeminarRow.owner_id == reach.owner
    own = and_(is_own, SeminarRow.series_id.in_(reach.own_in))
    return or_(SeminarRow.series_id.in_(reach.series), own)


def _said(word: str) -> ColumnElement[bool]:
    """The word, or one that it is a part of, is among the seminar's, the release's or the series'."""
    # LIKE takes many times as long where the word begins with a frequent letter; SQLite's strpos is engine.py's.
    part = literal(word, Text())
    series = select(SeriesRow.id).where(func.strpos(SeriesRow.words, part) > 0)
    own = (func.strpos(words, part) > 0 for words in (SeminarRow.words, ReleaseListingRow.words))
    return or_(*own, SeminarRow.series_id.in_(series))


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
        owner=None if row.owner_id is None else PersonId(row.owner_id),
    )
