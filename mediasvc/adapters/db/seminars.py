"""Seminars in one transaction of a SQL database."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from mediasvc.adapters.db.changes import next_change
from mediasvc.adapters.db.filters import narrowed
from mediasvc.adapters.db.removals import forget
from mediasvc.adapters.db.series import series_of
from mediasvc.adapters.db.slugs import free_slug
from mediasvc.adapters.db.stages import STATES
from mediasvc.adapters.db.tables import FormerSlugRow, GoneSeminarRow, ReleaseRow, SeminarRow
from mediasvc.domain.errors import NotFound
from mediasvc.domain.listing import Placed, moved, place_of
from mediasvc.domain.person import PersonId
from mediasvc.domain.removal import Removal
from mediasvc.domain.search import words_of_talk
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, SeminarState, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.series import Series

_NEWEST_FIRST = select(SeminarRow).order_by(SeminarRow.number.desc())


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
            change=next_change(self._session),
        )
        self._session.add(row)
        self._session.flush()
        return seminar_of(row)

    def by_slug(self, slug: str) -> Seminar:
        return self._one(SeminarRow.slug == slug, slug)

    def by_former_slug(self, slug: str) -> Seminar:
        former = select(FormerSlugRow.seminar_id).where(FormerSlugRow.slug == slug)
        return self._one(SeminarRow.id.in_(former), slug)

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        return self._one(SeminarRow.id == seminar_id, seminar_id)

    def first_between(self, first: SeminarId, last: SeminarId) -> Seminar:
        found = self._session.scalars(select(SeminarRow).where(SeminarRow.id.between(first, last)))
        row = min(found, key=lambda row: row.number, default=None)
        if row is None:
            raise NotFound
        return seminar_of(row)

    def all(self, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        return [seminar_of(row) for row in self._session.scalars(narrowed(_NEWEST_FIRST, wanted))]

    def some(self, limit: int, after: SeminarId | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        some = narrowed(_NEWEST_FIRST, wanted).limit(limit)
        if after is not None:
            some = some.where(SeminarRow.number < self.by_id(after).number)
        return [seminar_of(row) for row in self._session.scalars(some)]

    def by_day(self, limit: int, after: str | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Placed]:
        by_day = select(SeminarRow).order_by(SeminarRow.place.desc()).where(SeminarRow.place.is_not(None))
        found = narrowed(by_day, wanted)
        if after is not None:
            found = found.where(SeminarRow.place < after)
        return [Placed(seminar_of(row), row.place or "") for row in self._session.scalars(found.limit(limit))]

    def version(self) -> int:
        # Each row counts its own changes, and what one counted that is gone is kept.
        own = select(func.coalesce(func.sum(SeminarRow.version), 0)).where(SeminarRow.release.is_not(None))
        gone = select(func.coalesce(func.sum(GoneSeminarRow.version), 0))
        return int(self._session.scalar(select(own.scalar_subquery() + gone.scalar_subquery())) or 0)

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
        self._set(seminar_id, withdrawn_at=None, withdrawal_notice=None)
        self._note_shown(seminar_id)

    def withdraw(self, seminar_id: SeminarId) -> None:
        self._set(seminar_id, withdrawn_at=datetime.now(UTC))

    def give_notice(self, seminar_id: SeminarId, notice: str | None) -> None:
        self._set(seminar_id, withdrawal_notice=notice)

    def limit_to_streaming(self, seminar_id: SeminarId, streaming_only: bool) -> None:
        self._set(seminar_id, streaming_only=streaming_only)

    def remove_draft(self, seminar_id: SeminarId) -> None:
        draft = select(SeminarRow.id).where(SeminarRow.id == seminar_id, STATES[SeminarState.DRAFT])
        if self._session.scalar(draft) is not None:
            forget(self._session, seminar_id)

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
        """Return the slugs that seminars have, or have had, those that are gone among them."""
        slugs: set[str] = set()
        for slug in (SeminarRow.slug, FormerSlugRow.slug, GoneSeminarRow.slug):
            slugs.update(self._session.scalars(select(slug).where(slug.startswith(prefix, autoescape=True))))
        return slugs

    def _one(self, condition: ColumnElement[bool], name: str) -> Seminar:
        row = self._session.scalar(select(SeminarRow).where(condition))
        if row is None:
            raise NotFound(name)
        return seminar_of(row)

    def _set(self, seminar_id: SeminarId, **values: object) -> None:
        values |= {"version": SeminarRow.version + 1, "change": next_change(self._session)}
        changed = update(SeminarRow).where(SeminarRow.id == seminar_id).values(**values).returning(SeminarRow.id)
        if self._session.scalar(changed) is None:
            raise NotFound(seminar_id)


def _words(details: SeminarDetails) -> str:
    return " ".join(words_of_talk(details, ()))


def seminar_of(row: SeminarRow) -> Seminar:
    """Return the seminar that the row holds."""
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
        streaming_only=row.streaming_only,
        withdrawal_notice=row.withdrawal_notice,
        removal=_removal(row),
    )


def _removal(row: SeminarRow) -> Removal | None:
    if row.removed_at is None or row.removed_until is None:
        return None
    return Removal(row.removed_at, row.removed_by or "", row.removed_until)
